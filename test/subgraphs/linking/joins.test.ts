import { describe, expect, it } from "@jest/globals";
import { lowerSubgraph } from "../../../subgraphs/connect/lower.ts";
import { readConnectors } from "../../../subgraphs/connect/read.ts";
import { validateConnectors } from "../../../subgraphs/connect/validate/validate-connectors.ts";
import { findJoins } from "../../../subgraphs/linking/find-joins.ts";
import { writeJoins } from "../../../subgraphs/linking/write-joins.ts";
import { parseDocument } from "../../schema/support.ts";

const links = `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.13", import: ["@key"])
  @link(url: "https://specs.apollo.dev/connect/v0.4", import: ["@connect"])
  @link(url: "https://restuary.dev/rest/v0.1", import: ["@mapping"])
`;

/** A subgraph that finds these entities: `User(id: ID!)`. */
function finding(...entities: readonly string[]): { name: string; typeDefs: ReturnType<typeof parseDocument> } {
  const types = entities.map((text) => {
    const [, name, key, type] = /^(\w+)\((\w+): (\S+)\)$/.exec(text) ?? [];
    return `type ${name} @key(fields: "${key}") { ${key}: ${type} name: String }`;
  });
  const sdl = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
    type Query { version: String } ${types.join("\n")}`;
  return { name: "other", typeDefs: parseDocument(sdl, "other.graphql") };
}

function readOrders(sdl: string) {
  const document = parseDocument(sdl, "orders.graphql");
  const { model, diagnostics } = readConnectors({ subgraph: "orders", document, file: "orders.graphql" });
  if (!model) throw new Error(JSON.stringify(diagnostics));
  return { document, typeDefs: lowerSubgraph(document, model).typeDefs };
}

/** Names of what is proposed for the fields of a type `Order`. */
function proposed(fields: string, ...entities: readonly string[]): string[] {
  const orders = {
    name: "orders",
    typeDefs: parseDocument(`type Query { a: Order } type Order { ${fields} }`, "a.graphql"),
  };
  return findJoins([orders, finding(...entities)]).map(
    ({ typeName, fieldName, isList, target }) =>
      `${typeName}.${fieldName}: ${isList ? "list of " : ""}${target.typeName} by ${target.key}`,
  );
}

describe("a join is proposed", () => {
  it.each([
    ["customerId: ID", "Customer(id: ID!)", "Order.customer: Customer by id"],
    ["customer_id: Int", "Customer(id: ID!)", "Order.customer: Customer by id"],
    ["billing_account_id: String", "BillingAccount(id: ID!)", "Order.billing_account: BillingAccount by id"],
    ["productSku: String", "Product(sku: String!)", "Order.product: Product by sku"],
    ["customerNumber: Int", "Customer(customerNumber: Int!)", "Order.customer: Customer by customerNumber"],
    ["categoryIds: [ID!]", "Category(id: ID!)", "Order.categories: list of Category by id"],
  ])("for %s beside %s", (fields, entity, expected) => {
    expect(proposed(fields, entity)).toEqual([expected]);
  });

  it.each([
    ["the key alone", "id: ID", "Customer(id: ID!)"],
    ["another name", "supplierId: ID", "Customer(id: ID!)"],
    ["a key of another type", "customerId: String", "Customer(id: Int!)"],
    ["a field of that name", "customerId: ID customer: String", "Customer(id: ID!)"],
    ["a list of lists", "customerIds: [[ID]]", "Customer(id: ID!)"],
    ["the entity itself", "orderId: ID", "Order(id: ID!)"],
    ["a key that is an argument's", "customerId(of: Int): ID", "Customer(id: ID!)"],
  ])("not for %s", (_name, fields, entity) => {
    expect(proposed(fields, entity)).toEqual([]);
  });

  it("not where the subgraph refers to the entity, or has another type of its name", () => {
    const key = '@key(fields: "id", resolvable: false)';
    const link = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])';
    const joins = (type: string): unknown[] =>
      findJoins([
        { name: "orders", typeDefs: parseDocument(`${link} type Query { a: Order } ${type}`, "a.graphql") },
        finding("Customer(id: ID!)"),
      ]);
    expect(joins(`type Order { customerId: ID buyer: Customer } type Customer ${key} { id: ID! }`)).toEqual([]);
    expect(joins("type Order { customerId: ID } type Customer { name: String }")).toEqual([]);
    expect(joins(`type Order { customerId: ID } type Customer ${key} { id: ID! }`)).toHaveLength(1);
  });
});

/** The SDL with the join to `Customer`, after a check that connectors accept it. */
function write(sdl: string): string {
  const { document, typeDefs } = readOrders(links + sdl);
  const joins = findJoins([{ name: "orders", typeDefs }, finding("Customer(id: ID!)")]);
  const written = writeJoins(links + sdl, document, joins);
  expect(validateConnectors(written.sdl).map(({ message }) => message)).toEqual([]);
  return written.sdl.slice(links.length);
}

describe("a join is written", () => {
  const stub = '\n\ntype Customer @key(fields: "id", resolvable: false) {\n  id: ID!\n}\n';
  const http = 'http: { GET: "https://a.test" }';

  it("between commas, in braces and behind a path", () => {
    const rest = "}\ntype Order { id: ID customerId: ID }\n";
    expect(write(`type Query { a: Order @connect(${http}, selection: "{ id, customerId }") ${rest}`)).toBe(
      `type Query { a: Order @connect(${http}, selection: "{ id, customerId, customer: { id: customerId } }") }
type Order { id: ID customerId: ID customer: Customer }${stub}`,
    );
    expect(
      write(`type Query { a: [Order] @connect(${http}, selection: "$.data { id customerId: c? }") ${rest}`),
    ).toContain('"$.data { id customerId: c? customer: { id: c? } }"');
  });

  it("in each member of a union, and in the mapping of a type", () => {
    expect(
      write(`type Query { a: Any @connect(${http}, selection: "... kind->match(['o', { __typename: 'Order', customerId: c }], [@, null])") }
union Any = Order
type Order { customerId: ID }
`),
    ).toContain("{ __typename: 'Order', customerId: c, customer: { id: c } }");
    expect(
      write(`type Query { a: Order @connect(${http}, selection: "$") }
type Order @mapping(fields: "customerId: c next") { customerId: ID next: Order }
`),
    ).toContain(
      '@mapping(fields: "customerId: c customer: { id: c } next") { customerId: ID customer: Customer next: Order }',
    );
  });

  it("with the line ends of the file", () => {
    const sdl = `type Query {\r\n  a: Order @connect(${http}, selection: "id customerId")\r\n}\r\ntype Order {\r\n  id: ID\r\n  customerId: ID\r\n}\r\n`;
    expect(write(sdl)).toContain("  customerId: ID\r\n  customer: Customer\r\n}\r\n\r\ntype Customer ");
    expect(write(sdl)).not.toMatch(/[^\r]\n/);
  });

  it("not where no mapping gives the key", () => {
    const sdl = `${links}type Query { a: Order @connect(${http}, selection: "$.order") }\ntype Order { customerId: ID }\n`;
    const document = parseDocument(sdl, "orders.graphql");
    const joins = findJoins([{ name: "orders", typeDefs: document }, finding("Customer(id: ID!)")]);
    expect(writeJoins(sdl, document, joins)).toEqual({ sdl, written: [] });
  });
});
