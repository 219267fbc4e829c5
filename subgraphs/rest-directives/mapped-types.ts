/** The types of a document that have a `@mapping`, for the rules. */
import type { ConstDirectiveNode, StringValueNode } from "graphql";
import { argumentOf, stringOf } from "../connect/ast.ts";
import type { IndexedType, TypeIndex } from "../connect/type-index.ts";
import { pickVariables, type MappingPlace } from "../connect/validate/places.ts";
import type { RestLink } from "./rest-link.ts";

/** A type with `@mapping`, whose objects need no selection. */
export interface MappedType {
  readonly type: IndexedType;
  readonly directive: ConstDirectiveNode;
  readonly place: MappingPlace;
}

export function mappedTypes(types: TypeIndex, link: RestLink | undefined): ReadonlyMap<string, MappedType> {
  const mapped = new Map<string, MappedType>();
  for (const type of link ? types.values() : []) {
    const directive = type.directives.find(({ name }) => name.value === link?.mappingName);
    const node = directive && stringOf(argumentOf(directive, argumentFor(type)));
    if (directive && node) mapped.set(type.name, { type, directive, place: placeOf(type, node, directive) });
  }
  return mapped;
}

/** An object type says which fields it has, any other which type its values are of. */
export function argumentFor({ kind }: IndexedType): "fields" | "type" {
  return kind === "object" ? "fields" : "type";
}

function placeOf(type: IndexedType, node: StringValueNode, directive: ConstDirectiveNode): MappingPlace {
  return {
    node,
    kind: "mapping",
    code: "INVALID_MAPPING",
    label: `\`${type.name}\`, \`@${directive.name.value}(${argumentFor(type)}:)\``,
    coordinate: type.name,
    phase: "response",
    variables: pickVariables(["$config", "$context", "$request", "$env", "$status", "$response"]),
    expects: type.kind === "object" ? "anything" : "string",
  };
}
