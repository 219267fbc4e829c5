/**
 * Representations: the part of an object that a connector asks for, and one text for each distinct one.
 *
 *     inputs { id }, type ID     { id: 7, name: "Ada" }  ->  { __typename: "User", id: 7 }   key "7"
 *
 * Keys are compared after coercion to the GraphQL type of their field, so `7` and `"7"` are one ID. Null matches nothing.
 */
import {
  getNamedType,
  getNullableType,
  isInputType,
  isInterfaceType,
  isListType,
  isObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
} from "graphql";
import { isObject, ownValue } from "../mapping/json.ts";
import type { KeyTree } from "../mapping/mapping.ts";

/** The key of an object, or `undefined` where one of its parts is null or missing. */
export type ReadKey = (object: Readonly<Record<string, unknown>>) => string | undefined;

export function compileKey(schema: GraphQLSchema, typeName: string, tree: KeyTree): ReadKey {
  const parts = compileParts(schema, typeName, tree);
  const only = parts.length === 1 ? parts[0] : undefined;
  if (only) {
    const { name, read } = only;
    return (object) => read(ownValue(object, name));
  }
  return (object) => readParts(parts, object);
}

interface KeyPart {
  readonly name: string;
  readonly read: (value: unknown) => string | undefined;
}

function compileParts(schema: GraphQLSchema, typeName: string, tree: KeyTree): readonly KeyPart[] {
  const type = schema.getType(typeName);
  const fields = isObjectType(type) || isInterfaceType(type) ? type.getFields() : {};
  return [...tree]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, inner]) => ({ name, read: compilePart(schema, fields[name]?.type, inner) }));
}

function compilePart(schema: GraphQLSchema, type: GraphQLOutputType | undefined, tree: KeyTree): KeyPart["read"] {
  const nullable = type && getNullableType(type);
  if (isListType(nullable)) {
    const item = compilePart(schema, nullable.ofType, tree);
    return (value) => {
      if (value === null || value === undefined) return undefined;
      // An item that is null is part of the list's value: the list itself is there.
      return Array.isArray(value) ? JSON.stringify(value.map((each) => item(each) ?? null)) : canonicalText(value);
    };
  }
  if (tree.size > 0) {
    const parts = compileParts(schema, nullable ? getNamedType(nullable).name : "", tree);
    return (value) => {
      if (isObject(value)) return readParts(parts, value);
      if (Array.isArray(value))
        return JSON.stringify(value.map((each) => (isObject(each) ? (readParts(parts, each) ?? null) : null)));
      return undefined;
    };
  }
  const isNumber = isInputType(nullable) && ["Int", "Float"].includes(getNamedType(nullable).name);
  return isNumber ? numberText : scalarText;
}

function readParts(parts: readonly KeyPart[], object: Readonly<Record<string, unknown>>): string | undefined {
  const texts: string[] = [];
  for (const { name, read } of parts) {
    const text = read(ownValue(object, name));
    if (text === undefined) return undefined;
    texts.push(text);
  }
  return JSON.stringify(texts);
}

function scalarText(value: unknown): string | undefined {
  if (value === null || value === undefined) return undefined;
  return typeof value === "string" ? value : canonicalText(value);
}

function numberText(value: unknown): string | undefined {
  if (value === null || value === undefined) return undefined;
  if (typeof value === "string" && value.trim() !== "" && !Number.isNaN(Number(value))) return String(Number(value));
  return scalarText(value);
}

/** JSON text with sorted keys, so that equal values have equal texts. Integers beyond 2^53 are written as digits. */
export function canonicalText(value: unknown): string {
  if (typeof value === "bigint" || typeof value === "number") return value.toString();
  if (Array.isArray(value)) return `[${value.map((item) => canonicalText(item)).join(",")}]`;
  if (!isObject(value)) return JSON.stringify(value) ?? "null";
  const entries = Object.keys(value).toSorted();
  return `{${entries.map((key) => `${JSON.stringify(key)}:${canonicalText(value[key])}`).join(",")}}`;
}

/** The part of `value` that the tree names; a leaf is taken whole. Null where an object was expected stays what it is. */
export function project(value: unknown, tree: KeyTree): unknown {
  if (tree.size === 0) return value;
  if (Array.isArray(value)) return value.map((item) => project(item, tree));
  if (!isObject(value)) return value;
  const result: Record<string, unknown> = {};
  for (const [key, inner] of tree) if (Object.hasOwn(value, key)) result[key] = project(value[key], inner);
  return result;
}
