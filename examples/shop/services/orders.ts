import { products } from "./catalog.ts";
import { customers } from "./customers.ts";
import { createRandom } from "./random.ts";
import { intParameter, Problem, startService, type Service, type ServiceOptions } from "./service.ts";

export type OrderState = "open" | "paid" | "shipped" | "delivered" | "cancelled";

export interface OrderRecord {
  id: number;
  customer_id: number;
  status: OrderState;
  placed_at: string;
  lines: { product_id: number; quantity: number; unit_price_cents: number }[];
  total_cents: number;
  currency: "EUR";
  note: string | null;
}

/** Which state may follow which; the service refuses the rest with 409. */
const nextStates: Record<OrderState, readonly OrderState[]> = {
  open: ["paid", "cancelled"],
  paid: ["shipped", "cancelled"],
  shipped: ["delivered"],
  delivered: [],
  cancelled: [],
};

/**
 * Orders, newest first, in pages; placed with POST, moved along with PATCH. Each start has its own 500 orders.
 *
 *     GET   /orders?page=2&perPage=20&customer=7&status=paid
 *     GET   /orders/17
 *     GET   /orders/17/events
 *     POST  /orders        { "customer_id": 7, "lines": [{ "product_id": 3, "quantity": 2 }], "note": "Ring twice" }
 *     PATCH /orders/17     { "status": "paid" }
 */
export function startOrders(options: ServiceOptions): Promise<Service> {
  const orders = createOrders();
  const events = new Map(orders.map((order) => [order.id, historyOf(order)]));

  const find = (id: string | undefined): OrderRecord => {
    const order = orders.find((candidate) => String(candidate.id) === id);
    if (!order) throw new Problem(404, `There is no order ${id}.`);
    return order;
  };

  return startService(
    {
      "GET /orders": ({ query }) => {
        const page = intParameter(query, "page", 1, 1_000_000);
        const perPage = intParameter(query, "perPage", 20, 100);
        const [customer, status] = [query.get("customer"), query.get("status")];
        const matching = orders
          .filter((order) => !customer || String(order.customer_id) === customer)
          .filter((order) => !status || order.status === status)
          .toReversed();
        const end = page * perPage;
        query.set("page", String(page + 1));
        return {
          data: matching.slice(end - perPage, end),
          page,
          perPage,
          total: matching.length,
          next: end < matching.length ? `/orders?${query.toString()}` : null,
        };
      },
      "GET /orders/:id": ({ params }) => find(params["id"]),
      "GET /orders/:id/events": ({ params }) => events.get(find(params["id"]).id),
      "POST /orders": ({ body }) => {
        const order = { id: orders.length + 1, ...readNewOrder(body) };
        orders.push(order);
        events.set(order.id, historyOf(order));
        return order;
      },
      "PATCH /orders/:id": ({ params, body }) => {
        const order = find(params["id"]);
        const wanted = isObject(body) ? body["status"] : undefined;
        const next = nextStates[order.status].find((state) => state === wanted);
        if (!next) throw new Problem(409, `An order that is ${order.status} cannot become ${String(wanted)}.`);
        order.status = next;
        events.get(order.id)?.push({ status: next, at: new Date().toISOString() });
        return order;
      },
    },
    options,
  );
}

/** Checks what a client sent, all of it before saying what is wrong. */
function readNewOrder(body: unknown): Omit<OrderRecord, "id"> {
  const input = isObject(body) ? body : {};
  const violations: { field: string; message: string }[] = [];

  const customer = customers.find(({ id }) => id === input["customer_id"]);
  if (!customer) violations.push({ field: "customer_id", message: "There is no such customer." });

  const asked: unknown[] = Array.isArray(input["lines"]) ? input["lines"] : [];
  if (asked.length === 0) violations.push({ field: "lines", message: "An order has at least one line." });
  const lines = asked.flatMap((line, index) => {
    const { product_id, quantity } = isObject(line) ? line : {};
    const product = products.find(({ id }) => id === product_id);
    if (!product) violations.push({ field: `lines[${index}].product_id`, message: "There is no such product." });
    if (typeof quantity !== "number" || quantity < 1) {
      violations.push({ field: `lines[${index}].quantity`, message: "Order one or more." });
      return [];
    }
    return product ? [{ product_id: product.id, quantity, unit_price_cents: product.price_cents }] : [];
  });

  if (!customer || violations.length > 0) throw new Problem(422, "The order cannot be placed.", { violations });
  return {
    customer_id: customer.id,
    status: "open",
    placed_at: new Date().toISOString(),
    lines,
    total_cents: totalOf(lines),
    currency: "EUR",
    note: typeof input["note"] === "string" ? input["note"] : null,
  };
}

/** Orders one to 500: one every seven hours since the start of 2025. */
function createOrders(): OrderRecord[] {
  const random = createRandom(3);
  return Array.from({ length: 500 }, (_, index) => {
    const lines = Array.from({ length: random.int(1, 4) }, () => {
      const product = random.pick(products as [(typeof products)[number]]); // 100 of them: not empty
      return { product_id: product.id, quantity: random.int(1, 3), unit_price_cents: product.price_cents };
    });
    return {
      id: index + 1,
      customer_id: random.int(1, customers.length),
      status: random.pick(["open", "paid", "shipped", "delivered", "delivered", "cancelled"]),
      placed_at: new Date(Date.UTC(2025, 0, 1, 7 * index)).toISOString(),
      lines,
      total_cents: totalOf(lines),
      currency: "EUR",
      note: random.int(1, 10) === 1 ? "Leave it with the neighbour" : null,
    };
  });
}

/** What must have happened to an order for it to be where it is, a day apart. */
function historyOf(order: OrderRecord): { status: OrderState; at: string }[] {
  const way: Record<OrderState, OrderState[]> = {
    open: ["open"],
    paid: ["open", "paid"],
    shipped: ["open", "paid", "shipped"],
    delivered: ["open", "paid", "shipped", "delivered"],
    cancelled: ["open", "cancelled"],
  };
  const dayMs = 86_400_000;
  const placedMs = Date.parse(order.placed_at);
  return way[order.status].map((status, day) => ({ status, at: new Date(placedMs + day * dayMs).toISOString() }));
}

function totalOf(lines: OrderRecord["lines"]): number {
  return lines.reduce((sum, { quantity, unit_price_cents }) => sum + quantity * unit_price_cents, 0);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
