/**
 * An answer as a service could give it, made from what an operation is said to answer.
 *
 *     { id: integer, name: string, tags: [Tag] }      { "id": "1", "name": "name", "tags": [{ "label": "label" }] }
 */
import type { JsonObject } from "./json.ts";
import {
  isAbstract,
  type AbstractType,
  type ObjectField,
  type ObjectType,
  type ScalarName,
  type TypeRef,
} from "./model.ts";
import { wordsOf } from "./words.ts";

/** Objects inside each other; what is deeper and may be absent is. */
const deepest = 4;

/** The body, as parsed JSON. Absent is what is optional and would lead back to where it is. */
export function sampleAnswer(answer: TypeRef): unknown {
  return sample(answer, "value", []);
}

function sample(ref: TypeRef, name: string, path: readonly ObjectType[]): unknown {
  if (ref.kind === "list") {
    const item = sample(ref.item, name, path);
    return ref.isMap ? { key: item } : [item];
  }
  if (ref.kind === "scalar") return sampleScalar(ref.name, name);
  if (ref.kind === "enum") return ref.type.values[0]?.wire ?? null;
  return isAbstract(ref) ? sampleMember(ref.type, path) : sampleObject(ref.type, path);
}

function sampleScalar(type: ScalarName, name: string): unknown {
  switch (type) {
    case "ID":
      return "1";
    case "String":
      return wordsOf(name).join(" ");
    case "Int":
    case "BigInt":
      return 1;
    case "Float":
      return 1.5;
    case "Boolean":
      return true;
    case "JSON":
      return {};
    default:
      return type satisfies never;
  }
}

/** The first member, with the value by which it is known. */
function sampleMember({ members, discriminant }: AbstractType, path: readonly ObjectType[]): unknown {
  const [member] = members;
  if (!member) return null;
  const object = sampleObject(member.type, path);
  return discriminant.kind === "property" ? { ...object, [discriminant.property]: member.values[0] } : object;
}

function sampleObject(type: ObjectType, path: readonly ObjectType[]): JsonObject {
  const inside = [...path, type];
  return Object.fromEntries(
    type.fields.flatMap((field) => (isLeftOut(field, inside) ? [] : [[field.wire, sampleField(field, inside)]])),
  );
}

function sampleField(field: ObjectField, path: readonly ObjectType[]): unknown {
  const { type, wire } = field;
  if (field.referenceBy !== undefined) return sampleReference(field);
  const target = innermostObject(type);
  // It has to be there, and has no end: an object that is empty has one.
  if (target && path.includes(target)) return type.kind === "list" ? [] : {};
  return sample(type, wire, path);
}

/** A key, by itself or in an object of its own. */
function sampleReference({ type, referenceInside }: ObjectField): unknown {
  const reference = referenceInside === undefined ? "1" : { [referenceInside]: "1" };
  return type.kind === "list" ? [reference] : reference;
}

function isLeftOut({ type, required, referenceBy }: ObjectField, path: readonly ObjectType[]): boolean {
  if ((required && !type.nullable) || referenceBy !== undefined) return false;
  const target = innermostObject(type);
  return target !== undefined && (path.length >= deepest || path.includes(target));
}

function innermostObject(ref: TypeRef): ObjectType | undefined {
  if (ref.kind === "list") return innermostObject(ref.item);
  if (ref.kind === "object") return ref.type;
  return isAbstract(ref) ? ref.type.members[0]?.type : undefined;
}
