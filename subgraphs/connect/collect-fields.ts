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
  type SelectionSetNode,
} from "graphql";

/** What the variable of a condition holds; `maybe` asks for everything that could be included. */
export type Decide = (variable: string) => boolean | "maybe";

export interface SelectedField {
  readonly responseName: string;
  readonly name: string;
  /** The first of the merged nodes; validation makes the others equal in name and arguments. */
  readonly node: FieldNode;
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
      const fields = new Map<
        string,
        { -readonly [K in keyof SelectedField]: SelectedField[K] } & { selections: SelectionPart[] }
      >();
      const walk = (set: SelectionSetNode, conditional: boolean, visited: Set<string>): void => {
        for (const selection of set.selections) {
          const included = isIncluded(selection.directives, decide);
          if (included === false) continue;
          const undecided = conditional || included === "maybe";
          if (selection.kind === Kind.FIELD) {
            const responseName = selection.alias?.value ?? selection.name.value;
            const field = fields.get(responseName) ?? {
              responseName,
              name: selection.name.value,
              node: selection,
              conditional: true,
              selections: [],
            };
            fields.set(responseName, field);
            field.conditional &&= undecided;
            if (selection.selectionSet) field.selections.push({ set: selection.selectionSet, conditional: undecided });
          } else if (selection.kind === Kind.INLINE_FRAGMENT) {
            if (applies(schema, selection.typeCondition?.name.value, typeName))
              walk(selection.selectionSet, undecided, visited);
          } else {
            const name = selection.name.value;
            const fragment = fragments.get(name);
            // A spread counts once in its set of spreads, but an undecided one must not hide a certain one.
            if (!fragment || visited.has(`${name} ${undecided}`)) continue;
            visited.add(`${name} ${undecided}`);
            if (applies(schema, fragment.typeCondition.name.value, typeName))
              walk(fragment.selectionSet, undecided, visited);
          }
        }
      };
      const visited = new Set<string>();
      for (const part of selections) walk(part.set, part.conditional, visited);
      const result = [...fields.values()];
      byType.set(typeName, result);
      return result;
    },
  };
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
