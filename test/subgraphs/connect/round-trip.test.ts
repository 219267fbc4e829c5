import { expect, it } from "@jest/globals";
import { extractSubgraph } from "../../../schema/extract-subgraph.ts";
import type { ConnectModel } from "../../../subgraphs/connect/connector.ts";
import { lowerSubgraph } from "../../../subgraphs/connect/lower.ts";
import { readConnectors } from "../../../subgraphs/connect/read.ts";
import { composeAndRead, parseDocument } from "../../schema/support.ts";

/** What of a model is text: compiled mappings are equal where their sources are. */
function textOf(model: ConnectModel): unknown {
  return JSON.parse(
    JSON.stringify(model, (key, value: unknown) => {
      // Where a part stands in the file changes; what it says does not.
      if (key === "node" || key === "directive" || key === "loc" || key === "range" || key === "location")
        return undefined;
      return value instanceof Map ? [...value.entries()] : value;
    }),
  );
}

function byCoordinate(model: unknown): unknown {
  // Made by `textOf` of a model.
  const { connectors, ...rest } = model as { connectors: { coordinate: string }[] };
  return { ...rest, connectors: Object.fromEntries(connectors.map((connector) => [connector.coordinate, connector])) };
}

it("reads the same connectors from the supergraph as from the subgraph's own file", async () => {
  const document = parseDocument(
    `extend schema
       @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key"])
       @link(url: "https://specs.apollo.dev/connect/v0.3", as: "rest", import: [{ name: "@connect", as: "@call" }])
       @rest__source(
         name: "api"
         http: { baseURL: "http://users/v1", headers: [{ name: "x-tenant", value: "{$config.tenant}" }, { name: "auth", from: "authorization" }] }
         errors: { message: "error.message", extensions: "code: error.code" }
       )
     schema { query: Root mutation: Mutation }
     type Root {
       users(first: Int = 10): [User!]
         @call(source: "api", http: { GET: "/users", queryParams: "limit: $args.first" }, selection: """
         $.items {
           id
           name: fullName   # as it is called there
           address { city }
         }
         """)
       user(id: ID!): User @call(source: "api", id: "one_user", http: { GET: "/users/{$args.id}" }, selection: "id name address { city }", entity: true)
     }
     type Mutation {
       rename(id: ID!, name: String!): User
         @call(source: "api", http: { PATCH: "/users/{$args.id}", body: "name: $args.name" }, selection: "id name", isSuccess: "$status->eq(200)")
     }
     type User @key(fields: "id")
       @call(source: "api", http: { GET: "/users?ids={$batch.id->joinNotNull(',')}" }, batch: { maxSize: 50 }, selection: "id name address { city }") {
       id: ID!
       name: String
       address: Address
       posts: [Int!] @call(http: { GET: "http://posts/by/{$this.id}" }, selection: "$.ids")
     }
     type Address { city: String }`,
    "users.graphql",
  );
  const original = readConnectors({ subgraph: "users", document, file: "users.graphql" });
  if (!original.model) throw new Error(JSON.stringify(original.diagnostics));
  const supergraph = await composeAndRead([
    { name: "users", ...lowerSubgraph(document, original.model) },
    { name: "other", typeDefs: parseDocument("type Query { other: Int }", "other.graphql") },
  ]);

  const again = readConnectors({
    subgraph: "users",
    document: extractSubgraph(supergraph, "users"),
    file: "supergraph.graphql",
  });
  if (!again.model) throw new Error(JSON.stringify(again.diagnostics));
  // Composition calls the query root `Query`, whatever the subgraph did.
  const renamed = JSON.parse(
    JSON.stringify(textOf(original.model)).replaceAll('"Root"', '"Query"').replaceAll("users:Root.", "users:Query."),
  );
  expect(byCoordinate(textOf(again.model))).toEqual(byCoordinate(renamed));
  expect(again.model.connectors).toHaveLength(5);
});
