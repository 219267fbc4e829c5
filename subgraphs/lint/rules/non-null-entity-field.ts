import { Kind } from "graphql";
import { rangeOf } from "../../../schema/source-text.ts";
import type { LintFinding } from "../../../schema/lint/rule.ts";
import { federationNames, isExternal } from "../../connect/federation-names.ts";
import { indexTypes } from "../../connect/type-index.ts";
import { findLookups, type EntityLookups } from "../entity-lookups.ts";
import type { LintedSource, SourceRule } from "../rule.ts";

/**
 * Only where another subgraph knows something of the entity as well: where all that is lost is the reference that led
 * nowhere, the null does no harm.
 */
export const nonNullEntityField: SourceRule = {
  code: "NON_NULL_ENTITY_FIELD",
  severity: "warning",
  find: (subgraphs) =>
    subgraphs.flatMap((subgraph) =>
      findLookups(subgraph).flatMap((lookups) => {
        const others = subgraphs.filter((other) => other !== subgraph && addsTo(other, lookups));
        return others.length === 0 ? [] : findIn(subgraph, lookups, others);
      }),
    ),
};

function findIn(
  subgraph: LintedSource,
  { typeName, keys, connectors }: EntityLookups,
  others: readonly LintedSource[],
): LintFinding[] {
  const { name, file, document } = subgraph;
  const type = indexTypes(document).get(typeName);
  const names = federationNames(document);
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
    const losing = others.map((other) => `\`${other.name}\``).join(" and ");
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
function addsTo({ document }: LintedSource, { typeName, keys }: EntityLookups): boolean {
  const type = indexTypes(document).get(typeName);
  if (!type) return false;
  const names = federationNames(document);
  return [...type.fields.values()].some((field) => !keys.has(field.name.value) && !isExternal(type, field, names));
}
