/** Our directives on their way through composition, and their pasted definitions, which no composer is to see. */
import { Kind, type DefinitionNode, type DocumentNode } from "graphql";
import type { CarriedDirective } from "../../schema/carried-directive.ts";
import { collectCarried } from "../../schema/collect-carried.ts";
import { readRestLink, restDirectiveName, type RestLink } from "./rest-link.ts";

/** All but the link itself. */
export function collectRestDirectives(document: DocumentNode): CarriedDirective[] {
  const link = readRestLink(document);
  if (!link) return [];
  return collectCarried(document, (directive) => restDirectiveName(link, directive));
}

export function isRestPart(node: DefinitionNode, link: RestLink | undefined): boolean {
  if (!link) return false;
  if (node.kind === Kind.DIRECTIVE_DEFINITION) return restDirectiveName(link, node) !== undefined;
  // What the pasted definitions take: `input rest__Parameter`, `enum rest__Place`.
  const isInput = node.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION || node.kind === Kind.ENUM_TYPE_DEFINITION;
  return isInput && node.name.value.startsWith(`${link.namespace}__`);
}
