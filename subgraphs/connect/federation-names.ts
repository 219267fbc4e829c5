import {
  Kind,
  type ConstDirectiveNode,
  type ConstValueNode,
  type DocumentNode,
  type FieldDefinitionNode,
} from "graphql";
import { directiveNameIn, readLinks, type Link } from "../../schema/link.ts";
import type { KeyTree } from "../mapping/mapping.ts";
import { argumentOf, stringOf } from "./ast.ts";
import { parseFieldSet } from "./field-set.ts";
import type { IndexedType } from "./type-index.ts";

/** The federation directives of a document, under whatever names its link gives them. */
export interface FederationNames {
  /** Absent in a document of federation 1, where the names are the plain ones. */
  readonly link?: Link;
  nameOf(directive: string): string;
}

export function federationNames(document: DocumentNode): FederationNames {
  const link = readLinks(document).find(({ spec }) => spec === "federation");
  return link
    ? { link, nameOf: (directive) => directiveNameIn(link, directive) }
    : { nameOf: (directive) => directive };
}

export interface WrittenKey {
  readonly directive: ConstDirectiveNode;
  readonly fields: KeyTree;
  readonly resolvable: boolean;
}

/** The `@key`s of a type whose field set can be read. */
export function writtenKeys(type: IndexedType, names: FederationNames): WrittenKey[] {
  return type.directives.flatMap((directive) => {
    if (directive.name.value !== names.nameOf("key")) return [];
    const fields = fieldSetOf(argumentOf(directive, "fields"));
    const resolvable = argumentOf(directive, "resolvable");
    if (!fields) return [];
    return [{ directive, fields, resolvable: !(resolvable?.kind === Kind.BOOLEAN && !resolvable.value) }];
  });
}

// Federation 1 tools also wrote lists: `@key(fields: ["id", "sku"])`.
function fieldSetOf(value: ConstValueNode | undefined): KeyTree | undefined {
  const items = value?.kind === Kind.LIST ? value.values : value ? [value] : [];
  const text = items.flatMap((item) => stringOf(item)?.value ?? []).join(" ");
  return text === "" ? undefined : parseFieldSet(text);
}

/** True for a field marked `@external`, by itself or by its type. */
export function isExternal(type: IndexedType, field: FieldDefinitionNode, names: FederationNames): boolean {
  const external = names.nameOf("external");
  return [...(field.directives ?? []), ...type.directives].some(({ name }) => name.value === external);
}
