/**
 * Envelopes around lists that the document writes anew for each operation are one type, called after what is in the list.
 *
 *     GET /albums, GET /artists/{id}/albums: { data: [Album], next }        both are AlbumPage
 */
import { listAnswer } from "./list-answer.ts";
import type { Named, ObjectType, TypeRef } from "./model.ts";
import type { TypedOperation } from "./type-operation.ts";

/** Nothing has a name yet. What has one in the document, as a component, keeps it. */
export function unifyEnvelopes(items: readonly TypedOperation[]): TypedOperation[] {
  const groups = groupEnvelopes(items);
  const unified = new Map<ObjectType, ObjectType>();
  for (const [item, shapes] of groups) {
    const [most, second] = [...shapes.values()].toSorted((one, other) => other.length - one.length);
    const [first] = most ?? [];
    // Of several shapes the usual one gets the name.
    if (!most || !first || most.length === second?.length) continue;
    const words = [first.fields.length > 1 ? "page" : "list"];
    const type: ObjectType = { ...first, origin: { kind: "inside", owner: item, words } };
    for (const each of most) unified.set(each, type);
  }
  return items.map((item) => {
    const { answer } = item;
    const type = answer.kind === "object" ? unified.get(answer.type) : undefined;
    return type ? { ...item, answer: { kind: "object", type, nullable: answer.nullable } } : item;
  });
}

type Shapes = Map<string, ObjectType[]>;

/** Of each type that is listed, the envelopes by their shapes. */
function groupEnvelopes(items: readonly TypedOperation[]): ReadonlyMap<ObjectType, Shapes> {
  const identify = numberTypes();
  const groups = new Map<ObjectType, Shapes>();
  for (const { answer } of items) {
    const list = listAnswer(answer);
    const listed = list?.type.item;
    if (!list?.envelope || list.envelope.origin.kind !== "operation") continue;
    // Any other type is called after the envelope that it is in.
    if (listed?.kind !== "object" || listed.type.origin.kind !== "component") continue;
    const shapes = groups.get(listed.type) ?? new Map<string, ObjectType[]>();
    groups.set(listed.type, shapes);
    const shape = shapeOf(list.envelope, identify);
    shapes.set(shape, [...(shapes.get(shape) ?? []), list.envelope]);
  }
  return groups;
}

function shapeOf({ fields }: ObjectType, identify: (type: Named) => number): string {
  const textOf = (ref: TypeRef): string => {
    const mark = ref.nullable ? "?" : "";
    if (ref.kind === "scalar") return ref.name + mark;
    return ref.kind === "list" ? `[${textOf(ref.item)}]${mark}` : `${identify(ref.type)}${mark}`;
  };
  return fields
    .map(({ wire, required, type }) => `${JSON.stringify(wire)} ${String(required)} ${textOf(type)}`)
    .join(",");
}

function numberTypes(): (type: Named) => number {
  const numbers = new Map<Named, number>();
  return (type) => {
    const number = numbers.get(type) ?? numbers.size;
    numbers.set(type, number);
    return number;
  };
}
