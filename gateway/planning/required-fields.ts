/** Which `@requires` the planner has to be spared: see planner-supergraph.ts. */
import {
  Kind,
  parse,
  print,
  visit,
  type ArgumentNode,
  type DefinitionNode,
  type FieldDefinitionNode,
  type InterfaceTypeDefinitionNode,
  type ObjectTypeDefinitionNode,
  type SelectionSetNode,
} from "graphql";
import type { Supergraph } from "../../schema/read-supergraph.ts";
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
  readonly fieldNames: ReadonlySet<string>;
  /** True where the fields lead to entities of the type again, whose keys must then be had there. */
  readonly leadsBack: boolean;
}

/** `name` stands for the field with these arguments and, where it has any, this selection. */
export interface RenamedField {
  readonly name: string;
  readonly typeName: string;
  readonly definition: FieldDefinitionNode;
  readonly arguments: readonly ArgumentNode[];
  readonly selectionSet?: SelectionSetNode;
}

export interface RequiredFields {
  readonly groups: readonly RequiringFields[];
  readonly renamed: readonly RenamedField[];
  /** Coordinates of fields that the planner must not be asked for: it cannot be spared what they require. */
  readonly refused: ReadonlySet<string>;
}

export function findRequiredFields(supergraph: Supergraph, which: "needed" | "all"): RequiredFields {
  const subgraphOf = new Map(supergraph.graphs.map(({ enumName, name }) => [enumName, name]));
  const renaming = new Renaming(supergraph);
  const groups = new Map<string, RequiringFields>();
  const refused = new Set<string>();
  for (const { type, field, graph, requires } of findRequires(supergraph)) {
    const typeName = type.name.value;
    const place = `${typeName} ${graph} ${requires}`;
    const leadsBack = leadsTo(namedType(field), typeName, graph, supergraph);
    const known = groups.get(place);
    if (known) {
      const fieldNames = new Set([...known.fieldNames, field.name.value]);
      groups.set(place, { ...known, fieldNames, leadsBack: known.leadsBack || leadsBack });
    }
    const subgraph = subgraphOf.get(graph);
    if (known || subgraph === undefined || type.kind !== Kind.OBJECT_TYPE_DEFINITION) continue;
    const joins = joinsOf(type, "join__type").filter((join) => has(join, "key"));
    const hasSeveralKeys = new Set(joins.map((join) => value(join, "key"))).size > 1;
    if (which === "needed" && !hasSeveralKeys) continue;
    const keys = joins
      .filter((key) => value(key, "graph") === graph && value(key, "resolvable") !== "false")
      .flatMap((key) => value(key, "key") ?? []);
    const required = renaming.toKey(requires, typeName);
    if (required === undefined || keys.length === 0) {
      if (hasSeveralKeys && keys.length > 0) refused.add(`${typeName}.${field.name.value}`);
      continue;
    }
    const index = groups.size;
    groups.set(place, {
      enumName: `${graph}__${index}`,
      name: `${subgraph}#${index}`,
      subgraph,
      graph,
      typeName,
      requires,
      required,
      keys,
      fieldNames: new Set([field.name.value]),
      leadsBack,
    });
  }
  return { groups: [...groups.values()], renamed: renaming.fields, refused };
}

/** Each `@requires` of the supergraph. */
export function findRequires({ document }: Pick<Supergraph, "document">): {
  type: TypeNode;
  field: FieldDefinitionNode;
  graph: string;
  requires: string;
}[] {
  return document.definitions.flatMap((type) => {
    if (!isTypeNode(type)) return [];
    return (type.fields ?? []).flatMap((field) =>
      joinsOf(field, "join__field").flatMap((join) => {
        const graph = value(join, "graph");
        const requires = value(join, "requires");
        return graph === undefined || requires === undefined ? [] : [{ type, field, graph, requires }];
      }),
    );
  });
}

export function namedType({ type }: FieldDefinitionNode): string {
  return print(type).replace(/[[\]!]/g, "");
}

/** True where the fields of one subgraph lead from objects of one type to objects of the other. */
function leadsTo(from: string, to: string, graph: string, { document }: Supergraph): boolean {
  const seen = new Set([from]);
  // A set that grows while it is walked is walked to its end.
  for (const typeName of seen) {
    if (typeName === to) return true;
    for (const definition of document.definitions) {
      if (definition.kind === Kind.UNION_TYPE_DEFINITION && definition.name.value === typeName) {
        for (const { name } of definition.types ?? []) seen.add(name.value);
      }
      if (!isTypeNode(definition)) continue;
      if (definition.interfaces?.some(({ name }) => name.value === typeName)) seen.add(definition.name.value);
      if (definition.name.value !== typeName) continue;
      for (const field of definition.fields ?? []) {
        const joins = joinsOf(field, "join__field");
        if (joins.length === 0 || joins.some((join) => value(join, "graph") === graph)) seen.add(namedType(field));
      }
    }
  }
  return false;
}

/** Writes what is required as a part of a key. */
class Renaming {
  readonly fields: RenamedField[] = [];
  readonly #types: ReadonlyMap<string, TypeNode>;
  readonly #prefix: string;

  constructor({ document, sdl }: Supergraph) {
    this.#types = new Map(
      document.definitions.filter(isTypeNode).map((definition) => [definition.name.value, definition]),
    );
    let prefix = "_required";
    while (sdl.includes(prefix)) prefix += "_";
    this.#prefix = prefix;
  }

  /** `undefined` where it has fragments whose fields come from several subgraphs: those have no place in a key. */
  toKey(requires: string, typeName: string): string | undefined {
    const [operation] = parse(`{${requires}}`, { noLocation: true }).definitions;
    return operation?.kind === Kind.OPERATION_DEFINITION
      ? this.#selections(operation.selectionSet, typeName)
      : undefined;
  }

  #selections({ selections }: SelectionSetNode, typeName: string): string | undefined {
    const texts = selections.map((selection): string | undefined => {
      if (selection.kind !== Kind.FIELD) return undefined;
      const definition = this.#fieldOf(typeName, selection.name.value);
      if (!definition) return undefined;
      const { arguments: args = [], selectionSet } = selection;
      const name = args.length > 0 ? this.#rename(definition, typeName, args) : selection.name.value;
      if (!selectionSet) return name;
      const inner = this.#selections(selectionSet, namedType(definition));
      if (inner !== undefined) return `${name} { ${inner} }`;
      // To the planner it is a leaf; whoever resolves the field must then resolve all of it.
      const graphs = this.#graphsOf(typeName, definition);
      if (!graphs.every((graph) => this.#resolves(selectionSet, namedType(definition), graph))) return undefined;
      return this.#rename(definition, typeName, args, withTypenames(selectionSet));
    });
    return texts.includes(undefined) ? undefined : texts.join(" ");
  }

  #rename(
    definition: FieldDefinitionNode,
    typeName: string,
    args: readonly ArgumentNode[],
    selectionSet?: SelectionSetNode,
  ): string {
    const field = { typeName, definition, arguments: args, ...(selectionSet ? { selectionSet } : {}) };
    const known = this.fields.find((other) => textOf(other) === textOf(field));
    if (known) return known.name;
    const name = `${this.#prefix}${this.fields.length}`;
    this.fields.push({ ...field, name });
    return name;
  }

  #fieldOf(typeName: string, fieldName: string): FieldDefinitionNode | undefined {
    return this.#types.get(typeName)?.fields?.find((field) => field.name.value === fieldName);
  }

  #graphsOf(typeName: string, definition: FieldDefinitionNode): string[] {
    const joins = joinsOf(definition, "join__field");
    const type = this.#types.get(typeName);
    const all = joins.length > 0 || !type ? joins : joinsOf(type, "join__type");
    return all.filter((join) => value(join, "external") !== "true").flatMap((join) => value(join, "graph") ?? []);
  }

  #resolves({ selections }: SelectionSetNode, typeName: string, graph: string): boolean {
    return selections.every((selection) => {
      if (selection.kind === Kind.FRAGMENT_SPREAD) return false;
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        return this.#resolves(selection.selectionSet, selection.typeCondition?.name.value ?? typeName, graph);
      }
      if (selection.name.value === "__typename") return true;
      const definition = this.#fieldOf(typeName, selection.name.value);
      if (!definition || !this.#graphsOf(typeName, definition).includes(graph)) return false;
      return !selection.selectionSet || this.#resolves(selection.selectionSet, namedType(definition), graph);
    });
  }
}

type TypeNode = ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode;

function isTypeNode(definition: DefinitionNode): definition is TypeNode {
  return definition.kind === Kind.OBJECT_TYPE_DEFINITION || definition.kind === Kind.INTERFACE_TYPE_DEFINITION;
}

function textOf(field: Omit<RenamedField, "name">): string {
  const args = field.arguments.map((argument) => print(argument)).join(", ");
  return `${field.typeName}.${field.definition.name.value}(${args}) ${field.selectionSet ? print(field.selectionSet) : ""}`;
}

/** The subgraph that is handed the value has to know which type it is of. */
function withTypenames(selectionSet: SelectionSetNode): SelectionSetNode {
  return visit(selectionSet, {
    SelectionSet: {
      leave: (node) => ({
        ...node,
        selections: [{ kind: Kind.FIELD, name: { kind: Kind.NAME, value: "__typename" } }, ...node.selections],
      }),
    },
  });
}
