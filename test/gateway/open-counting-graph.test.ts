import { describe, expect, it } from "@jest/globals";
import { parse } from "graphql";
import { openCountingGraph } from "../../gateway/open-counting-graph.ts";
import { countOperationCalls } from "../../gateway/operation-calls.ts";
import { compose } from "../../schema/compose.ts";
import { readSupergraph, type Supergraph } from "../../schema/read-supergraph.ts";
import { theguildComposer } from "../../schema/theguild-composer.ts";
import { lowerSubgraph } from "../../subgraphs/connect/lower.ts";
import { connectLinks } from "../support/declared-graph.ts";
import { readLinted } from "../support/lint-sdl.ts";
import { inputsOf } from "../schema/support.ts";

const declared = readLinted(
  "users",
  `${connectLinks}
@source(name: "api", http: { baseURL: "http://rest" })
type Query { users: [User!] @connect(source: "api", http: { GET: "/users" }, selection: "id") }
type User @connect(source: "api", http: { GET: "/users/{$this.id}" }, selection: "id name") { id: ID! name: String }`,
);

async function supergraphOf(): Promise<Supergraph> {
  const { document, model } = declared;
  if (!model) throw new Error("There are no connectors.");
  const others = inputsOf({
    reviews: 'type User @key(fields: "id") { id: ID! reviews: [String] }',
    billing: 'type User @key(fields: "id") { id: ID! balance: Int }',
  }).map((input) => (input.name === "billing" ? { ...input, url: "http://billing.test/graphql" } : input));
  const inputs = [{ name: "users", ...lowerSubgraph(document, model) }, ...others];
  const { supergraphSdl = "", diagnostics } = await compose(inputs, theguildComposer);
  const { supergraph } = readSupergraph(supergraphSdl);
  if (!supergraph) throw new Error(JSON.stringify(diagnostics));
  return supergraph;
}

describe("openCountingGraph", () => {
  it("counts the calls of declared, coded and remote subgraphs, without their code and settings", async () => {
    const { graph, diagnostics } = openCountingGraph({
      supergraph: await supergraphOf(),
      coded: new Set(["reviews"]),
      sources: { "gone.api": { baseUrl: "http://elsewhere" } },
    });
    expect(diagnostics).toEqual([]);
    if (!graph) throw new Error("There is no graph.");
    const document = parse("{ users { name reviews balance } }");
    expect(countOperationCalls(graph, { document }, { assumedListSize: 10 })).toEqual({
      kind: "counted",
      min: 1,
      // One for the list, one for each user, and one request to the remote subgraph for all of them.
      max: 1 + 10 + 1,
      repeated: [
        { coordinate: "users:User[0]", isSingle: true, max: 10, lists: [{ coordinate: "Query.users", size: 10 }] },
      ],
      uncounted: ["reviews:User"],
    });
  });
});
