import type { StringValueNode } from "graphql";
import type { Diagnostic } from "../../../schema/diagnostic.ts";
import { connectorCoordinate } from "../coordinate.ts";
import { errorAt } from "../finding.ts";
import type { RuleContext } from "./rule.ts";

/** INVALID_CONNECTOR_ID_NAME, DUPLICATE_ID_NAME */
export function* connectIds({ uses, file, subgraph }: RuleContext): Iterable<Diagnostic> {
  const nodes = new Map<string, StringValueNode[]>();
  for (const use of uses.connects) {
    const { id } = use;
    if (!id) continue;
    nodes.set(id.value, [...(nodes.get(id.value) ?? []), id]);
    // Spec: https://spec.graphql.org/draft/#Name
    if (/^[A-Za-z_]\w*$/.test(id.value)) continue;
    yield errorAt(file, id, {
      code: "INVALID_CONNECTOR_ID_NAME",
      message: `\`${id.value}\` cannot be the \`id\` of a connector: it has to be a GraphQL name.`,
      coordinate: connectorCoordinate(subgraph, use),
    });
  }
  for (const [id, all] of nodes) {
    if (all.length < 2) continue;
    yield errorAt(file, all, {
      code: "DUPLICATE_ID_NAME",
      message: `There are ${all.length} connectors with the \`id\` \`${id}\`.`,
    });
  }
}
