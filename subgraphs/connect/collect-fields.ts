/**
 * Selections of a fetch document, merged and flattened for one concrete type, as graphql-js does it while it runs.
 *
 *     { id ...F } fragment F on User { id name @include(if: $full) }     for User, $full true:  id, name
 *
 * Here it happens once, when the document is prepared: the variables of `@skip` and `@include` are decided beforehand.
 * Spec: https://spec.graphql.org/draft/#sec-Field-Collection
 */
import {
  isAbstractType,
  isObjectType,
  Kind,
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  type InlineFragmentNode,
  type SelectionSetNode,
} from "graphql";

/** What the variable of a condition holds; `maybe` asks for everything that could be included. */
export type Decide = (variable: string) => boolean | "maybe";

export interface SelectedField {
  readonly responseName: string;
  readonly name: string;
  /** The first of the merged nodes; validation makes the others equal in name and arguments. */
  readonly node: FieldNode;
  /** All of them. */
  readonly nodes: readonly FieldNode[];
  /** True where every mention of it hangs on an undecided condition. */
  readonly conditional: boolean;
  readonly selections: Selections;
}

/** The selection sets of one place. Its identity is that of the place. */
export type Selections = readonly SelectionPart[];

export interface SelectionPart {
  readonly set: SelectionSetNode;
  readonly conditional: boolean;
}

export interface FieldCollector {
  /** Fields in order of first mention. The same `selections` and type give the same array. */
  collect(selections: Selections, typeName: string): readonly SelectedField[];
}

export function createFieldCollector(schema: GraphQLSchema, document: DocumentNode, decide: Decide): FieldCollector {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const node of document.definitions) {
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node);
  }
  const collected = new WeakMap<Selections, Map<string, readonly SelectedField[]>>();
  return {
    collect(selections, typeName) {
      const byType = collected.get(selections) ?? new Map<string, readonly SelectedField[]>();
      collected.set(selections, byType);
      const known = byType.get(typeName);
      if (known) return known;
      const collection = new Collection(schema, fragments, decide, typeName);
      for (const { set, conditional } of selections) collection.add(set, conditional);
      const fields = [...collection.fields.values()];
      byType.set(typeName, fields);
      return fields;
    },
  };
}

interface MutableField extends SelectedField {
  conditional: boolean;
  readonly nodes: FieldNode[];
  readonly selections: SelectionPart[];
}

class Collection {
  readonly fields = new Map<string, MutableField>();
  readonly #schema: GraphQLSchema;
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly #decide: Decide;
  readonly #typeName: string;
  readonly #visited = new Set<string>();

  constructor(
    schema: GraphQLSchema,
    fragments: ReadonlyMap<string, FragmentDefinitionNode>,
    decide: Decide,
    typeName: string,
  ) {
    this.#schema = schema;
    this.#fragments = fragments;
    this.#decide = decide;
    this.#typeName = typeName;
  }

  add(set: SelectionSetNode, conditional: boolean): void {
    for (const selection of set.selections) {
      const included = isIncluded(selection.directives, this.#decide);
      if (included === false) continue;
      const undecided = conditional || included === "maybe";
      switch (selection.kind) {
        case Kind.FIELD:
          this.#addField(selection, undecided);
          break;
        case Kind.INLINE_FRAGMENT:
          this.#addFragment(selection, undecided);
          break;
        case Kind.FRAGMENT_SPREAD:
          this.#addSpread(selection.name.value, undecided);
          break;
        default:
          selection satisfies never;
      }
    }
  }

  #addField(node: FieldNode, undecided: boolean): void {
    const name = node.name.value;
    const responseName = node.alias?.value ?? name;
    let field = this.fields.get(responseName);
    if (!field) {
      field = { responseName, name, node, nodes: [], conditional: true, selections: [] };
      this.fields.set(responseName, field);
    }
    field.nodes.push(node);
    field.conditional &&= undecided;
    if (node.selectionSet) field.selections.push({ set: node.selectionSet, conditional: undecided });
  }

  #addSpread(name: string, undecided: boolean): void {
    const fragment = this.#fragments.get(name);
    // A fragment counts once, however often it is spread; but an undecided spread must not hide a certain one.
    const visit = `${name} ${undecided}`;
    if (!fragment || this.#visited.has(visit)) return;
    this.#visited.add(visit);
    this.#addFragment(fragment, undecided);
  }

  #addFragment({ typeCondition, selectionSet }: InlineFragmentNode | FragmentDefinitionNode, undecided: boolean): void {
    if (applies(this.#schema, typeCondition?.name.value, this.#typeName)) this.add(selectionSet, undecided);
  }
}

function applies(schema: GraphQLSchema, condition: string | undefined, typeName: string): boolean {
  if (condition === undefined || condition === typeName) return true;
  const type = schema.getType(condition);
  const object = schema.getType(typeName);
  return isAbstractType(type) && isObjectType(object) && schema.isSubType(type, object);
}

function isIncluded(directives: readonly DirectiveNode[] | undefined, decide: Decide): boolean | "maybe" {
  let included: boolean | "maybe" = true;
  for (const { name, arguments: args } of directives ?? []) {
    if (name.value !== "skip" && name.value !== "include") continue;
    const value = args?.find((argument) => argument.name.value === "if")?.value;
    let holds: boolean | "maybe" = false;
    if (value?.kind === Kind.BOOLEAN) holds = value.value;
    if (value?.kind === Kind.VARIABLE) holds = decide(value.name.value);
    if (holds === "maybe") included = "maybe";
    else if (holds === (name.value === "skip")) return false;
  }
  return included;
}

/** Names of the variables that `@skip` and `@include` read anywhere in the document, sorted. */
export function conditionVariables(document: DocumentNode): readonly string[] {
  const names = new Set<string>();
  const walk = (set: SelectionSetNode): void => {
    for (const selection of set.selections) {
      for (const directive of selection.directives ?? []) {
        if (directive.name.value !== "skip" && directive.name.value !== "include") continue;
        for (const { value } of directive.arguments ?? [])
          if (value.kind === Kind.VARIABLE) names.add(value.name.value);
      }
      if (selection.kind !== Kind.FRAGMENT_SPREAD && selection.selectionSet) walk(selection.selectionSet);
    }
  };
  for (const node of document.definitions) if ("selectionSet" in node) walk(node.selectionSet);
  return [...names].toSorted();
}
