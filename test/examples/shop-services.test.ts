import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { startServices, type ShopServices } from "../../examples/shop/services/start-services.ts";

const ask = async (
  url: string,
  init?: RequestInit,
): Promise<{ status: number; type: string | null; json: unknown }> => {
  const response = await fetch(url, init);
  return { status: response.status, type: response.headers.get("content-type"), json: await response.json() };
};
const send = (method: string, body: unknown): RequestInit => ({ method, body: JSON.stringify(body) });

describe("the shop's REST services", () => {
  let services: ShopServices;
  beforeAll(async () => {
    services = await startServices({ firstPort: 0 });
  });
  afterAll(() => services.close());

  it("hold 100 products, 50 customers, 500 orders and 1,000 reviews", async () => {
    const { CATALOG_URL, CUSTOMERS_URL, ORDERS_URL, REVIEWS_URL } = services.urls;
    const ids = Array.from({ length: 100 }, (_, index) => index + 1).join(",");

    const { json: products } = await ask(`${CATALOG_URL}/products?ids=${ids}`);
    const { json: reviews } = await ask(`${REVIEWS_URL}/reviews?productIds=${ids}`);
    const { json: orders } = await ask(`${ORDERS_URL}/orders`);
    const lastCustomer = await ask(`${CUSTOMERS_URL}/customers/50`);
    const noCustomer = await ask(`${CUSTOMERS_URL}/customers/51`);

    expect(products).toHaveLength(100);
    expect(reviews).toHaveLength(1000);
    expect(orders).toMatchObject({ total: 500 });
    expect(lastCustomer.status).toBe(200);
    expect(noCustomer).toEqual({
      status: 404,
      type: "application/problem+json",
      json: { status: 404, detail: "There is no customer 51." },
    });
  });

  it("say the same in every run", async () => {
    expect((await ask(`${services.urls.CATALOG_URL}/products/7`)).json).toEqual({
      id: 7,
      sku: "TEA-007",
      title: "Meadow Assam",
      category: "tea",
      price_cents: 5199,
      currency: "EUR",
      stock: { on_hand: 198 },
      tags: [],
    });
  });

  it("page through the orders, newest first, to a last page without a next one", async () => {
    const pages: { data: { id: number }[]; next: string | null }[] = [];
    for (let next: string | null = "/orders?perPage=100"; next !== null; next = pages.at(-1)?.next ?? null) {
      pages.push((await ask(services.urls.ORDERS_URL + next)).json as (typeof pages)[number]); // as the service documents
    }
    expect(pages.map(({ next }) => next)).toEqual([
      "/orders?perPage=100&page=2",
      "/orders?perPage=100&page=3",
      "/orders?perPage=100&page=4",
      "/orders?perPage=100&page=5",
      null,
    ]);
    expect(pages.flatMap(({ data }) => data.map(({ id }) => id))).toEqual(
      Array.from({ length: 500 }, (_, index) => 500 - index),
    );
  });

  it("place an order, move it along, and refuse a step that is not allowed", async () => {
    const { ORDERS_URL } = services.urls;
    const placed = await ask(
      `${ORDERS_URL}/orders`,
      send("POST", { customer_id: 7, lines: [{ product_id: 7, quantity: 2 }] }),
    );
    const paid = await ask(`${ORDERS_URL}/orders/501`, send("PATCH", { status: "paid" }));
    const delivered = await ask(`${ORDERS_URL}/orders/501`, send("PATCH", { status: "delivered" }));

    expect(placed).toMatchObject({ status: 201, json: { id: 501, status: "open", total_cents: 10398 } });
    expect(paid).toMatchObject({ status: 200, json: { id: 501, status: "paid" } });
    expect(delivered).toMatchObject({
      status: 409,
      json: { detail: "An order that is paid cannot become delivered." },
    });
  });

  it("refuse an order that cannot be, saying all that is wrong with it", async () => {
    const refused = await ask(
      `${services.urls.ORDERS_URL}/orders`,
      send("POST", { customer_id: 99, lines: [{ product_id: 101, quantity: 0 }] }),
    );
    expect(refused.status).toBe(422);
    expect(refused.json).toEqual({
      status: 422,
      detail: "The order cannot be placed.",
      violations: [
        { field: "customer_id", message: "There is no such customer." },
        { field: "lines[0].product_id", message: "There is no such product." },
        { field: "lines[0].quantity", message: "Order one or more." },
      ],
    });
  });
});
