/** Opens values of GraphQL types: what a step into an argument or into `$this` finds. */
import { Kind, type InputValueDefinitionNode, type TypeNode } from "graphql";
import type { IndexedType, TypeIndex } from "../../type-index.ts";
import { arrayOf, boolean, number, string, unknown, type Shape } from "./shape.ts";

/** A typed value one layer open: a list, a leaf, or fields by name. */
export type OpenType =
  | { readonly kind: "shape"; readonly shape: Shape }
  | { readonly kind: "list"; readonly item: TypeNode }
  | { readonly kind: "fields"; readonly typeName: string; readonly fields: ReadonlyMap<string, TypeNode> };

const builtIn: ReadonlyMap<string, Shape> = new Map([
  ["String", string],
  // An ID is text in GraphQL, whatever it was in JSON.
  ["ID", string],
  ["Int", number],
  ["Float", number],
  ["Boolean", boolean],
]);

export function openType(type: TypeNode, types: TypeIndex): OpenType {
  if (type.kind === Kind.NON_NULL_TYPE) return openType(type.type, types);
  if (type.kind === Kind.LIST_TYPE) return { kind: "list", item: type.type };
  const typeName = type.name.value;
  const named = types.get(typeName);
  const fields = named && fieldTypes(named);
  if (fields) return { kind: "fields", typeName, fields };
  // A custom scalar may hold any JSON; a type that is not defined is reported elsewhere.
  const leaf = builtIn.get(typeName) ?? (named?.kind === "enum" ? string : unknown);
  return { kind: "shape", shape: leaf };
}

/** A typed value as a plain shape, one layer deep. */
export function shapeOfType(type: TypeNode, types: TypeIndex): Shape {
  const open = openType(type, types);
  switch (open.kind) {
    case "shape":
      return open.shape;
    case "list":
      return arrayOf({ kind: "typed", type: open.item });
    case "fields":
      return { kind: "typed", type };
    default:
      return open satisfies never;
  }
}

function fieldTypes(type: IndexedType): ReadonlyMap<string, TypeNode> | undefined {
  switch (type.kind) {
    case "object":
    case "interface":
      return new Map([...type.fields].map(([name, field]) => [name, field.type]));
    case "input":
      return new Map(inputFields(type).map((field) => [field.name.value, field.type]));
    default:
      return undefined;
  }
}

export function inputFields(type: IndexedType): readonly InputValueDefinitionNode[] {
  return type.nodes.flatMap((node) =>
    node.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION || node.kind === Kind.INPUT_OBJECT_TYPE_EXTENSION
      ? (node.fields ?? [])
      : [],
  );
}
