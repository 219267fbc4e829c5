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
/** Types that need each other have answers that grow with the factorial of their number; from there on objects are empty. */
const mostObjects = 1_000;

/** Where in the answer a value is. */
interface Inside {
  /** Of the objects around it, outermost first. */
  readonly types: readonly ObjectType[];
  readonly made: { objects: number };
}

/** The body, as parsed JSON. Absent is what is optional and would lead back to where it is. */
export function sampleAnswer(answer: TypeRef): unknown {
  return sample(answer, "value", { types: [], made: { objects: 0 } });
}

function sample(ref: TypeRef, name: string, inside: Inside): unknown {
  if (ref.kind === "list") {
    const item = sample(ref.item, name, inside);
    return ref.isMap ? { key: item } : [item];
  }
  if (ref.kind === "scalar") return sampleScalar(ref.name, name);
  if (ref.kind === "enum") return ref.type.values[0]?.wire ?? null;
  return isAbstract(ref) ? sampleMember(ref.type, inside) : sampleObject(ref.type, inside);
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
function sampleMember({ members, discriminant }: AbstractType, inside: Inside): unknown {
  const [member] = members;
  if (!member) return null;
  const object = sampleObject(member.type, inside);
  return discriminant.kind === "property" ? { ...object, [discriminant.property]: member.values[0] } : object;
}

function sampleObject(type: ObjectType, { types, made }: Inside): JsonObject {
  made.objects += 1;
  const inside = { types: [...types, type], made };
  return Object.fromEntries(
    type.fields.flatMap((field) => (isLeftOut(field, inside) ? [] : [[field.wire, sampleField(field, inside)]])),
  );
}

function sampleField(field: ObjectField, inside: Inside): unknown {
  const { type, wire } = field;
  if (field.referenceBy !== undefined) return sampleReference(field);
  const target = innermostObject(type);
  // It has to be there, and has no end: an object that is empty has one.
  if (target && isTooMuch(target, inside)) return type.kind === "list" ? [] : {};
  return sample(type, wire, inside);
}

/** A key, by itself or in an object of its own. */
function sampleReference({ type, referenceInside }: ObjectField): unknown {
  const reference = referenceInside === undefined ? "1" : { [referenceInside]: "1" };
  return type.kind === "list" ? [reference] : reference;
}

function isLeftOut({ type, required, referenceBy }: ObjectField, inside: Inside): boolean {
  if ((required && !type.nullable) || referenceBy !== undefined) return false;
  const target = innermostObject(type);
  return target !== undefined && (inside.types.length >= deepest || isTooMuch(target, inside));
}

function isTooMuch(target: ObjectType, { types, made }: Inside): boolean {
  return types.includes(target) || made.objects >= mostObjects;
}

function innermostObject(ref: TypeRef): ObjectType | undefined {
  if (ref.kind === "list") return innermostObject(ref.item);
  if (ref.kind === "object") return ref.type;
  return isAbstract(ref) ? ref.type.members[0]?.type : undefined;
}
