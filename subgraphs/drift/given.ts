/** Values that the request is made from, by their GraphQL types. */
import { Kind, type TypeNode } from "graphql";
import type { Span } from "../mapping/ast.ts";
import { inputFields } from "../connect/validate/shape/graphql-shape.ts";
import { namedType } from "../connect/ast.ts";
import type { TypeIndex } from "../connect/type-index.ts";
import { unknown, type Given, type Value } from "./value.ts";

export function given(path: string, type: TypeNode, hasDefault: boolean, at: Span): Given {
  const isOptional = type.kind !== Kind.NON_NULL_TYPE && !hasDefault;
  return { kind: "given", path, type, dims: 0, isOptional, except: [], at };
}

export function followGiven(value: Given, key: Span & { readonly name: string }, types: TypeIndex): Value {
  const { dims, named } = depthOf(value.type);
  const type = types.get(named);
  const path = `${value.path}.${key.name}`;
  if (type?.kind === "input") {
    const field = inputFields(type).find(({ name }) => name.value === key.name);
    if (!field) return unknown;
    const inner = given(path, field.type, field.defaultValue !== undefined, key);
    return { ...inner, dims: value.dims + dims, isOptional: value.isOptional || inner.isOptional };
  }
  const field = type?.fields.get(key.name);
  if (!field) return unknown;
  const inner = given(path, field.type, false, key);
  return { ...inner, dims: value.dims + dims, isOptional: value.isOptional || inner.isOptional };
}

/** How many lists deep a type is, and of what. */
export function depthOf(type: TypeNode): { readonly dims: number; readonly named: string } {
  let dims = 0;
  for (let at = type; at.kind !== Kind.NAMED_TYPE; at = at.type) if (at.kind === Kind.LIST_TYPE) dims += 1;
  return { dims, named: namedType(type).name.value };
}

/** An item of it, where it is a list. */
export function itemOfGiven(value: Given): Given {
  if (value.dims > 0) return { ...value, dims: value.dims - 1 };
  const bare = value.type.kind === Kind.NON_NULL_TYPE ? value.type.type : value.type;
  return bare.kind === Kind.LIST_TYPE ? { ...value, type: bare.type } : value;
}
