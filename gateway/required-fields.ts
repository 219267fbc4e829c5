/** Which `@requires` the planner has to be spared: see planner-supergraph.ts. */
import {
  Kind,
  parse,
  print,
  type ArgumentNode,
  type FieldDefinitionNode,
  type ObjectTypeDefinitionNode,
  type SelectionSetNode,
} from "graphql";
import type { Supergraph } from "../schema/read-supergraph.ts";
import { has, joinsOf, value } from "./supergraph-directives.ts";

/** Fields of one entity that require the same in one subgraph, and the subgraph that the planner is given for them. */
export interface RequiringFields {
  readonly enumName: string;
  readonly name: string;
  readonly subgraph: string;
  /** The real subgraph's value of `join__Graph`. */
  readonly graph: string;
  readonly typeName: string;
  /** As written in the supergraph. */
  readonly requires: string;
  /** The same as a part of a key: without arguments. */
  readonly required: string;
  readonly keys: readonly string[];
}

/** `name` stands for the field with these arguments. */
export interface RenamedField {
  readonly name: string;
  readonly typeName: string;
  readonly definition: FieldDefinitionNode;
  readonly arguments: readonly ArgumentNode[];
}

export function findRequiredFields(
  supergraph: Supergraph,
  which: "needed" | "all",
): { groups: RequiringFields[]; renamed: RenamedField[] } {
  const subgraphOf = new Map(supergraph.graphs.map(({ enumName, name }) => [enumName, name]));
  const reach = new Reach(supergraph);
  const renaming = new Renaming(supergraph);
  const groups = new Map<string, RequiringFields>();
  for (const { type, field, graph, requires } of findRequires(supergraph)) {
    const typeName = type.name.value;
    const place = `${typeName} ${graph} ${requires}`;
    const subgraph = subgraphOf.get(graph);
    if (groups.has(place) || subgraph === undefined) continue;
    const joins = joinsOf(type, "join__type").filter((join) => has(join, "key"));
    const hasSeveralKeys = new Set(joins.map((join) => value(join, "key"))).size > 1;
    if (which === "needed" && !hasSeveralKeys && !reach.leadsBack(typeName, graph)) continue;
    // Behind such a field the planner's subgraph would lead to the entity again.
    if (reach.leadsTo(namedType(field), typeName, graph)) continue;
    const keys = joins
      .filter((key) => value(key, "graph") === graph && value(key, "resolvable") !== "false")
      .flatMap((key) => value(key, "key") ?? []);
    const required = renaming.toKey(requires, typeName);
    if (required === undefined || keys.length === 0) continue;
    const index = groups.size;
    const name = `${subgraph}#${index}`;
    groups.set(place, { enumName: `${graph}__${index}`, name, subgraph, graph, typeName, requires, required, keys });
  }
  return { groups: [...groups.values()], renamed: renaming.fields };
}

function findRequires({ document }: Supergraph): {
  type: ObjectTypeDefinitionNode;
  field: FieldDefinitionNode;
  graph: string;
  requires: string;
}[] {
  return document.definitions.flatMap((type) => {
    if (type.kind !== Kind.OBJECT_TYPE_DEFINITION) return [];
    return (type.fields ?? []).flatMap((field) =>
      joinsOf(field, "join__field").flatMap((join) => {
        const graph = value(join, "graph");
        const requires = value(join, "requires");
        return graph === undefined || requires === undefined ? [] : [{ type, field, graph, requires }];
      }),
    );
  });
}

function namedType({ type }: FieldDefinitionNode): string {
  return print(type).replace(/[[\]!]/g, "");
}

/** Which types the fields of one subgraph lead to. */
class Reach {
  readonly #supergraph: Supergraph;
  readonly #byGraph = new Map<string, ReadonlyMap<string, readonly string[]>>();

  constructor(supergraph: Supergraph) {
    this.#supergraph = supergraph;
  }

  /** True where an entity leads to others of its type without leaving the subgraph. */
  leadsBack(typeName: string, graph: string): boolean {
    return this.#next(typeName, graph).some((type) => this.leadsTo(type, typeName, graph));
  }

  leadsTo(from: string, to: string, graph: string): boolean {
    const seen = new Set([from]);
    // A set that grows while it is walked is walked to its end.
    for (const type of seen) {
      if (type === to) return true;
      for (const next of this.#next(type, graph)) seen.add(next);
    }
    return false;
  }

  #next(typeName: string, graph: string): readonly string[] {
    let types = this.#byGraph.get(graph);
    if (!types) {
      types = readNextTypes(this.#supergraph, graph);
      this.#byGraph.set(graph, types);
    }
    return types.get(typeName) ?? [];
  }
}

function readNextTypes({ document }: Supergraph, graph: string): Map<string, string[]> {
  const types = new Map<string, string[]>();
  const add = (from: string, to: readonly string[]): void => {
    types.set(from, [...(types.get(from) ?? []), ...to]);
  };
  for (const type of document.definitions) {
    if (type.kind === Kind.UNION_TYPE_DEFINITION) {
      add(
        type.name.value,
        (type.types ?? []).map(({ name }) => name.value),
      );
    }
    if (type.kind !== Kind.OBJECT_TYPE_DEFINITION && type.kind !== Kind.INTERFACE_TYPE_DEFINITION) continue;
    for (const { name } of type.interfaces ?? []) add(name.value, [type.name.value]);
    const fields = (type.fields ?? []).filter((field) => {
      const joins = joinsOf(field, "join__field");
      return joins.length === 0 || joins.some((join) => value(join, "graph") === graph);
    });
    add(type.name.value, fields.map(namedType));
  }
  return types;
}

class Renaming {
  readonly fields: RenamedField[] = [];
  readonly #types: ReadonlyMap<string, ObjectTypeDefinitionNode>;
  readonly #prefix: string;

  constructor({ document, sdl }: Supergraph) {
    this.#types = new Map(
      document.definitions
        .filter((definition) => definition.kind === Kind.OBJECT_TYPE_DEFINITION)
        .map((definition) => [definition.name.value, definition]),
    );
    let prefix = "_required";
    while (sdl.includes(prefix)) prefix += "_";
    this.#prefix = prefix;
  }

  /** `undefined` where it has fragments or leads through abstract types: those have no place in a key. */
  toKey(requires: string, typeName: string): string | undefined {
    const [operation] = parse(`{${requires}}`, { noLocation: true }).definitions;
    return operation?.kind === Kind.OPERATION_DEFINITION
      ? this.#selections(operation.selectionSet, typeName)
      : undefined;
  }

  #selections({ selections }: SelectionSetNode, typeName: string): string | undefined {
    const texts = selections.map((selection): string | undefined => {
      const definition = this.#types
        .get(typeName)
        ?.fields?.find((field) => selection.kind === Kind.FIELD && field.name.value === selection.name.value);
      if (selection.kind !== Kind.FIELD || !definition) return undefined;
      const name =
        selection.arguments && selection.arguments.length > 0
          ? this.#rename(definition, selection.arguments, typeName)
          : selection.name.value;
      if (!selection.selectionSet) return name;
      const inner = this.#selections(selection.selectionSet, namedType(definition));
      return inner === undefined ? undefined : `${name} { ${inner} }`;
    });
    return texts.includes(undefined) ? undefined : texts.join(" ");
  }

  #rename(definition: FieldDefinitionNode, args: readonly ArgumentNode[], typeName: string): string {
    const text = args.map((argument) => print(argument)).join(", ");
    const known = this.fields.find(
      (field) =>
        field.typeName === typeName &&
        field.definition === definition &&
        field.arguments.map((argument) => print(argument)).join(", ") === text,
    );
    if (known) return known.name;
    const name = `${this.#prefix}${this.fields.length}`;
    this.fields.push({ name, typeName, definition, arguments: args });
    return name;
  }
}
