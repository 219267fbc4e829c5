/** The fields of union types that are in several subgraphs whose unions have different members. */
import { Kind, type FieldDefinitionNode, type ObjectTypeDefinitionNode, type UnionTypeDefinitionNode } from "graphql";
import type { Supergraph } from "../../schema/read-supergraph.ts";
import { namedType } from "./required-fields.ts";
import { joinsOf, value } from "./supergraph-directives.ts";

export interface UnionField {
  readonly typeName: string;
  readonly fieldName: string;
  readonly union: string;
  /** The union's members in each subgraph that resolves the field, by the name in `join__Graph`. */
  readonly members: ReadonlyMap<string, ReadonlySet<string>>;
}

export function findPartialUnions({ document }: Supergraph): UnionField[] {
  const unions = new Map(
    document.definitions
      .filter((definition) => definition.kind === Kind.UNION_TYPE_DEFINITION)
      .map((definition) => [definition.name.value, membersByGraph(definition)]),
  );
  const fields: UnionField[] = [];
  for (const type of document.definitions) {
    if (type.kind !== Kind.OBJECT_TYPE_DEFINITION) continue;
    for (const field of type.fields ?? []) {
      const union = namedType(field);
      const all = unions.get(union);
      if (!all) continue;
      const members = new Map(graphsOf(type, field).map((graph) => [graph, all.get(graph) ?? new Set<string>()]));
      const texts = new Set([...members.values()].map((names) => [...names].toSorted().join(" ")));
      if (texts.size > 1) fields.push({ typeName: type.name.value, fieldName: field.name.value, union, members });
    }
  }
  return fields;
}

function membersByGraph(union: UnionTypeDefinitionNode): ReadonlyMap<string, ReadonlySet<string>> {
  const members = new Map<string, Set<string>>();
  for (const join of joinsOf(union, "join__unionMember")) {
    const graph = value(join, "graph") ?? "";
    const known = members.get(graph) ?? new Set();
    members.set(graph, known.add(value(join, "member") ?? ""));
  }
  return members;
}

/** The subgraphs that resolve the field. Without any `@join__field` those are all that have the type. */
function graphsOf(type: ObjectTypeDefinitionNode, field: FieldDefinitionNode): string[] {
  const joins = joinsOf(field, "join__field");
  const resolving = joins.length > 0 ? joins : joinsOf(type, "join__type");
  const graphs = resolving
    .filter((join) => value(join, "external") !== "true")
    .flatMap((join) => value(join, "graph") ?? []);
  return [...new Set(graphs)];
}
