/** Values that the request is made from, by their GraphQL types. */
import { Kind, type ConstValueNode, type InputValueDefinitionNode, type TypeNode } from "graphql";
import type { Span } from "../mapping/ast.ts";
import { inputFields } from "../connect/validate/shape/graphql-shape.ts";
import { namedType } from "../connect/ast.ts";
import type { TypeIndex } from "../connect/type-index.ts";
import { unknown, type Given, type Value } from "./value.ts";

export function givenInput(path: string, { type, defaultValue }: InputValueDefinitionNode, at: Span): Given {
  const standard = defaultValue && constantOf(defaultValue);
  const given = givenOf(path, type, at);
  return { ...given, isOptional: given.isOptional && !defaultValue, ...(standard !== undefined && { standard }) };
}

export function givenOf(path: string, type: TypeNode, at: Span): Given {
  return { kind: "given", path, type, dims: 0, isOptional: type.kind !== Kind.NON_NULL_TYPE, except: [], at };
}

function constantOf(value: ConstValueNode): unknown {
  switch (value.kind) {
    case Kind.INT:
    case Kind.FLOAT:
      return Number(value.value);
    case Kind.STRING:
    case Kind.ENUM:
    case Kind.BOOLEAN:
      return value.value;
    default:
      return undefined;
  }
}

export function followGiven(value: Given, key: Span & { readonly name: string }, types: TypeIndex): Value {
  const field = givenFields(value, types, key)?.get(key.name);
  return field ?? unknown;
}

/** The fields of a value of an object or input type. `undefined` where it has none that are known. */
export function givenFields(value: Given, types: TypeIndex, at: Span): ReadonlyMap<string, Given> | undefined {
  const { dims, named } = depthOf(value.type);
  const type = types.get(named);
  const within = (inner: Given): Given => ({
    ...inner,
    dims: value.dims + dims,
    isOptional: value.isOptional || inner.isOptional,
  });
  if (type?.kind === "input") {
    return new Map(
      inputFields(type).map((field) => {
        const name = field.name.value;
        return [name, within(givenInput(`${value.path}.${name}`, field, at))];
      }),
    );
  }
  if (!type || type.fields.size === 0) return undefined;
  return new Map(
    [...type.fields].map(([name, field]) => [name, within(givenOf(`${value.path}.${name}`, field.type, at))]),
  );
}

/** How many lists deep a type is, and of what. */
export function depthOf(type: TypeNode): { readonly dims: number; readonly named: string } {
  let dims = 0;
  for (let at = type; at.kind !== Kind.NAMED_TYPE; at = at.type) if (at.kind === Kind.LIST_TYPE) dims += 1;
  return { dims, named: namedType(type).name.value };
}

/** An item of it, where it is a list. */
export function itemOfGiven(value: Given): Given {
  const { standard: _standard, ...rest } = value;
  if (value.dims > 0) return { ...rest, dims: value.dims - 1 };
  const bare = value.type.kind === Kind.NON_NULL_TYPE ? value.type.type : value.type;
  return bare.kind === Kind.LIST_TYPE ? { ...rest, type: bare.type } : value;
}

/** One item of however many lists. Where it is, it is there. */
export function flattenGiven(value: Given): { readonly dims: number; readonly item: Given } {
  const dims = value.dims + depthOf(value.type).dims;
  let item = value;
  for (let left = dims; left > 0; left -= 1) item = itemOfGiven(item);
  return { dims, item: { ...item, isOptional: false } };
}
