/** Connectors by which a declared subgraph finds an entity: `@connect(entity: true)` on a query, or `@connect` on the type. */
import { Kind, type DocumentNode, type FieldDefinitionNode, type TypeNode } from "graphql";
import { readCarried } from "../carried-directive.ts";
import { readGraphs } from "../join-graphs.ts";
import { risky, type SchemaChange } from "./schema-change.ts";

/** By what is given: the names of the query's arguments, or `$batch` of a connector of the type. */
type Lookups = ReadonlyMap<string, { readonly coordinate: string }>;

/** @param isReported  Whether a key of this type in this subgraph is a finding already. */
export function compareLookups(
  before: DocumentNode,
  after: DocumentNode,
  isReported: (typeName: string, graph: string) => boolean,
): SchemaChange[] {
  const current = new Map(readGraphs(after).map((graph) => [graph.name, graph.enumName]));
  return readGraphs(before).flatMap(({ name, enumName }) => {
    const now = current.get(name);
    if (now === undefined) return [];
    const is = readLookups(after, now);
    const types = definedTypes(after, now);
    return [...readLookups(before, enumName)].flatMap(([typeName, was]): SchemaChange[] => {
      if (!types.has(typeName) || isReported(typeName, name)) return [];
      const lost = [...was].find(([given]) => !isCovered(given, is.get(typeName)));
      return lost ? [lookupRemoved(typeName, name, lost[1].coordinate)] : [];
    });
  });
}

/** What finds entities by their keys, whatever they are, stands in for a query, and any query for that. */
function isCovered(given: string, lookups: Lookups | undefined): boolean {
  if (!lookups) return false;
  return lookups.has(given) || lookups.has("$batch") || given === "$batch";
}

function lookupRemoved(typeName: string, graph: string, coordinate: string): SchemaChange {
  const what = coordinate === typeName ? "the connector of the type" : `\`${coordinate}\` with \`entity: true\``;
  const message = `The subgraph \`${graph}\` no longer looks \`${typeName}\` up by ${what}: where only its key is known, its fields may be out of reach.`;
  return risky("ENTITY_LOOKUP_REMOVED", typeName, message, {
    subject: `${graph} ${coordinate}`,
    graph,
    place: coordinate,
    fix: "Keep it, or add a batch connector to the type.",
  });
}

function readLookups(supergraph: DocumentNode, enumName: string): Map<string, Map<string, { coordinate: string }>> {
  const lookups = new Map<string, Map<string, { coordinate: string }>>();
  const add = (typeName: string, given: string, coordinate: string): void => {
    let known = lookups.get(typeName);
    if (!known) lookups.set(typeName, (known = new Map()));
    if (!known.has(given)) known.set(given, { coordinate });
  };
  for (const definition of supergraph.definitions) {
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION) continue;
    const typeName = definition.name.value;
    if (readCarried(definition.directives, enumName).some(({ name }) => name === "connect")) {
      add(typeName, "$batch", typeName);
    }
    for (const field of definition.fields ?? []) {
      if (!isLookup(field, enumName)) continue;
      const given = (field.arguments ?? []).map(({ name }) => name.value).toSorted();
      add(namedType(field.type), given.join(" "), `${typeName}.${field.name.value}`);
    }
  }
  return lookups;
}

function isLookup(field: FieldDefinitionNode, enumName: string): boolean {
  return readCarried(field.directives, enumName).some(
    ({ name, args }) =>
      name === "connect" &&
      args.some((argument) => {
        return argument.name.value === "entity" && argument.value.kind === Kind.BOOLEAN && argument.value.value;
      }),
  );
}

function namedType(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type);
}

/** Types that the subgraph has a part of. */
function definedTypes(supergraph: DocumentNode, enumName: string): ReadonlySet<string> {
  return new Set(
    supergraph.definitions.flatMap((definition) => {
      if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION) return [];
      const isThere = definition.directives?.some(
        (directive) =>
          directive.name.value === "join__type" &&
          directive.arguments?.some(({ value }) => value.kind === Kind.ENUM && value.value === enumName),
      );
      return isThere === true ? [definition.name.value] : [];
    }),
  );
}
