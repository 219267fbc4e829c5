import { Kind } from "graphql";
import { rangeOf } from "../../../schema/source-text.ts";
import type { LintFinding } from "../../../schema/lint/rule.ts";
import { federationNames, isExternal, type FederationNames } from "../../connect/federation-names.ts";
import { indexTypes, type TypeIndex } from "../../connect/type-index.ts";
import { findLookups, type EntityLookups } from "../entity-lookups.ts";
import type { LintedSource, SourceRule } from "../rule.ts";

/**
 * Only where another subgraph knows something of the entity as well: where all that is lost is the reference that led
 * nowhere, the null does no harm.
 */
export const nonNullEntityField: SourceRule = {
  code: "NON_NULL_ENTITY_FIELD",
  severity: "warning",
  find: (subgraphs) => {
    const read = subgraphs.map((subgraph): ReadSubgraph => {
      const types = indexTypes(subgraph.document);
      return { subgraph, types, names: federationNames(subgraph.document), lookups: findLookups(subgraph, types) };
    });
    const having = new Map<string, ReadSubgraph[]>();
    for (const each of read) {
      for (const name of each.types.keys()) having.set(name, [...(having.get(name) ?? []), each]);
    }
    return read.flatMap((each) =>
      each.lookups.flatMap((lookups) => {
        const others = (having.get(lookups.typeName) ?? []).filter((other) => other !== each && addsTo(other, lookups));
        return others.length === 0 ? [] : findIn(each, lookups, others);
      }),
    );
  },
};

interface ReadSubgraph {
  readonly subgraph: LintedSource;
  readonly types: TypeIndex;
  readonly names: FederationNames;
  readonly lookups: readonly EntityLookups[];
}

function findIn(
  { subgraph: { name, file }, types, names }: ReadSubgraph,
  { typeName, keys, connectors }: EntityLookups,
  others: readonly ReadSubgraph[],
): LintFinding[] {
  const type = types.get(typeName);
  if (!type) return [];
  const yielded = connectors.flatMap(({ selection: { output } }) =>
    output.kind === "object" ? [...output.keys.keys()] : [],
  );
  return [...type.fields.values()].flatMap((field): LintFinding[] => {
    const fieldName = field.name.value;
    if (field.type.kind !== Kind.NON_NULL_TYPE || keys.has(fieldName) || isExternal(type, field, names)) return [];
    // A field with a connector of its own fails by itself.
    if (yielded.length > 0 && !yielded.includes(fieldName)) return [];
    const coordinate = `${typeName}.${fieldName}`;
    const losing = others.map(({ subgraph }) => `\`${subgraph.name}\``).join(" and ");
    return [
      {
        subgraph: name,
        coordinate,
        message: `\`${coordinate}\` is non-null, but its lookup may find nothing: then the whole \`${typeName}\` is null, with what ${losing} knows of it.`,
        locations: [rangeOf(field.type, file)],
        fix: "Make it nullable.",
      },
    ];
  });
}

/** True where a subgraph has fields of the entity that are no part of its keys. */
function addsTo({ types, names }: ReadSubgraph, { typeName, keys }: EntityLookups): boolean {
  const type = types.get(typeName);
  if (!type) return false;
  return [...type.fields.values()].some((field) => !keys.has(field.name.value) && !isExternal(type, field, names));
}
