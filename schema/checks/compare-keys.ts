/** Keys by which a subgraph resolves an entity. Composition has seen to the graph's own queries; others may use them. */
import { Kind, type ConstDirectiveNode, type DocumentNode } from "graphql";
import { readGraphs, stringArgument } from "../join-graphs.ts";
import { risky, type SchemaChange } from "./schema-change.ts";

interface TypeKeys {
  /** Enum names of the subgraphs that define the type. */
  readonly graphs: Set<string>;
  /** By subgraph: field sets that it resolves the type by. */
  readonly resolved: Map<string, Set<string>>;
}

export function compareKeys(before: DocumentNode, after: DocumentNode): SchemaChange[] {
  const is = readKeys(after);
  const graphs = readGraphs(after);
  const nameOf = new Map(graphs.map(({ enumName, name }) => [enumName, name]));
  return [...readKeys(before)].flatMap(([typeName, was]) => {
    const current = is.get(typeName);
    if (!current) return [];
    return [...was.resolved].flatMap(([graph, keys]) => {
      // What went with its subgraph, or moved to another, is judged by what clients see.
      const left = nameOf.get(graph);
      return [...keys].flatMap((key): SchemaChange[] => {
        if (left === undefined || current.resolved.get(graph)?.has(key) === true) return [];
        if (!current.graphs.has(graph) && [...current.resolved.values()].some((others) => others.has(key))) return [];
        return [keyRemoved(typeName, left, key, [...(current.resolved.get(graph) ?? [])])];
      });
    });
  });
}

function keyRemoved(typeName: string, graph: string, key: string, rest: readonly string[]): SchemaChange {
  const others =
    rest.length === 0
      ? "as an entity at all"
      : `by \`${key}\`, only by ${rest.map((other) => `\`${other}\``).join(" and ")}`;
  const message = `The subgraph \`${graph}\` no longer resolves \`${typeName}\` ${others}.`;
  return risky("ENTITY_KEY_REMOVED", typeName, message, {
    subject: `${graph} ${key}`,
    graph,
    fix: `Keep \`@key(fields: "${key}")\` and what resolves it, until no other graph uses it.`,
  });
}

function readKeys(document: DocumentNode): Map<string, TypeKeys> {
  const types = new Map<string, TypeKeys>();
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION && definition.kind !== Kind.INTERFACE_TYPE_DEFINITION) continue;
    const keys: TypeKeys = { graphs: new Set(), resolved: new Map() };
    for (const directive of definition.directives ?? []) {
      if (directive.name.value === "join__type") addKey(keys, directive);
    }
    types.set(definition.name.value, keys);
  }
  return types;
}

function addKey({ graphs, resolved }: TypeKeys, directive: ConstDirectiveNode): void {
  const argument = (name: string): ConstDirectiveNode["arguments"] =>
    directive.arguments?.filter((candidate) => candidate.name.value === name);
  const graph = argument("graph")?.[0]?.value;
  if (graph?.kind !== Kind.ENUM) return;
  graphs.add(graph.value);
  const key = stringArgument(directive, "key");
  const resolvable = argument("resolvable")?.[0]?.value;
  if (key === undefined || (resolvable?.kind === Kind.BOOLEAN && !resolvable.value)) return;
  let keys = resolved.get(graph.value);
  if (!keys) resolved.set(graph.value, (keys = new Set()));
  keys.add(normalize(key));
}

/** The order of a key's fields means nothing: `sku id` is `id sku`. */
function normalize(key: string): string {
  const tokens = key.match(/[{}]|\w+/g) ?? [];
  const read = (): string => {
    const fields: string[] = [];
    for (let token = tokens.shift(); token !== undefined && token !== "}"; token = tokens.shift()) {
      if (token === "{") fields.push(`${fields.pop() ?? ""} { ${read()} }`);
      else fields.push(token);
    }
    return fields.toSorted().join(" ");
  };
  return read();
}
