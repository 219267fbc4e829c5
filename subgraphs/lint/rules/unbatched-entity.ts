import type { FieldDefinitionNode } from "graphql";
import type { LintFinding } from "../../../schema/lint/rule.ts";
import { isListType, namedType } from "../../connect/ast.ts";
import { locateConnectors } from "../../connect/connector-places.ts";
import { indexTypes, type TypeIndex } from "../../connect/type-index.ts";
import type { Output } from "../../mapping/mapping.ts";
import { findLookups, isRoot, type EntityLookups } from "../entity-lookups.ts";
import type { LintedSource, SourceRule } from "../rule.ts";

/** N+1 as a property of the graph, whatever operations there are: one call for each item of those lists. */
export const unbatchedEntity: SourceRule = {
  code: "UNBATCHED_ENTITY",
  severity: "warning",
  find: (subgraphs) =>
    subgraphs.flatMap((subgraph) =>
      findLookups(subgraph).flatMap((lookups) => {
        if (lookups.isBatched) return [];
        const lists = subgraphs.flatMap((other) => referringLists(other, subgraph, lookups));
        return lists.length === 0 ? [] : [describe(subgraph, lookups, [...new Set(lists)])];
      }),
    ),
};

function describe(
  subgraph: LintedSource,
  { typeName, connectors }: EntityLookups,
  lists: readonly string[],
): LintFinding {
  const { name, document, file, model } = subgraph;
  const places = model ? locateConnectors([{ model, document, file }]) : undefined;
  const [first] = connectors;
  const place = first && places?.get(first.coordinate);
  const shown = lists.slice(0, 3).map((list) => `\`${list}\``);
  const more = lists.length > shown.length ? ` and ${lists.length - shown.length} more` : "";
  const refer = lists.length === 1 ? "refers" : "refer";
  return {
    subgraph: name,
    coordinate: typeName,
    message: `\`${typeName}\` can only be looked up one by one in \`${name}\`, and ${shown.join(", ")}${more} ${refer} to it in a list: one call for each item.`,
    locations: place ? [place.location] : [],
    fix: `Add a batch connector to \`${typeName}\`: one that reads \`$batch\`.`,
  };
}

/** List fields of a subgraph whose items are mere references to the entity, or have some below. */
function referringLists(subgraph: LintedSource, owner: LintedSource, { typeName, keys }: EntityLookups): string[] {
  const types = indexTypes(subgraph.document);
  if (!types.has(typeName)) return [];
  const walk = new ListWalk(types, typeName, keys);
  if (subgraph.model) {
    for (const { element, selection } of subgraph.model.connectors) {
      if (element.kind === "type") walk.object(element.typeName, selection.output, undefined);
      else walk.field(element.typeName, element.fieldName, selection.output, undefined);
    }
  } else if (subgraph !== owner) {
    // Code gives what it likes: whatever the schema lets it give is taken to be given.
    for (const type of types.values()) {
      if (type.kind === "object" && (isRoot(subgraph, type.name) || type.name !== typeName))
        walk.object(type.name, undefined, undefined);
    }
  }
  return walk.found;
}

/** Connectors select no deeper than this, but for types that lead back to themselves. */
const MAX_DEPTH = 6;

class ListWalk {
  readonly found: string[] = [];
  readonly #types: TypeIndex;
  readonly #typeName: string;
  readonly #keys: ReadonlySet<string>;

  constructor(types: TypeIndex, typeName: string, keys: ReadonlySet<string>) {
    this.#types = types;
    this.#typeName = typeName;
    this.#keys = keys;
  }

  /** @param list  Coordinate of the list that it is below of. */
  field(typeName: string, fieldName: string, output: Output | undefined, list: string | undefined, depth = 0): void {
    const field = this.#types.get(typeName)?.fields.get(fieldName);
    if (!field || depth > MAX_DEPTH) return;
    const below = isListType(field.type) ? `${typeName}.${fieldName}` : list;
    this.#visit(field, output, below, depth);
  }

  object(typeName: string, output: Output | undefined, list: string | undefined, depth = 0): void {
    for (const fieldName of this.#types.get(typeName)?.fields.keys() ?? []) {
      const inner = output?.kind === "object" ? output.keys.get(fieldName) : undefined;
      // What a connector does not select, another one brings, which is walked by itself.
      if (output === undefined ? depth < 2 : inner !== undefined)
        this.field(typeName, fieldName, inner, list, depth + 1);
    }
  }

  #visit(field: FieldDefinitionNode, output: Output | undefined, list: string | undefined, depth: number): void {
    const named = namedType(field.type).name.value;
    if (named !== this.#typeName) this.object(named, output, list, depth);
    else if (list !== undefined && this.#isReference(output)) this.found.push(list);
  }

  /** True where nothing but keys is known of the object. */
  #isReference(output: Output | undefined): boolean {
    if (output === undefined) return true;
    return (
      output.kind === "object" && [...output.keys.keys()].every((key) => this.#keys.has(key) || key === "__typename")
    );
  }
}
