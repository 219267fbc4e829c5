import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { products } from "../../examples/shop/services/catalog.ts";
import { customers } from "../../examples/shop/services/customers.ts";
import { reviews } from "../../examples/shop/services/reviews.ts";
import { startServices, type ShopServices } from "../../examples/shop/services/start-services.ts";
import { runRestuary, startRestuary, type RunningGateway } from "../support/restuary-process.ts";

const shop = join(import.meta.dirname, "../../examples/shop");
const operationFile = (name: string): string => join(shop, "schema/operations", `${name}.graphql`);
const operation = (name: string): string => readFileSync(operationFile(name), "utf8");

describe("the shop's graph", () => {
  let services: ShopServices;
  let gateway: RunningGateway;
  let calls: string[] = [];

  beforeAll(async () => {
    services = await startServices({
      firstPort: 0,
      onRequest: (service, line) => calls.push(`${service} ${decodeURIComponent(line)}`),
    });
    gateway = await startRestuary(["serve", "-C", shop], services.urls);
  }, 60_000);
  afterAll(async () => {
    await gateway?.stop();
    await services.close();
  });
  beforeEach(() => {
    calls = [];
  });

  const orderRecord = async (id: string): Promise<{ lines: { product_id: number }[]; customer_id: number }> => {
    const response = await fetch(`${services.urls.ORDERS_URL}/orders/${id}`);
    const order = (await response.json()) as Awaited<ReturnType<typeof orderRecord>>; // as the service documents
    calls = [];
    return order;
  };

  it("shows a product with its newest reviews and their authors", async () => {
    const written = reviews.filter(({ product_id }) => product_id === 7).toReversed();
    const authors = [...new Set(written.slice(0, 3).map(({ author_id }) => author_id))];

    const result = await gateway.ask(operation("product-page"), { id: "7" });

    expect(result).toEqual({
      data: {
        product: {
          name: "Meadow Assam",
          category: "TEA",
          price: { amount: 5199, currency: "EUR" },
          inStock: true,
          rating: { count: written.length, average: averageOf(7) },
          reviews: written
            .slice(0, 3)
            .map(({ stars, text, author_id }) => ({ stars, text, author: { name: customerName(author_id) } })),
        },
      },
    });
    expect(calls.toSorted()).toEqual(
      [
        "catalog GET /products/7",
        "reviews GET /reviews?productIds=7",
        ...authors.map((id) => `customers GET /customers/${id}`),
      ].toSorted(),
    );
  });

  it("lists 100 products with their ratings in two calls", async () => {
    const result = await gateway.ask(operation("product-list"));

    expect(result).toEqual({
      data: {
        products: products.map(({ id, title, price_cents }) => ({
          id: String(id),
          name: title,
          price: { amount: price_cents, currency: "EUR" },
          rating: { average: averageOf(id) },
        })),
      },
    });
    expect(calls).toEqual([
      "catalog GET /products?limit=100&offset=0",
      `reviews GET /reviews?productIds=${products.map(({ id }) => id).join(",")}`,
    ]);
  });

  it("passes a category on in the catalog's own words", async () => {
    const result = await gateway.ask(operation("product-list"), { category: "LINEN", limit: 1 });

    expect(result).toMatchObject({ data: { products: [{ id: "81", name: "Harbour Apron" }] } });
    expect(calls[0]).toBe("catalog GET /products?category=linen&limit=1&offset=0");
  });

  it("shows a customer's orders with all their products in one batch", async () => {
    const result = await gateway.ask(operation("order-history"), { customer: "7" });

    const { customer } = result.data as {
      customer: { name: string; orders: { items: { id: string; lines: { product: { name: string } }[] }[] } };
    };
    expect(result.errors).toBeUndefined();
    expect(customer).toMatchObject({ name: "Greta Almeida", orders: { total: 13, hasNextPage: true } });
    const shown = customer.orders.items.flatMap(({ lines }) => lines.map(({ product }) => product.name));
    const asked = [...calls];
    const records = await Promise.all(customer.orders.items.map(({ id }) => orderRecord(id)));
    const ordered = records.flatMap(({ lines }) => lines.map(({ product_id }) => product_id));
    expect(shown).toEqual(ordered.map(productTitle));
    expect(asked).toEqual([
      "customers GET /customers/7",
      "orders GET /orders?customer=7&page=1&perPage=10",
      `catalog GET /products?ids=${[...new Set(ordered)].join(",")}`,
    ]);
  });

  it("finds its way back from a customer's order to its customer", async () => {
    const result = await gateway.ask(
      '{ customer(id: "7") { orders(perPage: 2) { items { id customer { id name } } } } }',
    );
    const asked = [...calls];
    const response = await fetch(`${services.urls.ORDERS_URL}/orders?customer=7&perPage=2`);
    const { data: newest } = (await response.json()) as { data: { id: number }[] }; // as the service documents

    expect(result).toEqual({
      data: {
        customer: {
          orders: { items: newest.map(({ id }) => ({ id: String(id), customer: { id: "7", name: "Greta Almeida" } })) },
        },
      },
    });
    expect(asked).toEqual(["customers GET /customers/7", "orders GET /orders?customer=7&page=1&perPage=2"]);
  });

  it("shows 100 orders with one call for each customer and one for all products", async () => {
    const result = await gateway.ask(operation("order-desk"));

    const { orders } = result.data as { orders: { items: { id: string; customer: unknown; lines: unknown[] }[] } };
    const asked = [...calls];
    const records = await Promise.all(orders.items.map(({ id }) => orderRecord(id)));
    const distinctCustomers = [...new Set(records.map(({ customer_id }) => customer_id))];
    const distinctProducts = [...new Set(records.flatMap(({ lines }) => lines.map(({ product_id }) => product_id)))];

    expect(result.errors).toBeUndefined();
    expect(orders).toMatchObject({ total: 500, hasNextPage: true });
    expect(orders.items).toHaveLength(100);
    expect(orders.items.map(({ customer }) => customer)).toEqual(
      records.map(({ customer_id }) => {
        const { address } = customerRecord(customer_id);
        return { name: customerName(customer_id), address: { city: address.city, country: address.country_code } };
      }),
    );
    expect(asked.filter((call) => call.startsWith("orders"))).toEqual(["orders GET /orders?page=1&perPage=100"]);
    expect(asked.filter((call) => call.startsWith("customers")).toSorted()).toEqual(
      distinctCustomers.map((id) => `customers GET /customers/${id}`).toSorted(),
    );
    const batches = asked.filter((call) => call.startsWith("catalog")).map((call) => call.split("ids=")[1]?.split(","));
    expect(batches.map((ids) => new Set(ids))).toEqual([new Set(distinctProducts.map(String))]);
    expect(batches.flat()).toHaveLength(distinctProducts.length);
  });

  it("shows an order with its events, which are a call of their own", async () => {
    const { customer_id } = await orderRecord("17");

    const result = await gateway.ask(operation("order-details"), { id: "17" });

    expect(result).toMatchObject({
      data: { order: { id: "17", customer: { name: customerName(customer_id) } } },
    });
    expect(calls.toSorted()).toEqual(
      ["orders GET /orders/17", "orders GET /orders/17/events", `customers GET /customers/${customer_id}`].toSorted(),
    );
  });

  it("shows the newest reviews of all products", async () => {
    const newest = reviews.toReversed().slice(0, 10);
    const productIds = [...new Set(newest.map(({ product_id }) => product_id))];
    const authorIds = [...new Set(newest.map(({ author_id }) => author_id))];

    const result = await gateway.ask(operation("reviews-feed"));

    expect(result).toEqual({
      data: {
        latestReviews: newest.map(({ id, stars, text, written_at, product_id, author_id }) => ({
          id: String(id),
          stars,
          text,
          writtenAt: written_at,
          product: { name: productTitle(product_id), rating: { average: averageOf(product_id) } },
          author: { name: customerName(author_id) },
        })),
      },
    });
    expect(calls.toSorted()).toEqual(
      [
        "reviews GET /reviews/latest?limit=10",
        `reviews GET /reviews?productIds=${productIds.join(",")}`,
        `catalog GET /products?ids=${productIds.join(",")}`,
        ...authorIds.map((id) => `customers GET /customers/${id}`),
      ].toSorted(),
    );
  });

  it("places an order and moves it along, one write at a time", async () => {
    const created = await gateway.ask(operation("create-order"), {
      input: { customerId: "7", lines: [{ productId: "7", quantity: 2 }], note: "Ring twice" },
    });
    const { id } = (created.data as { createOrder: { id: string } }).createOrder;
    const moved = await gateway.ask(operation("change-order-status"), { id, status: "PAID" });

    expect(created).toEqual({
      data: {
        createOrder: {
          id,
          status: "OPEN",
          total: { amount: 10398, currency: "EUR" },
          lines: [{ quantity: 2, product: { name: "Meadow Assam" } }],
        },
      },
    });
    expect(moved).toEqual({
      data: { changeOrderStatus: { id, status: "PAID", events: [{ status: "OPEN" }, { status: "PAID" }] } },
    });
    expect(calls).toEqual([
      "orders POST /orders",
      "catalog GET /products?ids=7",
      `orders PATCH /orders/${id}`,
      `orders GET /orders/${id}/events`,
    ]);
    expect(await orderRecord(id)).toMatchObject({ status: "paid", note: "Ring twice" });
  });

  it("says in the service's words why an order was refused", async () => {
    const refused = await gateway.ask(operation("create-order"), {
      input: { customerId: "99", lines: [{ productId: "7", quantity: 0 }] },
    });
    const impossible = await gateway.ask(operation("change-order-status"), { id: "1", status: "OPEN" });
    const absent = await gateway.ask(operation("order-details"), { id: "9999" });

    expect(refused).toMatchObject({
      data: { createOrder: null },
      errors: [
        {
          message: "The order cannot be placed.",
          path: ["createOrder"],
          extensions: {
            code: "BAD_USER_INPUT",
            violations: [
              { field: "customer_id", message: "There is no such customer." },
              { field: "lines[0].quantity", message: "Order one or more." },
            ],
          },
        },
      ],
    });
    expect(impossible).toMatchObject({
      data: { changeOrderStatus: null },
      errors: [{ path: ["changeOrderStatus"], extensions: { code: "CONFLICT" } }],
    });
    expect(absent).toMatchObject({
      data: { order: null },
      errors: [{ message: "There is no order 9999.", path: ["order"], extensions: { code: "NOT_FOUND" } }],
    });
    expect(calls).toEqual(["orders POST /orders", "orders PATCH /orders/1", "orders GET /orders/9999"]);
  });

  it.each<[name: string, variables: Record<string, unknown>]>([
    ["product-page", { id: "7" }],
    ["product-list", {}],
    ["order-history", { customer: "7" }],
    ["order-desk", {}],
    ["order-details", { id: "17" }],
    ["reviews-feed", {}],
    ["create-order", { input: { customerId: "8", lines: [{ productId: "9", quantity: 1 }] } }],
    ["change-order-status", { id: "486", status: "SHIPPED" }],
  ])("makes as many calls for %s as explain says beforehand", async (name, variables) => {
    const args = ["explain", operationFile(name), "-C", shop, "--format", "json", "--assume-list-size", "100"];
    const explained = await runRestuary(args, services.urls);
    expect(explained).toMatchObject({ code: 0, stderr: "" });
    const { total } = JSON.parse(explained.stdout) as { total: { min: number; max: number | null } };

    const result = await gateway.ask(operation(name), variables);

    // Nor a mapping problem, which would be in `extensions`.
    expect(result).toEqual({ data: expect.anything() });
    expect(calls.length).toBeGreaterThanOrEqual(total.min);
    expect(calls.length).toBeLessThanOrEqual(total.max ?? Infinity);
  });

  it("has an operation tested here for every file in schema/operations", () => {
    const test = readFileSync(import.meta.filename, "utf8");
    const untested = readdirSync(join(shop, "schema/operations"))
      .map((file) => file.replace(/\.graphql$/, ""))
      .filter((name) => !test.includes(`operation("${name}")`));
    expect(untested).toEqual([]);
  });
});

const productTitle = (id: number): string | undefined => products.find((product) => product.id === id)?.title;

function customerRecord(id: number): (typeof customers)[number] {
  const customer = customers.find((candidate) => candidate.id === id);
  if (!customer) throw new Error(`There is no customer ${id}.`);
  return customer;
}

function customerName(id: number): string {
  const { first_name, last_name } = customerRecord(id);
  return `${first_name} ${last_name}`;
}

function averageOf(productId: number): number | null {
  const stars = reviews.filter(({ product_id }) => product_id === productId).map((review) => review.stars);
  if (stars.length === 0) return null;
  return Math.round((10 * stars.reduce((sum, each) => sum + each, 0)) / stars.length) / 10;
}
