/**
 * Fields that clients could ask for at a place until now, and that no connector can find from there any more. What it
 * looks like in the graph alone is a warning, `CONNECTORS_UNREACHABLE_FIELD`: neither the API schema nor composition
 * shows it, and so it would be merged.
 */
import { print } from "graphql";
import type { Diagnostic } from "../../schema/diagnostic.ts";
import { extractSubgraph } from "../../schema/extract-subgraph.ts";
import type { Supergraph } from "../../schema/read-supergraph.ts";
import { validateConnectors } from "../../subgraphs/connect/validate/validate-connectors.ts";

/** @returns The diagnostics, those that say so raised to errors. */
export function raiseLostFields(diagnostics: readonly Diagnostic[], before: Supergraph | undefined): Diagnostic[] {
  const known = new Map<string, ReadonlySet<string>>();
  return diagnostics.map((diagnostic) => {
    const { code, coordinate = "", affects = [] } = diagnostic;
    const [, subgraph = "", element = ""] = /^([^:]+):(.+)\[\d+\]$/.exec(coordinate) ?? [];
    if (code !== "CONNECTORS_UNREACHABLE_FIELD" || !before || !hasField(before, element)) return diagnostic;
    if (!before.graphs.some(({ name, declared }) => name === subgraph && declared)) return diagnostic;
    let lost = known.get(subgraph);
    if (!lost) known.set(subgraph, (lost = unreachableIn(before, subgraph)));
    const isNew = affects.some((field) => hasField(before, field) && !lost.has(`${element} ${field}`));
    return isNew ? { ...diagnostic, severity: "error" } : diagnostic;
  });
}

/** `Query.me User.address` */
function unreachableIn(supergraph: Supergraph, subgraph: string): ReadonlySet<string> {
  const sdl = print(extractSubgraph(supergraph, subgraph));
  const found = validateConnectors(sdl, { subgraph, circularReferences: "warning", reachability: true });
  return new Set(
    found.flatMap(({ coordinate = "", affects = [] }) =>
      affects.map((field) => `${coordinate.replace(/^[^:]+:|\[\d+\]$/g, "")} ${field}`),
    ),
  );
}

function hasField({ publicSchema }: Supergraph, coordinate: string): boolean {
  const [typeName = "", fieldName] = coordinate.split(".");
  const type = publicSchema.getType(typeName);
  if (fieldName === undefined || !type) return type !== undefined;
  return "getFields" in type && fieldName in type.getFields();
}
