/**
 * A variant of a graph, by tags: the same supergraph, where what the contract leaves out is `@inaccessible` as well.
 *
 *     { exclude: ["internal"] }     type User { id: ID! salary: Int @tag(name: "internal") }  ->  type User { id: ID! }
 *
 * Tags are merged into the supergraph, and what is inaccessible changes no plan, so that nothing is composed again.
 * Which elements tags bind is as in Apollo's contracts, so that one set of tags serves both:
 * https://www.apollographql.com/docs/graphos/platform/schema-management/delivery/contracts/reference
 */
import type { DocumentNode, GraphQLSchema } from "graphql";
import type { Finding } from "../checks/finding.ts";
import { createPlaces, type PlacedGraph } from "../checks/graph-places.ts";
import { reachTypes } from "../checks/schema-reach.ts";
import { printSupergraph } from "../print-supergraph.ts";
import { buildPublicSchema } from "../public-schema.ts";
import { readSupergraph, type Supergraph } from "../read-supergraph.ts";
import type { ContractFilter } from "./contract-filter.ts";
import { findContractFaults, type ContractFault } from "./contract-faults.ts";
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
  const { document, findings } = shapeContract(name, filter, source);
  if (!document) return { findings };
  const sdl = `${printSupergraph(document).trimEnd()}\n`;
  const { supergraph, diagnostics } = readSupergraph(sdl, options.file ?? `${name}.graphql`);
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

/** As `buildContract`, for who needs no text of it: what clients see, and the supergraph as a document. */
export function shapeContract(
  name: string,
  filter: ContractFilter,
  source: ContractSource,
): { schema?: GraphQLSchema; document?: DocumentNode; findings: Finding[] } {
  const { document } = source.supergraph;
  const hidden = findHidden(document, filter);
  const faults = findContractFaults(document, hidden);
  if (faults.length > 0) return { findings: placeFaults(name, faults, source) };

  const shown = hideElements(document, hidden);
  const { schema, errors } = buildPublicSchema(shown);
  // What `findContractFaults` does not know of, graphql-js says without a place.
  if (!schema) return { findings: errors.map((message) => invalid(name, message)) };
  const unreached = filter.hideUnreachableTypes === false ? [] : findUnreached(schema, document);
  if (unreached.length === 0) return { schema, document: shown, findings: [] };
  const reached = hideElements(shown, new Set(unreached));
  const rebuilt = buildPublicSchema(reached);
  if (!rebuilt.schema) return { findings: rebuilt.errors.map((message) => invalid(name, message)) };
  return { schema: rebuilt.schema, document: reached, findings: [] };
}

function placeFaults(name: string, faults: readonly ContractFault[], source: ContractSource): Finding[] {
  const places = createPlaces(source);
  return faults.map(({ code, coordinate, message, fix }) => ({
    check: "composition",
    code,
    severity: "error",
    message: `Contract \`${name}\`: ${message}`,
    locations: places.locate(coordinate, { directive: "tag" }),
    coordinate,
    subject: `contract ${name}`,
    ...(fix === undefined ? {} : { fix }),
  }));
}

function invalid(name: string, message: string): Finding {
  return {
    check: "composition",
    code: "SUPERGRAPH_INVALID",
    severity: "error",
    message: `Contract \`${name}\`: ${message}`,
    locations: [],
    subject: `contract ${name}`,
  };
}

function findUnreached(schema: GraphQLSchema, document: DocumentNode): string[] {
  const { output, input } = reachTypes(schema);
  return graphTypes(document).flatMap(({ name }) =>
    output.has(name.value) || input.has(name.value) ? [] : [name.value],
  );
}
