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
import { errorAt } from "../finding.ts";
import { rootTypes } from "../root-types.ts";
import { typeDefinitions } from "../type-definitions.ts";
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

/** A subgraph as a whole schema: it may have no query. */
function asSchema(document: DocumentNode): DocumentNode {
  const definitions = typeDefinitions(document).filter(({ kind }) => kind !== Kind.SCHEMA_EXTENSION);
  const { query } = rootTypes(document);
  const hasQuery = definitions.some((node) => "name" in node && node.name?.value === query);
  return { kind: Kind.DOCUMENT, definitions: hasQuery ? definitions : [...definitions, ...emptyQuery(query)] };
}

function emptyQuery(name: string): readonly DefinitionNode[] {
  return parse(`type ${name} { _: Int }`, { noLocation: true }).definitions;
}
