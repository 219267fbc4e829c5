/**
 * A variant of a graph, by tags: the same supergraph, where what the contract leaves out is `@inaccessible` as well.
 *
 *     { exclude: ["internal"] }     type User { id: ID! salary: Int @tag(name: "internal") }  ->  type User { id: ID! }
 *
 * Tags are merged into the supergraph, and what is inaccessible changes no plan, so that nothing is composed again.
 * Which elements tags bind is as in Apollo's contracts, so that one set of tags serves both:
 * https://www.apollographql.com/docs/graphos/platform/schema-management/delivery/contracts/reference
 */
import type { Finding } from "../checks/finding.ts";
import { createPlaces, type PlacedGraph } from "../checks/graph-places.ts";
import { reachTypes } from "../checks/schema-reach.ts";
import { readLinks } from "../link.ts";
import { printSupergraph } from "../print-supergraph.ts";
import { buildPublicSchema } from "../public-schema.ts";
import { readSupergraph, type Supergraph } from "../read-supergraph.ts";
import type { ContractFilter } from "./contract-filter.ts";
import { findContractFaults } from "./contract-faults.ts";
import { findHidden } from "./find-hidden.ts";
import { hideElements } from "./hide-elements.ts";
import { graphTypes } from "./supergraph-elements.ts";

/** A graph that was composed, with where its parts are written. */
export interface ContractSource extends PlacedGraph {
  readonly supergraph: Supergraph;
}

/**
 * @param options.file  Of the contract's supergraph. Default `<name>.graphql`.
 * @returns The contract's supergraph, or none and findings with codes of composition, such as `REFERENCED_INACCESSIBLE`.
 */
export function buildContract(
  name: string,
  filter: ContractFilter,
  source: ContractSource,
  options: { readonly file?: string } = {},
): { supergraph?: Supergraph; findings: Finding[] } {
  const { document } = source.supergraph;
  const file = options.file ?? `${name}.graphql`;
  const hidden = findHidden(document, filter);
  const faults = findContractFaults(document, hidden);
  if (faults.length > 0) {
    const places = createPlaces(source);
    return {
      findings: faults.map(({ code, coordinate, message, fix }) => ({
        check: "composition",
        code,
        severity: "error",
        message: `Contract \`${name}\`: ${message}`,
        locations: places.locate(coordinate, { directive: "tag" }),
        coordinate,
        subject: `contract ${name}`,
        ...(fix === undefined ? {} : { fix }),
      })),
    };
  }
  const shown = hideElements(document, hidden);
  const { schema } = buildPublicSchema(shown);
  const unreached = schema && filter.hideUnreachableTypes !== false ? findUnreached(schema, document) : [];
  const variant = unreached.length === 0 ? shown : hideElements(shown, new Set([...hidden, ...unreached]));
  // Whoever read the source enforces what it asks for.
  const enforced = readLinks(variant).map(({ spec }) => spec);
  const { supergraph, diagnostics } = readSupergraph(`${printSupergraph(variant).trimEnd()}\n`, file, { enforced });
  return {
    ...(supergraph ? { supergraph } : {}),
    findings: diagnostics.map((diagnostic) => ({
      ...diagnostic,
      check: "composition",
      message: `Contract \`${name}\`: ${diagnostic.message}`,
      subject: `contract ${name}`,
    })),
  };
}

function findUnreached(schema: Supergraph["publicSchema"], document: Supergraph["document"]): string[] {
  const { output, input } = reachTypes(schema);
  return graphTypes(document).flatMap(({ name }) =>
    output.has(name.value) || input.has(name.value) ? [] : [name.value],
  );
}
