/** `oneOf` and `anyOf`: what a value may be of. */
import { isObject, listAt, own, type JsonObject } from "./json.ts";
import { integerType } from "./integer-type.ts";
import type { ScalarName, TypeRef } from "./model.ts";
import { pointerTo } from "./pointer.ts";
import type { Node, ObjectNode, Resolver } from "./resolver.ts";
import { isNullable, isNullSchema, isStructural, kindOfValues, schemaType } from "./schema-keywords.ts";
import { scalar } from "./type-refs.ts";

export interface Alternatives {
  /** Without null. */
  readonly nodes: readonly Node[];
  readonly nullable: boolean;
}

/** `undefined` where a schema has none, or where they say nothing about the type. */
export function alternativesOf({ value, pointer }: ObjectNode): Alternatives | undefined {
  for (const keyword of ["oneOf", "anyOf"]) {
    const list = listAt(value, keyword);
    if (list.length === 0) continue;
    const all = list.map((each, index) => ({ value: each, pointer: pointerTo(pointer, keyword, index) }));
    // `anyOf: [{ required: [a] }, { required: [b] }]` beside properties is a rule of validation.
    const isRule = all.every((each) => !isObject(each.value) || !isStructural(each.value));
    if (isRule && (own(value, "properties") !== undefined || own(value, "type") !== undefined)) continue;
    const nodes = all.filter((each) => !isNullSchema(each.value));
    return { nodes, nullable: nodes.length < all.length };
  }
  return undefined;
}

const deepest = 10;

/** Texts of any kind are a text, numbers of any kind a number. */
export function commonScalar(nodes: readonly Node[], resolver: Resolver, depth = 0): TypeRef | undefined {
  if (depth > deepest) return undefined;
  const names = new Set<ScalarName>();
  let nullable = false;
  for (const node of nodes) {
    const target = resolver.object(node);
    const name = target && scalarName(target, resolver, depth);
    if (name === undefined) return undefined;
    nullable ||= isNullable(target?.value ?? {});
    names.add(name);
  }
  const [first, ...others] = names;
  if (first === undefined) return undefined;
  if (others.length === 0) return scalar(first, nullable);
  if (names.has("String") || names.has("Boolean") || names.has("JSON")) return undefined;
  return scalar(names.has("Float") ? "Float" : "BigInt", nullable);
}

function scalarName(node: ObjectNode, resolver: Resolver, depth: number): ScalarName | undefined {
  const { value } = node;
  if (["oneOf", "anyOf", "allOf"].some((key) => own(value, key) !== undefined)) {
    const inner = alternativesOf(node);
    const ref = inner && commonScalar(inner.nodes, resolver, depth + 1);
    return ref?.kind === "scalar" ? ref.name : undefined;
  }
  switch (schemaType(value) ?? kindOfValues(listedValues(value))) {
    case "string":
      return "String";
    case "boolean":
      return "Boolean";
    case "integer":
      return integerType(value);
    case "number":
      return "Float";
    default:
      return undefined;
  }
}

function listedValues(schema: JsonObject): readonly unknown[] {
  return [...listAt(schema, "enum"), ...("const" in schema ? [schema["const"]] : [])];
}
