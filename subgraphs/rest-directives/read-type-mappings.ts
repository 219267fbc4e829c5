/** `@mapping` of the types of a document, compiled. */
import { argumentOf, stringOf } from "../connect/ast.ts";
import type { MappingReader } from "../connect/read-mappings.ts";
import type { IndexedType, TypeIndex } from "../connect/type-index.ts";
import type { TypeMapping, TypeMappings } from "./map-by-type.ts";
import type { RestLink } from "./rest-link.ts";

export function readTypeMappings(types: TypeIndex, link: RestLink | undefined, reader: MappingReader): TypeMappings {
  const byName = new Map<string, TypeMapping>();
  for (const type of link ? types.values() : []) {
    const mapping = readTypeMapping(type, link, reader);
    if (mapping) byName.set(type.name, mapping);
  }
  return { types, byName };
}

function readTypeMapping(
  type: IndexedType,
  link: RestLink | undefined,
  reader: MappingReader,
): TypeMapping | undefined {
  const directive = type.directives.find(({ name }) => name.value === link?.mappingName);
  if (!directive) return undefined;
  const argument = type.kind === "object" ? "fields" : "type";
  const place = {
    code: "INVALID_MAPPING",
    argument: `@${directive.name.value}(${argument}:)`,
    owner: type.name,
  } as const;
  const mapping = reader.mapping(stringOf(argumentOf(directive, argument)), place);
  if (!mapping) return undefined;
  return type.kind === "object" ? { kind: "object", fields: mapping } : { kind: "abstract", type: mapping };
}
