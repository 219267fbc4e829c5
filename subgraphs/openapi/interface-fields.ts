/** Interfaces of the SDL: what all types that extend a schema have in common. */
import {
  isNonNull,
  possibleTypes,
  type InterfaceType,
  type NamedType,
  type ObjectField,
  type ObjectType,
} from "./model.ts";

/**
 * Fields of the schema that all of its types have with one type. Only what is required in each of them is required. None where
 * the types have redefined all: then it is a union.
 *
 * @param typeText  What a field's type is called.
 */
export function interfaceFields(type: InterfaceType, typeText: (field: ObjectField) => string): readonly ObjectField[] {
  return type.other.fields.flatMap((field) => {
    const all = possibleTypes(type).map(({ fields }) => fields.find(({ name }) => name === field.name));
    if (!all.every((each) => each !== undefined && typeText(each) === typeText(field))) return [];
    return [{ ...field, required: all.every((each) => each !== undefined && isNonNull(each)) }];
  });
}

/** The names of the interfaces of each object type. */
export function implementations(
  types: readonly NamedType[],
  typeText: (field: ObjectField) => string,
): ReadonlyMap<ObjectType, readonly string[]> {
  const found = new Map<ObjectType, string[]>();
  for (const type of types) {
    if (type.kind !== "interface" || interfaceFields(type, typeText).length === 0) continue;
    for (const object of possibleTypes(type)) found.set(object, [...(found.get(object) ?? []), type.name]);
  }
  return found;
}
