import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "@jest/globals";
import { readSupergraph } from "../../../schema/read-supergraph.ts";
import { lintSubgraphs, subgraphsOf } from "../../../subgraphs/lint/lint-subgraphs.ts";
import type { LintedSource } from "../../../subgraphs/lint/rule.ts";
import { readLinted } from "../../support/lint-sdl.ts";

const folder = new URL("../../../examples/", import.meta.url);

/** The example's own SDL, with what the committed supergraph says of coded subgraphs; and that of the supergraph alone. */
function readExample(name: string): { subgraphs: LintedSource[]; baseline: LintedSource[] } {
  const root = new URL(`${name}/`, folder);
  const { supergraph } = readSupergraph(readFileSync(new URL("schema/supergraph.graphql", root), "utf8"));
  if (!supergraph) throw new Error(`The supergraph of ${name} cannot be read.`);
  const baseline = subgraphsOf(supergraph, "supergraph.graphql");
  const files = readdirSync(new URL("subgraphs/", root)).filter((file) => file.endsWith(".graphql"));
  const written = files.map((file) =>
    readLinted(file.replace(/\.graphql$/, ""), readFileSync(new URL(`subgraphs/${file}`, root), "utf8")),
  );
  return { subgraphs: [...written, ...baseline.filter(({ model }) => model === undefined)], baseline };
}

// Neither the service of customers, nor Alertmanager, nor PowerDNS gives several at once.
it.each([
  ["shop", ["UNBATCHED_ENTITY Customer"]],
  ["infrastructure", ["UNBATCHED_ENTITY Silence", "UNBATCHED_ENTITY Zone"]],
])("finds in the example %s only what its services cannot do better", (name, expected) => {
  const { subgraphs } = readExample(name);
  expect(lintSubgraphs({ subgraphs }).map(({ code, coordinate }) => `${code} ${coordinate}`)).toEqual(expected);
});

it.each(["shop", "infrastructure"])("finds nothing in the example %s that its supergraph has not", (name) => {
  expect(lintSubgraphs(readExample(name))).toEqual([]);
});
