import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { buildSubgraphSchema } from "@apollo/subgraph";
import { graphql, parse } from "graphql";
import { startRestServer, type RestServer } from "../support/rest-server.ts";
import { runRestuary, startRestuary, type RunningGateway } from "../support/restuary-process.ts";
import { createTestProject, declared, type TestProject } from "./project.ts";

const catalog = (url: string): string =>
  declared(
    url,
    `type Query {
  product(id: ID!): Product
    @connect(source: "api", http: { GET: "/products/{$args.id}" }, selection: "id name", entity: true)
}
type Product @key(fields: "id") { id: ID! name: String }
`,
  );

const reviews = (url: string): string => `
  import { defineSubgraph, RestSource } from "restuary";

  interface Review { readonly productId: string; readonly stars: number; readonly authorId: string }

  class Api extends RestSource {
    override baseURL = ${JSON.stringify(`${url}/`)};
    byProduct = this.loader<string, readonly Review[]>(async (ids) => {
      const found = await this.get<readonly Review[]>("reviews", { params: { productIds: ids.join(",") } });
      return new Map(ids.map((id) => [id, found.filter(({ productId }) => productId === id)]));
    });
  }

  export default defineSubgraph({
    name: "reviews",
    typeDefs: \`
      extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
      type Product @key(fields: "id") { id: ID! reviews: [Review!] }
      type Review { stars: Int author: Author }
      type Author @key(fields: "id", resolvable: false) { id: ID! }
    \`,
    sources: { api: Api },
    resolvers: {
      Product: { reviews: (product: { id: string }, _args, { sources }) => sources.api.byProduct.load(product.id) },
      Review: { author: ({ authorId }: Review) => ({ id: authorId }) },
    },
  });
`;

const authorsSdl = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
type Query { authors: [Author] }
type Author @key(fields: "id") { id: ID! name: String favourite: Product }
type Product @key(fields: "id", resolvable: false) { id: ID! }
`;

let rest: RestServer;
let authors: RestServer;
let gateway: RunningGateway;
let project: TestProject;
const calls: string[] = [];

beforeAll(async () => {
  rest = await startRestServer(({ method, url }) => {
    calls.push(`${method} ${url}`);
    if (url.startsWith("/products/")) {
      const id = url.slice("/products/".length);
      return { json: { id, name: `Product ${id}` } };
    }
    return {
      json: [
        { productId: "1", stars: 5, authorId: "a" },
        { productId: "1", stars: 3, authorId: "b" },
      ],
    };
  });
  // Not one of ours: any federated GraphQL server.
  const schema = buildSubgraphSchema({
    typeDefs: parse(authorsSdl),
    resolvers: {
      Author: {
        __resolveReference: ({ id }: { id: string }) => ({ id, name: `Author ${id}`, favourite: { id: "2" } }),
      },
    },
  });
  authors = await startRestServer(async ({ body, headers }) => {
    const { query, variables } = JSON.parse(body) as { query: string; variables: Record<string, unknown> };
    calls.push(`authors ${JSON.stringify(variables["representations"])} for ${String(headers["x-tenant"])}`);
    return { json: await graphql({ schema, source: query, variableValues: variables }) };
  });
  project = createTestProject({
    "subgraphs/catalog.graphql": catalog(rest.url),
    "subgraphs/reviews.ts": reviews(rest.url),
    "subgraphs/authors.graphql": authorsSdl,
    "restuary.config.json": JSON.stringify({
      subgraphs: {
        catalog: { schema: "subgraphs/catalog.graphql" },
        reviews: { module: "subgraphs/reviews.ts" },
        authors: { schema: "subgraphs/authors.graphql", url: `${authors.url}/graphql`, forward: ["x-tenant"] },
      },
    }),
  });
  gateway = await startRestuary(["serve", "-C", project.dir]);
});
afterAll(async () => {
  await gateway?.stop();
  await rest.close();
  await authors.close();
  project.remove();
});

const query = "{ product(id: 1) { name reviews { stars author { name favourite { name reviews { stars } } } } } }";

it("crosses a declared, a coded and a remote subgraph, and back, with one call each", async () => {
  const response = await fetch(gateway.url, {
    method: "POST",
    headers: { "content-type": "application/json", "x-tenant": "acme" },
    body: JSON.stringify({ query }),
  });
  const favourite = { name: "Product 2", reviews: [] };
  expect(await response.json()).toEqual({
    data: {
      product: {
        name: "Product 1",
        reviews: [
          { stars: 5, author: { name: "Author a", favourite } },
          { stars: 3, author: { name: "Author b", favourite } },
        ],
      },
    },
  });
  expect(calls.slice(0, 3)).toEqual([
    "GET /products/1",
    "GET /reviews?productIds=1",
    'authors [{"__typename":"Author","id":"a"},{"__typename":"Author","id":"b"}] for acme',
  ]);
  expect(calls.slice(3).toSorted()).toEqual(["GET /products/2", "GET /reviews?productIds=2"]);
});

it("is explained before it runs, as far as code lets itself be looked into", async () => {
  project.write({ "chain.graphql": query });
  const { stdout } = await runRestuary(["explain", "chain.graphql", "-C", project.dir, "--format", "json"]);
  const { calls: explained } = JSON.parse(stdout) as { calls: { coordinate: string; method: string | null }[] };
  expect(explained.slice(0, 3).map(({ coordinate, method }) => [coordinate, method])).toEqual([
    ["catalog:Query.product[0]", "GET"],
    ["reviews:Product", null],
    ["authors:Author", "POST"],
  ]);
});
