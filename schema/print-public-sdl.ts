/**
 * Prints a schema document in alphabetical order, as graphql-js prints a sorted schema. That takes ten times as long: it
 * sorts and prints from the schema's classes, where this moves syntax nodes.
 */
import {
  Kind,
  print,
  type ConstValueNode,
  type DefinitionNode,
  type DocumentNode,
  type InputValueDefinitionNode,
  type StringValueNode,
} from "graphql";

export function printPublicSdl(document: DocumentNode): string {
  const definitions = document.definitions
    .filter((definition) => !isUsualSchemaDefinition(definition))
    .map(sortDefinition)
    .toSorted((a, b) => rankOf(a) - rankOf(b) || compare(nameOf(a), nameOf(b)));
  return setOffDescriptions(print({ ...document, definitions }));
}

/** A blank line before each described member but the first. */
function setOffDescriptions(sdl: string): string {
  const lines: string[] = [];
  let isInside = false;
  for (const line of sdl.split("\n")) {
    const text = line.trimStart();
    const isQuote = text.startsWith('"""');
    if (isQuote && !isInside && text !== line && !/[{(]$/.test(lines.at(-1) ?? "")) lines.push("");
    // Of a description on one line both ends are there; one inside a description is escaped.
    const ends: boolean = isInside ? /(^|[^\\])"""$/.test(text) : isQuote && text.length > 5 && text.endsWith('"""');
    isInside = isInside ? !ends : isQuote && !ends;
    lines.push(line);
  }
  return lines.join("\n");
}

/** Root types that are called as everybody calls them need not be said. */
function isUsualSchemaDefinition(node: DefinitionNode): boolean {
  if (node.kind !== Kind.SCHEMA_DEFINITION) return false;
  const usual = { query: "Query", mutation: "Mutation", subscription: "Subscription" };
  return (
    node.description === undefined &&
    node.operationTypes.every(({ operation, type }) => usual[operation] === type.name.value)
  );
}

function rankOf({ kind }: DefinitionNode): number {
  return kind === Kind.SCHEMA_DEFINITION ? 0 : kind === Kind.DIRECTIVE_DEFINITION ? 1 : 2;
}

function nameOf(definition: DefinitionNode): string {
  return "name" in definition ? (definition.name?.value ?? "") : "";
}

interface Named {
  readonly name: { readonly value: string };
}

function compareNames(a: Named, b: Named): number {
  return compare(a.name.value, b.name.value);
}

/** By code units, but numbers by what they count: `v2` comes before `v10`. */
function compare(a: string, b: string): number {
  if (a === b) return 0;
  if (!/\d/.test(a) || !/\d/.test(b)) return a < b ? -1 : 1;
  const [left, right] = [partsOf(a), partsOf(b)];
  for (const [index, part] of left.entries()) {
    const other = right[index];
    if (other === undefined) return 1;
    if (part === other) continue;
    const numbers = Number(part) - Number(other);
    return numbers || (part < other ? -1 : 1);
  }
  return -1;
}

function partsOf(name: string): string[] {
  return name.match(/\d+|\D/g) ?? [];
}

function sorted<Node extends Named>(nodes: readonly Node[] | undefined): Node[] {
  return (nodes ?? []).map(withBlock).toSorted(compareNames);
}

/** Descriptions as block strings, whatever they were written as. */
function withBlock<Node>(node: Node & { readonly description?: StringValueNode | undefined }): Node {
  return node.description ? { ...node, description: { ...node.description, block: true } } : node;
}

function sortDefinition(definition: DefinitionNode): DefinitionNode {
  const node = withBlock(definition);
  switch (node.kind) {
    case Kind.OBJECT_TYPE_DEFINITION:
    case Kind.INTERFACE_TYPE_DEFINITION:
      return {
        ...node,
        interfaces: sorted(node.interfaces),
        fields: sorted(node.fields).map((field) => ({
          ...field,
          arguments: sorted(field.arguments).map(withSortedDefault),
        })),
      };
    case Kind.INPUT_OBJECT_TYPE_DEFINITION:
      return { ...node, fields: sorted(node.fields).map(withSortedDefault) };
    case Kind.ENUM_TYPE_DEFINITION:
      return { ...node, values: sorted(node.values) };
    case Kind.UNION_TYPE_DEFINITION:
      return { ...node, types: sorted(node.types) };
    case Kind.DIRECTIVE_DEFINITION:
      return {
        ...node,
        arguments: sorted(node.arguments).map(withSortedDefault),
        locations: node.locations.toSorted((a, b) => compare(a.value, b.value)),
      };
    default:
      return node;
  }
}

function withSortedDefault(node: InputValueDefinitionNode): InputValueDefinitionNode {
  return node.defaultValue ? { ...node, defaultValue: sortValue(node.defaultValue) } : node;
}

function sortValue(value: ConstValueNode): ConstValueNode {
  if (value.kind === Kind.LIST) return { ...value, values: value.values.map(sortValue) };
  if (value.kind !== Kind.OBJECT) return value;
  const fields = value.fields.map((field) => ({ ...field, value: sortValue(field.value) }));
  return { ...value, fields: fields.toSorted(compareNames) };
}
