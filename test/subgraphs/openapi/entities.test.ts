import { describe, expect, it } from "@jest/globals";
import { importDocument } from "../../../subgraphs/openapi/import-document.ts";
import { answering, sdlOf } from "./import.ts";

const text = { type: "string" };
const id = { name: "customerId", in: "path", required: true, schema: text };

const shop = {
  openapi: "3.1.0",
  servers: [{ url: "http://shop.test" }],
  paths: {
    "/customers/{customerId}": { get: answering({ $ref: "#/components/schemas/Customer" }, { parameters: [id] }) },
    "/orders": { get: answering({ type: "array", items: { $ref: "#/components/schemas/Order" } }) },
    "/users/{name}": {
      get: answering({ $ref: "#/components/schemas/User" }, { parameters: [{ ...id, name: "name" }] }),
    },
    "/things/{code}": {
      get: answering({ $ref: "#/components/schemas/Thing" }, { parameters: [{ ...id, name: "code" }] }),
    },
  },
  components: {
    schemas: {
      Customer: { type: "object", required: ["id"], properties: { id: text, city: text } },
      Order: { type: "object", properties: { total: { type: "number" }, customerId: text } },
      User: { type: "object", properties: { name: text } },
      Thing: { type: "object", properties: { id: text } },
    },
  },
};

function importShop(accept = false): string {
  return sdlOf(importDocument({ document: shop, bytes: 2_000, subgraph: "shop", accept }));
}

describe("entities", () => {
  it("are resolved by the root field where its argument is the key", () => {
    expect(importShop()).toContain(`  user(name: String!): User
    @connect(source: "api", http: { GET: "/users/{$args.name}" }, entity: true, selection: "name: $.name?")`);
    expect(importShop()).toContain('type User @key(fields: "name") {');
  });

  it("are resolved by the type where the path calls its id by another name", () => {
    expect(importShop()).toContain(`type Customer @key(fields: "id")
  @connect(source: "api", http: { GET: "/customers/{$this.id}" }, selection: "id city?") {`);
  });

  it("are not made of what is known by something that it does not hold", () => {
    expect(importShop()).toContain("type Thing {");
  });

  it("are proposed as relations, and written with `accept`", () => {
    expect(importShop()).toContain(
      "  # Proposed: `customer: Customer`, as `customerId` seems to be the id of GET /customers/{customerId}. --accept writes it.\n}",
    );
    const accepted = importShop(true);
    expect(accepted).toContain("  customerId: String\n  customer: Customer\n}");
    expect(accepted).toContain('selection: "total? customerId? customer: { id: $.customerId? }"');
    expect(accepted).not.toContain("Proposed");
  });
});
