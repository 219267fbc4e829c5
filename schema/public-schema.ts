import {
  buildASTSchema,
  isTypeDefinitionNode,
  Kind,
  specifiedDirectives,
  validateSchema,
  visit,
  type DirectiveDefinitionNode,
  type GraphQLSchema,
  type DocumentNode,
  type SchemaDefinitionNode,
} from "graphql";
import { executableLocations } from "./executable-locations.ts";
import { hideSpecs } from "./hide-specs.ts";

/** The schema that clients see, or what is wrong with it. */
export function buildPublicSchema(
  supergraph: DocumentNode,
): { schema: GraphQLSchema; document: DocumentNode; errors: [] } | { schema?: undefined; errors: string[] } {
  try {
    const visible = hideSpecs(supergraph);
    const document = dropServerDirectives(dropMissingMembers(withRootTypes(visible, supergraph)));
    const schema = buildASTSchema(document, { assumeValidSDL: true });
    const errors = validateSchema(schema);
    return errors.length > 0 ? { errors: errors.map(({ message }) => message) } : { schema, document, errors: [] };
  } catch (error) {
    // An unknown type name, or a `@link` with arguments of the wrong kind: the text was not composed.
    return { errors: [error instanceof Error ? error.message : String(error)] };
  }
}

/** `hideSpecs` drops the schema definition with its `@link`s; root types that are named otherwise must stay known. */
function withRootTypes(visible: DocumentNode, supergraph: DocumentNode): DocumentNode {
  const original = supergraph.definitions.find(
    (definition): definition is SchemaDefinitionNode => definition.kind === Kind.SCHEMA_DEFINITION,
  );
  if (!original) return visible;
  const defined = new Set(visible.definitions.filter(isTypeDefinitionNode).map(({ name }) => name.value));
  const operationTypes = original.operationTypes.filter(({ type }) => defined.has(type.name.value));
  const { directives: _links, ...definition } = original;
  return { ...visible, definitions: [{ ...definition, operationTypes }, ...visible.definitions] };
}

/** `hideSpecs` leaves members of unions that are themselves `@inaccessible`. */
function dropMissingMembers(document: DocumentNode): DocumentNode {
  const defined = new Set(document.definitions.filter(isTypeDefinitionNode).map(({ name }) => name.value));
  return visit(document, {
    UnionTypeDefinition: (node) => ({ ...node, types: node.types?.filter(({ name }) => defined.has(name.value)) }),
  });
}

const specified = new Set(specifiedDirectives.map(({ name }) => name));

/** A directive that can be written in a schema only (one of `@composeDirective`) is no use to a client. */
function dropServerDirectives(document: DocumentNode): DocumentNode {
  const dropped = new Set(document.definitions.filter(isServerDirective).map((definition) => definition.name.value));
  if (dropped.size === 0) return document;
  return visit(document, {
    DirectiveDefinition: (node) => (dropped.has(node.name.value) ? null : undefined),
    // Composition defines `@oneOf`, which every schema has: clients can see where it is.
    Directive: (node) => (dropped.has(node.name.value) && !specified.has(node.name.value) ? null : undefined),
  });
}

function isServerDirective(node: DocumentNode["definitions"][number]): node is DirectiveDefinitionNode {
  return node.kind === Kind.DIRECTIVE_DEFINITION && !node.locations.some(({ value }) => executableLocations.has(value));
}
