/**
 * Composition has no use for `@cacheControl`, and clients are not to see the enum of its scopes: it is taken out before,
 * and travels in the supergraph as a carried directive.
 */
import { Kind, parse, visit, type ConstDirectiveNode, type DefinitionNode, type DocumentNode } from "graphql";
import { CACHE_HINT, collectCacheHints } from "./cache-hints.ts";
import type { CarriedDirective } from "./carried-directive.ts";
import { schemaDirectives } from "./link.ts";

const SCOPE = "CacheControlScope";

const definitions = parse(
  `enum CacheControlScope { PUBLIC PRIVATE }
   directive @cacheControl(maxAge: Int, scope: CacheControlScope, inheritMaxAge: Boolean) on FIELD_DEFINITION | OBJECT | INTERFACE | UNION`,
  { noLocation: true },
).definitions;

/** Takes the hints, and what defines them, out of a subgraph's SDL. */
export function liftCacheHints(document: DocumentNode): {
  readonly typeDefs: DocumentNode;
  readonly carried: readonly CarriedDirective[];
} {
  const carried = collectCacheHints(document);
  const isDefined = document.definitions.some((node) => isNamed(node, Kind.DIRECTIVE_DEFINITION, CACHE_HINT));
  if ((carried.length === 0 && !isDefined) || isComposed(document)) return { typeDefs: document, carried };
  const stripped: DocumentNode = visit(document, {
    Directive: (node) => (node.name.value === CACHE_HINT ? null : undefined),
    DirectiveDefinition: (node) => (node.name.value === CACHE_HINT ? null : undefined),
  });
  const isScopeUsed = usesScope(stripped);
  const rest = stripped.definitions.filter(
    (node) => (isScopeUsed || !isNamed(node, Kind.ENUM_TYPE_DEFINITION, SCOPE)) && !isEmptyExtension(node),
  );
  return { typeDefs: { ...stripped, definitions: rest }, carried };
}

/** The document with `@cacheControl` defined where it is used and nobody has; for who asks for definitions. */
export function defineCacheHints(document: DocumentNode): DocumentNode {
  if (collectCacheHints(document).length === 0) return document;
  const names = new Set(document.definitions.map(nameOf));
  const missing = definitions.filter((node) => !names.has(nameOf(node)));
  return missing.length === 0 ? document : { ...document, definitions: [...document.definitions, ...missing] };
}

function nameOf(node: DefinitionNode): string | undefined {
  return "name" in node ? node.name?.value : undefined;
}

function isNamed(node: DefinitionNode, kind: Kind, name: string): boolean {
  return node.kind === kind && nameOf(node) === name;
}

/** `extend type X` with nothing behind it does not parse again. */
function isEmptyExtension(node: DefinitionNode): boolean {
  switch (node.kind) {
    case Kind.OBJECT_TYPE_EXTENSION:
    case Kind.INTERFACE_TYPE_EXTENSION:
      return [node.directives, node.fields, node.interfaces].every((part) => (part ?? []).length === 0);
    case Kind.UNION_TYPE_EXTENSION:
      return [node.directives, node.types].every((part) => (part ?? []).length === 0);
    default:
      return false;
  }
}

function usesScope(document: DocumentNode): boolean {
  let isUsed = false;
  visit(document, {
    NamedType(node) {
      if (node.name.value === SCOPE) isUsed = true;
    },
  });
  return isUsed;
}

/** Who composes it by `@composeDirective` wants it in the supergraph as it is. */
function isComposed(document: DocumentNode): boolean {
  return schemaDirectives(document).some(
    ({ name, arguments: args = [] }: ConstDirectiveNode) =>
      /(^|__)composeDirective$/.test(name.value) &&
      args.some(({ value }) => value.kind === Kind.STRING && value.value === `@${CACHE_HINT}`),
  );
}
