/**
 * The part of a supergraph that decides how one operation is planned and what its calls are: the definitions of the types
 * it passes through, whole, with the keys, requirements and connectors on them; and of the root types the fields that it
 * asks for, and those that look up one of these types. A change elsewhere leaves the operation's calls as they were.
 */
import {
  Kind,
  print,
  type DefinitionNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type FragmentDefinitionNode,
  type SelectionSetNode,
  type TypeNode,
} from "graphql";

/** Made once for a supergraph; gives each operation's part as one text. */
export function createSlicer(supergraph: DocumentNode): (operation: DocumentNode) => string {
  const graph = new SlicedGraph(supergraph);
  return (operation) => new Slice(graph, operation).text();
}

class SlicedGraph {
  /** Which subgraphs and sources there are: a part of each slice. */
  readonly always: readonly DefinitionNode[];
  readonly roots: ReadonlyMap<string, string>;
  /** What a type may be, and what it is: members of a union, and both ends of `implements`. */
  readonly members = new Map<string, Set<string>>();
  /** Fields of root types that have a connector with `entity: true`: it may answer for references of their type. */
  readonly lookups = new Map<string, FieldDefinitionNode[]>();
  readonly #types = new Map<string, DefinitionNode>();
  readonly #fields = new Map<string, ReadonlyMap<string, FieldDefinitionNode>>();
  readonly #texts = new Map<DefinitionNode | FieldDefinitionNode, string>();
  readonly #required = new Map<string, readonly string[]>();

  constructor({ definitions }: DocumentNode) {
    for (const node of definitions) {
      if ("name" in node && node.name) this.#types.set(node.name.value, node);
      if (node.kind === Kind.UNION_TYPE_DEFINITION) {
        for (const { name } of node.types ?? []) this.#link(node.name.value, name.value);
      }
      if (node.kind !== Kind.OBJECT_TYPE_DEFINITION && node.kind !== Kind.INTERFACE_TYPE_DEFINITION) continue;
      for (const { name } of node.interfaces ?? []) {
        this.#link(name.value, node.name.value);
        this.#link(node.name.value, name.value);
      }
    }
    const schema = definitions.find((node) => node.kind === Kind.SCHEMA_DEFINITION);
    this.roots = new Map(schema?.operationTypes.map(({ operation, type }) => [operation, type.name.value]));
    const graphs = this.#types.get("join__Graph");
    this.always = [...(schema ? [schema] : []), ...(graphs ? [graphs] : [])];
    for (const field of [...this.roots.values()].flatMap((root) => [...this.fields(root).values()])) {
      if (!/\bentity: true\b/.test(this.textOf(field))) continue;
      const name = namedType(field.type);
      this.lookups.set(name, [...(this.lookups.get(name) ?? []), field]);
    }
  }

  type(name: string): DefinitionNode | undefined {
    return this.#types.get(name);
  }

  fields(name: string): ReadonlyMap<string, FieldDefinitionNode> {
    let fields = this.#fields.get(name);
    if (!fields) {
      const node = this.#types.get(name);
      const has = node?.kind === Kind.OBJECT_TYPE_DEFINITION || node?.kind === Kind.INTERFACE_TYPE_DEFINITION;
      fields = new Map((has ? (node.fields ?? []) : []).map((field) => [field.name.value, field]));
      this.#fields.set(name, fields);
    }
    return fields;
  }

  textOf(node: DefinitionNode | FieldDefinitionNode): string {
    let text = this.#texts.get(node);
    if (text === undefined) this.#texts.set(node, (text = print(node)));
    return text;
  }

  /** Types that field sets of a type lead through (`key: "company { id }"`), which an operation need not name. */
  required(name: string): readonly string[] {
    let required = this.#required.get(name);
    if (!required) {
      const node = this.#types.get(name);
      const sets = node ? [...this.textOf(node).matchAll(/(?:key|requires|provides): "([^"]*\{[^"]*)"/g)] : [];
      const words = sets.flatMap(([, set = ""]) => set.match(/\w+/g) ?? []);
      required = words.flatMap((word) => {
        const field = this.fields(name).get(word);
        return field ? [namedType(field.type)] : [];
      });
      this.#required.set(name, required);
    }
    return required;
  }

  #link(from: string, to: string): void {
    this.members.set(from, (this.members.get(from) ?? new Set()).add(to));
  }
}

class Slice {
  readonly #graph: SlicedGraph;
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly #types = new Set<string>();
  readonly #parts = new Set<string>();
  readonly #walked = new Map<SelectionSetNode, Set<string>>();

  constructor(graph: SlicedGraph, operation: DocumentNode) {
    this.#graph = graph;
    this.#fragments = new Map(
      operation.definitions.flatMap((node) =>
        node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node] as const] : [],
      ),
    );
    for (const node of graph.always) this.#parts.add(graph.textOf(node));
    for (const node of operation.definitions) {
      if (node.kind !== Kind.OPERATION_DEFINITION) continue;
      const root = graph.roots.get(node.operation);
      if (root !== undefined) this.#walk(root, node.selectionSet);
    }
  }

  text(): string {
    return [...this.#parts].toSorted().join("\n");
  }

  /** A type, and all that plans may need to know of it. */
  #add(name: string): void {
    const node = this.#graph.type(name);
    if (!node || this.#types.has(name) || [...this.#graph.roots.values()].includes(name)) return;
    this.#types.add(name);
    this.#parts.add(this.#graph.textOf(node));
    for (const lookup of this.#graph.lookups.get(name) ?? []) this.#parts.add(this.#graph.textOf(lookup));
    for (const required of this.#graph.required(name)) this.#add(required);
    for (const member of this.#graph.members.get(name) ?? []) this.#add(member);
    if (node.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION) {
      for (const { type } of node.fields ?? []) this.#add(namedType(type));
    }
  }

  #walk(typeName: string, selectionSet: SelectionSetNode): void {
    const walked = this.#walked.get(selectionSet) ?? new Set();
    // A fragment is spread in many places.
    if (walked.has(typeName)) return;
    this.#walked.set(selectionSet, walked.add(typeName));
    this.#add(typeName);
    for (const selection of selectionSet.selections) {
      if (selection.kind === Kind.FIELD) {
        for (const owner of [typeName, ...(this.#graph.members.get(typeName) ?? [])]) {
          const field = this.#graph.fields(owner).get(selection.name.value);
          if (field) this.#field(field, selection.selectionSet);
        }
        continue;
      }
      const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : this.#fragments.get(selection.name.value);
      if (fragment) this.#walk(fragment.typeCondition?.name.value ?? typeName, fragment.selectionSet);
    }
  }

  #field(field: FieldDefinitionNode, selectionSet: SelectionSetNode | undefined): void {
    this.#parts.add(this.#graph.textOf(field));
    for (const { type } of field.arguments ?? []) this.#add(namedType(type));
    const name = namedType(field.type);
    if (selectionSet) this.#walk(name, selectionSet);
    else this.#add(name);
  }
}

function namedType(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type);
}
