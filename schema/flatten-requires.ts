/**
 * The composer cannot satisfy a `@requires` that has a fragment on an interface or union. A fragment on such a type means
 * one on each of its object types, and is written that way for the composer:
 *
 *     @requires(fields: "data { foo ... on Bar { bar ... on Baz { baz } } }")
 *     @requires(fields: "data { foo ... on Baz { bar baz } ... on Qux { bar } }")     where Baz and Qux are Bars
 */
import {
  Kind,
  parse,
  print,
  visit,
  type ConstArgumentNode,
  type DocumentNode,
  type FieldNode,
  type InlineFragmentNode,
  type SelectionNode,
  type SelectionSetNode,
} from "graphql";
import { directiveNameIn, readLinks } from "./link.ts";
import { readTypes, type SubgraphTypes } from "./subgraph-types.ts";

/** The document with every such `@requires` rewritten. What does not parse is left to the composer's own checks. */
export function flattenRequires(document: DocumentNode): DocumentNode {
  const link = readLinks(document).find(({ spec }) => spec === "federation");
  const requires = link ? directiveNameIn(link, "requires") : "requires";
  const types = readTypes(document);
  let typeName = "";
  return visit(document, {
    enter(node) {
      if (node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.OBJECT_TYPE_EXTENSION) {
        typeName = node.name.value;
      }
    },
    Directive(node) {
      if (node.name.value !== requires || typeName === "") return undefined;
      const args = node.arguments?.map((argument) => flattenArgument(argument as ConstArgumentNode, typeName, types));
      return args ? { ...node, arguments: args } : undefined;
    },
  });
}

function flattenArgument(argument: ConstArgumentNode, typeName: string, types: SubgraphTypes): ConstArgumentNode {
  const { value } = argument;
  if (argument.name.value !== "fields" || value.kind !== Kind.STRING || !value.value.includes("...")) return argument;
  const fieldSet = parseFieldSet(value.value);
  if (!fieldSet || !hasAbstractFragment(fieldSet, types)) return argument;
  const flat = flatten(fieldSet, typeName, types).map(print).join(" ").replaceAll(/\s+/g, " ");
  return { ...argument, value: { kind: Kind.STRING, value: flat } };
}

function parseFieldSet(text: string): SelectionSetNode | undefined {
  try {
    const [operation] = parse(`{${text}}`, { noLocation: true }).definitions;
    return operation?.kind === Kind.OPERATION_DEFINITION ? operation.selectionSet : undefined;
  } catch {
    return undefined;
  }
}

function hasAbstractFragment(set: SelectionSetNode, types: SubgraphTypes): boolean {
  return set.selections.some((selection) => {
    if (selection.kind === Kind.FRAGMENT_SPREAD) return false;
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      const condition = selection.typeCondition?.name.value;
      if (condition !== undefined && types.members.has(condition)) return true;
    }
    return selection.selectionSet !== undefined && hasAbstractFragment(selection.selectionSet, types);
  });
}

/** Fields of the parent itself, then one fragment for each object type that has more. */
function flatten(set: SelectionSetNode, parent: string, types: SubgraphTypes): SelectionNode[] {
  const own: FieldNode[] = [];
  const byType = new Map<string, FieldNode[]>();
  const walk = ({ selections }: SelectionSetNode, objects: readonly string[], isWhole: boolean): void => {
    for (const selection of selections) {
      if (selection.kind === Kind.FRAGMENT_SPREAD) continue;
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        const condition = selection.typeCondition?.name.value;
        const narrowed = condition === undefined ? objects : intersect(objects, objectsOf(condition, types));
        walk(selection.selectionSet, narrowed, isWhole && narrowed.length === objects.length);
      } else if (
        isWhole &&
        (selection.name.value === "__typename" || types.fields.get(parent)?.has(selection.name.value))
      ) {
        own.push(flattenField(selection, parent, types));
      } else {
        for (const object of objects) {
          byType.set(object, [...(byType.get(object) ?? []), flattenField(selection, object, types)]);
        }
      }
    }
  };
  walk(set, objectsOf(parent, types), true);
  return [...own, ...[...byType].map(([object, fields]) => fragmentOn(object, fields))];
}

function flattenField(field: FieldNode, parent: string, types: SubgraphTypes): FieldNode {
  const type = types.fields.get(parent)?.get(field.name.value);
  if (!field.selectionSet || type === undefined) return field;
  return { ...field, selectionSet: { ...field.selectionSet, selections: flatten(field.selectionSet, type, types) } };
}

function fragmentOn(object: string, fields: readonly FieldNode[]): InlineFragmentNode {
  return {
    kind: Kind.INLINE_FRAGMENT,
    typeCondition: { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: object } },
    selectionSet: { kind: Kind.SELECTION_SET, selections: fields },
  };
}

function objectsOf(type: string, types: SubgraphTypes): readonly string[] {
  return [...(types.members.get(type) ?? [type])];
}

function intersect(a: readonly string[], b: readonly string[]): string[] {
  return a.filter((name) => b.includes(name));
}
