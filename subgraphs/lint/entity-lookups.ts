/** How a declared subgraph looks entities up. */
import { namedType } from "../connect/ast.ts";
import type { Connector } from "../connect/connector.ts";
import type { TypeIndex } from "../connect/type-index.ts";
import type { LintedSource } from "./rule.ts";

export interface EntityLookups {
  readonly typeName: string;
  /** Those that answer the object itself, from a reference. */
  readonly connectors: readonly Connector[];
  readonly isBatched: boolean;
  /** Top-level fields that the references are made of. */
  readonly keys: ReadonlySet<string>;
}

/** The entities that a subgraph can look up, in the order of its connectors. */
export function findLookups({ model }: LintedSource, types: TypeIndex): EntityLookups[] {
  const byType = new Map<string, Connector[]>();
  for (const connector of model?.connectors ?? []) {
    const typeName = lookedUpType(connector, types);
    if (typeName !== undefined) byType.set(typeName, [...(byType.get(typeName) ?? []), connector]);
  }
  return [...byType].map(([typeName, connectors]) => ({
    typeName,
    connectors,
    isBatched: connectors.some(({ resolver }) => resolver === "typeBatch"),
    keys: new Set(connectors.flatMap(({ inputs }) => [...inputs.keys()])),
  }));
}

function lookedUpType({ resolver, element }: Connector, types: TypeIndex): string | undefined {
  if (resolver === "typeSingle" || resolver === "typeBatch") return element.typeName;
  if (resolver !== "explicit" || element.kind !== "field") return undefined;
  const field = types.get(element.typeName)?.fields.get(element.fieldName);
  return field && namedType(field.type).name.value;
}
