import {
  buildASTSchema,
  Kind,
  LoneSchemaDefinitionRule,
  parse,
  UniqueArgumentDefinitionNamesRule,
  UniqueArgumentNamesRule,
  UniqueDirectiveNamesRule,
  UniqueEnumValueNamesRule,
  UniqueFieldDefinitionNamesRule,
  UniqueInputFieldNamesRule,
  UniqueOperationTypesRule,
  UniqueTypeNamesRule,
  validateSchema,
  type DefinitionNode,
  type DocumentNode,
  type GraphQLError,
} from "graphql";
import { validateSDL } from "graphql/validation/validate.js";
import type { Diagnostic } from "../../../schema/diagnostic.ts";
import { startOf } from "../../../schema/source-text.ts";
import { errorAt } from "../place.ts";
import { nameOf } from "./nodes.ts";
import type { RuleContext } from "./rule.ts";
import { schemaTypes } from "./schema-types.ts";

/** Rules of GraphQL that hold for a subgraph as well, whose federation directives are not defined in it. */
const sdlRules = [
  LoneSchemaDefinitionRule,
  UniqueOperationTypesRule,
  UniqueTypeNamesRule,
  UniqueEnumValueNamesRule,
  UniqueFieldDefinitionNamesRule,
  UniqueArgumentDefinitionNamesRule,
  UniqueDirectiveNamesRule,
  UniqueArgumentNamesRule,
  UniqueInputFieldNamesRule,
];

/** GRAPHQL_ERROR, as graphql-js finds it. */
export function* graphqlSchema(context: RuleContext): Iterable<Diagnostic> {
  const { document, file } = context;
  const errors = validateSDL(document, undefined, sdlRules);
  for (const error of errors) yield toDiagnostic(error, file);
  // A schema is only built from types that are all there.
  if (errors.length > 0 || [...schemaTypes(context)].length > 0) return;
  const schema = buildASTSchema(asSchema(document), { assumeValidSDL: true });
  for (const error of validateSchema(schema)) yield toDiagnostic(error, file);
}

function toDiagnostic(error: GraphQLError, file: string): Diagnostic {
  const [node] = error.nodes ?? [];
  const finding = { code: "GRAPHQL_ERROR", message: error.message } as const;
  return node ? errorAt(file, nameOf(node), finding) : { ...finding, severity: "error", locations: [startOf(file)] };
}

/**
 * A subgraph as a schema of its own: a type that is only extended is its own here, directive definitions may use types
 * of a spec, and a subgraph may have no query.
 */
function asSchema(document: DocumentNode): DocumentNode {
  const defined = new Set(
    document.definitions.flatMap((node) => (node.kind.endsWith("TypeDefinition") ? [nameText(node)] : [])),
  );
  const definitions = document.definitions.flatMap((node): DefinitionNode[] => {
    if (node.kind === Kind.DIRECTIVE_DEFINITION || node.kind === Kind.SCHEMA_EXTENSION) return [];
    const name = nameText(node);
    if (!node.kind.endsWith("TypeExtension") || name === undefined || defined.has(name)) return [node];
    defined.add(name);
    // The casts hold: an extension has the parts of the definition of its kind.
    const kind = node.kind.replace("Extension", "Definition") as Kind;
    return [{ ...node, kind } as DefinitionNode];
  });
  const isRootNamed = document.definitions.some(
    (node) =>
      (node.kind === Kind.SCHEMA_DEFINITION || node.kind === Kind.SCHEMA_EXTENSION) &&
      (node.operationTypes ?? []).length > 0,
  );
  return {
    ...document,
    definitions: isRootNamed || defined.has("Query") ? definitions : [...definitions, ...dummyQuery],
  };
}

const dummyQuery = parse("type Query { _: Int }", { noLocation: true }).definitions;

function nameText(node: DefinitionNode): string | undefined {
  return "name" in node ? node.name?.value : undefined;
}
