/**
 * Joins become part of a subgraph's SDL: a field, its mapping beside the key's, and a type that stands for the entity.
 *
 *     type Order { customerId: ID }          selection: "id customerId"
 *
 *     type Order { customerId: ID
 *                  customer: Customer }      selection: "id customerId customer: { id: customerId }"
 *     type Customer @key(fields: "id", resolvable: false) { id: ID! }
 *
 * Text is only added, so that comments and formatting stay.
 */
import { Kind, specifiedScalarTypes, type DocumentNode, type FieldDefinitionNode, type StringValueNode } from "graphql";
import { spanInString } from "../../schema/source-text.ts";
import { argumentOf, namedType, stringOf } from "../connect/ast.ts";
import { federationNames } from "../connect/federation-names.ts";
import { readConnectLink } from "../connect/link.ts";
import { readDirectives } from "../connect/read-directives.ts";
import { indexTypes, type TypeIndex } from "../connect/type-index.ts";
import type { SpecVersion } from "../mapping/mapping.ts";
import { parseMapping } from "../mapping/parse.ts";
import { readRestLink } from "../rest-directives/rest-link.ts";
import type { Join } from "./find-joins.ts";
import { selectedFields, type SelectedField } from "./selection-places.ts";

export interface WrittenJoins {
  readonly sdl: string;
  /** Those whose key some mapping of the subgraph gives; there is no place to write others. */
  readonly written: readonly Join[];
}

interface Insertion {
  readonly offset: number;
  readonly text: string;
}

/**
 * @param sdl       Of a declared subgraph.
 * @param document  The same, parsed.
 * @param joins     Of this subgraph.
 */
export function writeJoins(sdl: string, document: DocumentNode, joins: readonly Join[]): WrittenJoins {
  const types = indexTypes(document);
  const mappings = mappingsOf(document, types);
  const insertions: Insertion[] = [];
  const written = joins.filter((join) => {
    const field = types.get(join.typeName)?.fields.get(join.keyField);
    const places = mappings.flatMap((mapping) => placesIn(mapping, join, sdl));
    if (!field?.loc || places.length === 0) return false;
    insertions.push(fieldInsertion(sdl, field, join), ...places);
    return true;
  });
  const stubs = stubTexts(written, types, keyName(document));
  if (stubs.length > 0) {
    const text = stubs.map((stub) => `\n\n${stub}`).join("");
    insertions.push({ offset: sdl.trimEnd().length, text }, ...keyImport(document));
  }
  const lineEnd = sdl.includes("\r\n") ? "\r\n" : "\n";
  const asInFile = insertions.map(({ offset, text }) => ({ offset, text: text.replaceAll("\n", lineEnd) }));
  return { sdl: insert(sdl, asInFile), written };
}

function insert(text: string, insertions: readonly Insertion[]): string {
  let result = "";
  let last = 0;
  for (const { offset, text: added } of insertions.toSorted((one, other) => one.offset - other.offset)) {
    result += text.slice(last, offset) + added;
    last = offset;
  }
  return result + text.slice(last);
}

/** After the field of the key, on a line of its own where that has one. */
function fieldInsertion(sdl: string, { loc }: FieldDefinitionNode, { fieldName, isList, target }: Join): Insertion {
  const [start, end] = [loc?.start ?? 0, loc?.end ?? 0];
  const before = sdl.slice(sdl.lastIndexOf("\n", start) + 1, start);
  const type = isList ? `[${target.typeName}!]` : target.typeName;
  return { offset: end, text: `${before.trim() === "" ? `\n${before}` : " "}${fieldName}: ${type}` };
}

interface PlacedMapping {
  readonly node: StringValueNode;
  readonly fields: readonly SelectedField[];
}

/** Selections of connectors, and mappings of types. */
function mappingsOf(document: DocumentNode, types: TypeIndex): PlacedMapping[] {
  const { link } = readConnectLink(document, "");
  if (!link) return [];
  const read = (node: StringValueNode | undefined, typeName: string, specVersion: SpecVersion): PlacedMapping[] => {
    const ast = node && parseMapping(node.value, { specVersion }).ast;
    return node && ast ? [{ node, fields: selectedFields(ast, typeName, types) }] : [];
  };
  const mappingName = readRestLink(document)?.mappingName;
  const ofTypes = [...types.values()].flatMap((type) =>
    type.directives
      .filter(({ name }) => name.value === mappingName)
      .flatMap((directive) => read(stringOf(argumentOf(directive, "fields")), type.name, "0.4")),
  );
  const ofConnectors = readDirectives(document, link).connects.flatMap(({ selection, element, fieldNode }) =>
    read(selection, fieldNode ? namedType(fieldNode.type).name.value : element.typeName, link.specVersion),
  );
  return [...ofConnectors, ...ofTypes];
}

/** Beside each entry of the key: the same value, as the key of the entity. */
function placesIn({ node, fields }: PlacedMapping, join: Join, sdl: string): Insertion[] {
  const own = fields.filter(({ typeName, entry }) => typeName === join.typeName && entry.key.name === join.keyField);
  return own.flatMap(({ entry, list }): Insertion[] => {
    const span = spanInString(node, entry.value.start, entry.value.end);
    const whole = spanInString(node, entry.start, entry.end);
    if (!span || !whole) return [];
    const value = sdl.slice(span.start, span.end);
    const { fieldName, isList, target } = join;
    const text = isList ? `${fieldName}: ${value} { ${target.key}: $ }` : `${fieldName}: { ${target.key}: ${value} }`;
    return [{ offset: whole.end, text: `${hasCommas(node.value, list) ? "," : ""} ${text}` }];
  });
}

function hasCommas(mapping: string, { entries }: SelectedField["list"]): boolean {
  const [first, second] = entries;
  return first !== undefined && second !== undefined && mapping.slice(first.end, second.start).includes(",");
}

/** Of entities that the subgraph does not know yet. */
function stubTexts(joins: readonly Join[], types: TypeIndex, keyDirective: string): string[] {
  const targets = new Map(joins.map(({ target }) => [target.typeName, target]));
  const missing = [...targets.values()].filter(({ typeName }) => !types.has(typeName));
  const scalars = new Set(
    missing.map(({ keyType }) => keyType.replace(/!$/, "")).filter((name) => isUnknown(name, types)),
  );
  return [
    ...missing.map(
      ({ typeName, key, keyType }) =>
        `type ${typeName} @${keyDirective}(fields: "${key}", resolvable: false) {\n  ${key}: ${keyType}\n}`,
    ),
    ...[...scalars].map((name) => `scalar ${name}`),
  ];
}

function isUnknown(scalar: string, types: TypeIndex): boolean {
  return !types.has(scalar) && !specifiedScalarTypes.some(({ name }) => name === scalar);
}

/** `@key`, under the name that it has or is about to get. */
function keyName(document: DocumentNode): string {
  const names = federationNames(document);
  return names.link && !names.link.imports.has("@key") ? "key" : names.nameOf("key");
}

/** Adds `@key` to what the federation link imports, where it does not. */
function keyImport(document: DocumentNode): Insertion[] {
  const { link } = federationNames(document);
  if (!link || link.imports.has("@key")) return [];
  const { directive } = link;
  const list = argumentOf(directive, "import");
  if (list?.kind === Kind.LIST && list.loc) {
    return [{ offset: list.loc.start + 1, text: list.values.length > 0 ? '"@key", ' : '"@key"' }];
  }
  return directive.loc ? [{ offset: directive.loc.end - 1, text: ', import: ["@key"]' }] : [];
}
