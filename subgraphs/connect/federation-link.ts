/** The federation link of a document: written where there is none, extended by what lowering adds. */
import {
  Kind,
  visit,
  type ConstArgumentNode,
  type ConstDirectiveNode,
  type DocumentNode,
  type ObjectTypeDefinitionNode,
  type ObjectTypeExtensionNode,
  type SchemaExtensionNode,
} from "graphql";
import { argumentOf, makeDirective } from "./ast.ts";
import { federationNames, writtenKeys } from "./federation-names.ts";
import { objectTypes } from "./read-directives.ts";
import { rootTypes } from "./root-types.ts";
import { indexTypes } from "./type-index.ts";

const federationUrl = "https://specs.apollo.dev/federation/v2.9";

/** Directives that a document of federation 1 uses without a link. */
const federation1Directives = ["key", "requires", "provides", "external", "extends", "tag", "inaccessible"];

/**
 * Gives a document without a federation link one of v2, since `@key(resolvable: false)` is not of federation 1.
 *
 * What federation 1 takes for granted is then written: subgraphs may share values (`@shareable`), and the key fields
 * that an extension has to mark `@external` are its own.
 */
export function upgradeFederation1(document: DocumentNode): DocumentNode {
  if (federationNames(document).link) return document;
  const keyFields = keyFieldsByType(document);
  const values = valueTypes(document, keyFields);
  const upgrade = <Node extends ObjectTypeDefinitionNode | ObjectTypeExtensionNode>(node: Node): Node => ({
    ...node,
    directives: [...(node.directives ?? []), ...(values.has(node.name.value) ? [makeDirective("shareable", {})] : [])],
    fields: (node.fields ?? []).map((field) =>
      keyFields.get(node.name.value)?.has(field.name.value)
        ? { ...field, directives: (field.directives ?? []).filter(({ name }) => name.value !== "external") }
        : field,
    ),
  });

  const definitions = document.definitions.map((node) =>
    node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.OBJECT_TYPE_EXTENSION ? upgrade(node) : node,
  );
  const imports = [...usedDirectives(document), ...(values.size > 0 ? ["shareable"] : [])];
  return { ...document, definitions: [linkExtension(imports), ...definitions] };
}

function linkExtension(imports: readonly string[]): SchemaExtensionNode {
  const link = makeDirective("link", {
    url: { kind: Kind.STRING, value: federationUrl },
    import: { kind: Kind.LIST, values: imports.map((name) => ({ kind: Kind.STRING, value: `@${name}` })) },
  });
  return { kind: Kind.SCHEMA_EXTENSION, directives: [link] };
}

function keyFieldsByType(document: DocumentNode): ReadonlyMap<string, ReadonlySet<string>> {
  const names = federationNames(document);
  return new Map(
    [...indexTypes(document).values()].map((type) => [
      type.name,
      new Set(writtenKeys(type, names).flatMap(({ fields }) => [...fields.keys()])),
    ]),
  );
}

function valueTypes(document: DocumentNode, keyFields: ReadonlyMap<string, ReadonlySet<string>>): ReadonlySet<string> {
  const roots = Object.values(rootTypes(document));
  return new Set(
    objectTypes(document)
      .map(({ name }) => name.value)
      .filter((name) => !roots.includes(name) && keyFields.get(name)?.size === 0),
  );
}

/** Those directives of federation 1 that the document uses and does not define for itself. */
function usedDirectives(document: DocumentNode): string[] {
  const used = new Set<string>();
  const defined = new Set<string>();
  visit(document, {
    Directive: (node) => void used.add(node.name.value),
    DirectiveDefinition: (node) => void defined.add(node.name.value),
  });
  return federation1Directives.filter((name) => used.has(name) && !defined.has(name));
}

/** Imports directives into the federation link, where they are neither imported nor used by their full names. */
export function importDirectives(document: DocumentNode, directives: readonly string[]): DocumentNode {
  const { link } = federationNames(document);
  if (!link) return document;
  const taken = new Set<string>();
  visit(document, {
    Directive: (node) => void taken.add(node.name.value),
    DirectiveDefinition: (node) => void taken.add(node.name.value),
  });
  const missing = directives.filter(
    (name) => !link.imports.has(`@${name}`) && !taken.has(`${link.namespace}__${name}`) && !taken.has(name),
  );
  if (missing.length === 0) return document;
  return visit(document, {
    Directive: (node) => (node === link.directive ? withImports(link.directive, missing) : undefined),
  });
}

function withImports(directive: ConstDirectiveNode, names: readonly string[]): ConstDirectiveNode {
  const before = argumentOf(directive, "import");
  const items = before?.kind === Kind.LIST ? before.values : before ? [before] : [];
  const added = names.map((name) => ({ kind: Kind.STRING as const, value: `@${name}` }));
  const argument: ConstArgumentNode = {
    kind: Kind.ARGUMENT,
    name: { kind: Kind.NAME, value: "import" },
    value: { kind: Kind.LIST, values: [...items, ...added] },
  };
  const others = (directive.arguments ?? []).filter(({ name }) => name.value !== "import");
  return { ...directive, arguments: [...others, argument] };
}
