import { afterEach, describe, expect, it } from "@jest/globals";
import { startRestServer, type RestServer } from "../support/rest-server.ts";
import { runRestuary, startRestuary } from "../support/restuary-process.ts";
import { createTestProject, type TestProject } from "./project.ts";

let project: TestProject;
const servers: RestServer[] = [];
afterEach(async () => {
  project.remove();
  for (const server of servers.splice(0)) await server.close();
});

const ordersSdl = (url: string): string => `# Orders, as the warehouse knows them.
extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.12")
  @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@source", "@connect"])
  @source(name: "api", http: { baseURL: "${url}" })

type Query {
  orders: [Order!]
    @connect(
      source: "api"
      http: { GET: "/orders" }
      # The service says cust_id.
      selection: """
      id
      customerId: cust_id   # of the customers service
      lines: items { productIds: skus }
      """
    )
  order(id: ID!): Order
    @connect(source: "api", http: { GET: "/orders/{$args.id}" }, selection: "id customerId: $.\\"cust_id\\"")
}

type Order {
  id: ID!
  "Who ordered."
  customerId: Int
  lines: [Line!]
}

type Line { productIds: [ID!] }
`;

const customersSdl = (url: string): string => `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key"])
  @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@source", "@connect"])
  @source(name: "api", http: { baseURL: "${url}" })

type Query {
  customer(id: ID!): Customer
    @connect(source: "api", http: { GET: "/customers/{$args.id}" }, entity: true, selection: "id name")
}

type Customer @key(fields: "id") {
  id: ID!
  name: String
}

type Product
  @connect(source: "api", http: { GET: "/products", queryParams: "ids: $batch.id->joinNotNull(',')" }, selection: "id title") {
  id: ID!
  title: String
}
`;

async function start(answers: Readonly<Record<string, unknown>>): Promise<RestServer> {
  const server = await startRestServer(({ url }) =>
    Object.hasOwn(answers, url) ? { json: answers[url] } : { status: 404 },
  );
  servers.push(server);
  return server;
}

const link = (...args: string[]) => runRestuary(["import", "--link", "-C", project.dir, ...args]);

describe("restuary import --link", () => {
  it("proposes joins with their reasons, and writes nothing", async () => {
    project = createTestProject({
      "subgraphs/orders.graphql": ordersSdl("http://orders.test"),
      "subgraphs/customers.graphql": customersSdl("http://customers.test"),
    });
    expect(await link()).toEqual({
      code: 0,
      stdout: `orders: Order.customerId -> customers.Customer
  Order.customer: Customer, as \`customerId\` seems to be the \`id\` of a \`Customer\`, which \`customers\` can find by it
orders: Line.productIds -> customers.Product
  Line.products: [Product!], as \`productIds\` seems to hold the \`id\` of each \`Product\`, which \`customers\` can find by it

\`restuary import --link --accept\` writes 2 of them.
`,
      stderr: "",
    });
    expect(project.read("subgraphs/orders.graphql")).toBe(ordersSdl("http://orders.test"));
    expect(JSON.parse((await link("--format", "json")).stdout)).toEqual({
      joins: [
        {
          subgraph: "orders",
          from: "Order.customerId",
          to: "customers.Customer",
          field: "Order.customer: Customer",
          reason: "`customerId` seems to be the `id` of a `Customer`, which `customers` can find by it",
          writable: true,
          written: false,
        },
        {
          subgraph: "orders",
          from: "Line.productIds",
          to: "customers.Product",
          field: "Line.products: [Product!]",
          reason: "`productIds` seems to hold the `id` of each `Product`, which `customers` can find by it",
          writable: true,
          written: false,
        },
      ],
      files: [],
    });
  });

  it("writes them into the SDL, whose comments and format stay, and then has nothing to propose", async () => {
    project = createTestProject({
      "subgraphs/orders.graphql": ordersSdl("http://orders.test"),
      "subgraphs/customers.graphql": customersSdl("http://customers.test"),
    });
    const { code, stdout } = await link("--accept");
    expect({ code, end: stdout.split("\n").at(-2) }).toEqual({ code: 0, end: "subgraphs/orders.graphql written" });
    expect(project.read("subgraphs/orders.graphql")).toBe(`# Orders, as the warehouse knows them.
extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key"])
  @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@source", "@connect"])
  @source(name: "api", http: { baseURL: "http://orders.test" })

type Query {
  orders: [Order!]
    @connect(
      source: "api"
      http: { GET: "/orders" }
      # The service says cust_id.
      selection: """
      id
      customerId: cust_id customer: { id: cust_id }   # of the customers service
      lines: items { productIds: skus products: skus { id: $ } }
      """
    )
  order(id: ID!): Order
    @connect(source: "api", http: { GET: "/orders/{$args.id}" }, selection: "id customerId: $.\\"cust_id\\" customer: { id: $.\\"cust_id\\" }")
}

type Order {
  id: ID!
  "Who ordered."
  customerId: Int
  customer: Customer
  lines: [Line!]
}

type Line { productIds: [ID!] products: [Product!] }

type Customer @key(fields: "id", resolvable: false) {
  id: ID!
}

type Product @key(fields: "id", resolvable: false) {
  id: ID!
}
`);
    expect(await link("--accept")).toEqual({ code: 0, stdout: "No joins to propose.\n", stderr: "" });
    expect((await runRestuary(["compose", "-C", project.dir])).code).toBe(0);
  });

  it("makes a graph that follows them", async () => {
    const orders = await start({
      "/orders": [
        { id: 1, cust_id: 7, items: [{ skus: ["a", "b"] }] },
        { id: 2, cust_id: 7, items: [{ skus: ["b"] }] },
        { id: 3, cust_id: null, items: [] },
      ],
    });
    const customers = await start({
      "/customers/7": { id: 7, name: "Ada" },
      "/products?ids=a%2Cb": [
        { id: "a", title: "Tea" },
        { id: "b", title: "Pot" },
      ],
    });
    project = createTestProject({
      "subgraphs/orders.graphql": ordersSdl(orders.url),
      "subgraphs/customers.graphql": customersSdl(customers.url),
    });
    expect((await link("--accept")).code).toBe(0);
    const gateway = await startRestuary(["serve", "-C", project.dir, "--port", "0"]);
    try {
      expect(await gateway.ask("{ orders { id customer { name } lines { products { title } } } }")).toEqual({
        data: {
          orders: [
            { id: "1", customer: { name: "Ada" }, lines: [{ products: [{ title: "Tea" }, { title: "Pot" }] }] },
            { id: "2", customer: { name: "Ada" }, lines: [{ products: [{ title: "Pot" }] }] },
            { id: "3", customer: null, lines: [] },
          ],
        },
      });
    } finally {
      await gateway.stop();
    }
    expect(orders.requests.map(({ url }) => url)).toEqual(["/orders"]);
    expect(customers.requests.map(({ url }) => url).toSorted()).toEqual(["/customers/7", "/products?ids=a%2Cb"]);
  });

  it("takes no document", async () => {
    project = createTestProject({});
    expect(await runRestuary(["import", "a.yaml", "--link", "-C", project.dir])).toEqual({
      code: 2,
      stdout: "",
      stderr: "error: `restuary import` takes a document and `--name <subgraph>`, or `--link` and neither.\n",
    });
  });
});
