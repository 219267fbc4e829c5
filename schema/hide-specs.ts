import {
  Kind,
  specifiedDirectives,
  visit,
  type ASTNode,
  type ConstDirectiveNode,
  type DirectiveDefinitionNode,
  type DocumentNode,
  type NamedTypeNode,
} from "graphql";
import { readLinks } from "./link.ts";

/**
 * A supergraph without what federation has put into it, and without what is `@inaccessible`: types, directives and
 * their uses, and the schema definition with its `@link`s.
 *
 * The composer's library has the like (`transformSupergraphToPublicSchema`), and loading that takes a seventh of the time
 * in which `serve` starts. Whoever serves a graph composes nothing.
 */
export function hideSpecs(supergraph: DocumentNode): DocumentNode {
  const specs = readSpecs(supergraph);
  const isHidden = ({ directives = [] }: { readonly directives?: readonly ConstDirectiveNode[] }): boolean =>
    directives.some(({ name }) => name.value === specs.inaccessible);
  const hideType = (node: Named & { readonly directives?: readonly ConstDirectiveNode[] }): null | undefined =>
    specs.hasType(node.name.value) || isHidden(node) ? null : undefined;
  const hideMember = (node: Parameters<typeof isHidden>[0]): null | undefined => (isHidden(node) ? null : undefined);
  const hideDirective = (node: ConstDirectiveNode | DirectiveDefinitionNode): null | undefined =>
    specs.hasDirective(node.name.value) || isSpecifiedDefinition(node) ? null : undefined;

  const hidden = new Set<string>();
  for (const node of supergraph.definitions) {
    if (node.kind === Kind.INTERFACE_TYPE_DEFINITION && hideType(node) === null) hidden.add(node.name.value);
  }
  const implementing = (interfaces: readonly NamedTypeNode[] | undefined): { interfaces?: readonly NamedTypeNode[] } =>
    interfaces ? { interfaces: interfaces.filter(({ name }) => !hidden.has(name.value)) } : {};
  return visit(supergraph, {
    SchemaDefinition: () => null,
    SchemaExtension: () => null,
    DirectiveDefinition: hideDirective,
    Directive: (node) => hideDirective(node as ConstDirectiveNode), // a schema has constant ones alone
    ScalarTypeDefinition: hideType,
    EnumTypeDefinition: hideType,
    InputObjectTypeDefinition: hideType,
    UnionTypeDefinition: hideType,
    ObjectTypeDefinition: (node) =>
      hideType(node) === null ? null : hidden.size > 0 ? { ...node, ...implementing(node.interfaces) } : undefined,
    InterfaceTypeDefinition: (node) =>
      hideType(node) === null ? null : hidden.size > 0 ? { ...node, ...implementing(node.interfaces) } : undefined,
    FieldDefinition: hideMember,
    InputValueDefinition: hideMember,
    EnumValueDefinition: hideMember,
  });
}

type Named = ASTNode & { readonly name: { readonly value: string } };

interface Specs {
  /** The name of `@inaccessible`. */
  readonly inaccessible: string;
  hasDirective(name: string): boolean;
  hasType(name: string): boolean;
}

/** Composition writes these into a supergraph; some composers do so without a `@link`. The last are of federation 1. */
const usualDirectives =
  "authenticated context context__fromContext cost inaccessible link listSize policy requiresScopes tag core".split(
    " ",
  );
const usualTypes = ["context__ContextFieldValue", "policy__Policy", "requiresScopes__Scope", "_FieldSet"];
const usualNamespaces = ["join", "link"];

function readSpecs(supergraph: DocumentNode): Specs {
  const links = readLinks(supergraph).filter(({ url }) => url.value.includes("//specs.apollo.dev/"));
  const imports = links.flatMap((link) => [...link.imports.values()]);
  const directives = new Set([
    ...usualDirectives,
    ...links.map(({ namespace }) => namespace),
    ...imports.flatMap((name) => (name.startsWith("@") ? [name.slice(1)] : [])),
  ]);
  const types = new Set([...usualTypes, ...imports.filter((name) => !name.startsWith("@"))]);
  const namespaces = new Set([...usualNamespaces, ...links.flatMap(({ spec, namespace }) => [spec, namespace])]);
  const isPrefixed = (name: string): boolean => {
    const at = name.indexOf("__");
    return at > 0 && namespaces.has(name.slice(0, at));
  };
  return {
    inaccessible: links.find(({ spec }) => spec === "inaccessible")?.namespace ?? "inaccessible",
    hasDirective: (name) => directives.has(name) || isPrefixed(name),
    hasType: (name) => types.has(name) || isPrefixed(name),
  };
}

const specified = new Set(specifiedDirectives.map(({ name }) => name).filter((name) => name !== "oneOf"));

/** Every schema has them. `@oneOf` is kept, as a schema that is built without its definition does not know it. */
function isSpecifiedDefinition(node: ConstDirectiveNode | DirectiveDefinitionNode): boolean {
  return node.kind === Kind.DIRECTIVE_DEFINITION && specified.has(node.name.value);
}
