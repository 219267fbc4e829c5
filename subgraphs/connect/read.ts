/**
 * Reads a declared subgraph: its directives become `Source` and `Connector` values with compiled mappings.
 *
 *     type Query { user(id: ID!): User @connect(http: { GET: "https://x.test/users/{$args.id}" }, selection: "id name") }
 *
 * becomes one connector `users:Query.user[0]`, resolver `root`, method `GET`, inputs `{}`.
 */
import { Kind, type ConstObjectValueNode, type DocumentNode } from "graphql";
import type { Diagnostic } from "../../schema/diagnostic.ts";
import type { KeyTree, Mapping, Template, VariableName } from "../mapping/mapping.ts";
import { fieldOf, namedType } from "./ast.ts";
import type { ConnectModel, Connector, ErrorMapping, HeaderMapping, ResolverKind, Source } from "./connector.ts";
import { federationNames } from "./federation-names.ts";
import { mergeTrees } from "./field-set.ts";
import { readConnectLink, type ConnectLink } from "./link.ts";
import { connectorCoordinate, elementCoordinate, saysEntity } from "./coordinate.ts";
import { readDirectives, type ConnectUse, type ErrorsUse, type HeaderUse, type SourceUse } from "./read-directives.ts";
import { createMappingReader, type MappingReader, type StringPlace } from "./read-mappings.ts";
import { mapByType, type TypeMappings } from "../rest-directives/map-by-type.ts";
import { readTypeMappings } from "../rest-directives/read-type-mappings.ts";
import { readRequest } from "../rest-directives/read-request.ts";
import { mappingsOf } from "../rest-directives/request-extras.ts";
import { readRestLink, type RestLink } from "../rest-directives/rest-link.ts";
import { rootTypes, type RootTypes } from "./root-types.ts";
import { indexTypes } from "./type-index.ts";
import type { RuleContext } from "./validate/rule.ts";
import { runRules, structureRules } from "./validate/rules.ts";

export interface ReadInput {
  /** The subgraph's name: it starts every coordinate. */
  readonly subgraph: string;
  /** The subgraph's own SDL, parsed, or taken out of a supergraph (then without places). */
  readonly document: DocumentNode;
  readonly file: string;
}

/**
 * @returns The model where there is no error: with no sources and no connectors for a document without a connect link.
 *   The diagnostics are those without which no connector can be built (a bad link, a mapping that does not parse, an
 *   unknown source, no or several HTTP methods); each is also among those of `validateConnectors`.
 */
export function readConnectors({ subgraph, document, file }: ReadInput): {
  model?: ConnectModel;
  diagnostics: readonly Diagnostic[];
} {
  const { link, diagnostics: linkDiagnostics } = readConnectLink(document, file);
  if (!link) {
    return linkDiagnostics.length > 0
      ? { diagnostics: linkDiagnostics }
      : { model: { subgraph, specVersion: "0.4", sources: [], connectors: [] }, diagnostics: [] };
  }

  const uses = readDirectives(document, link);
  const roots = rootTypes(document);
  const context: RuleContext = {
    subgraph,
    document,
    file,
    link,
    uses,
    roots,
    types: indexTypes(document),
    federation: federationNames(document),
    circularReferences: "error",
  };
  const diagnostics: Diagnostic[] = runRules(structureRules, context);
  const reader = createMappingReader(file, link.specVersion, (found) => diagnostics.push(found));

  const restLink = readRestLink(document);
  const mappings = readTypeMappings(context.types, restLink, reader);
  const sources = uses.sources.flatMap((use) => readSource(use, reader) ?? []);
  const connectors = uses.connects.flatMap(
    (use) => readConnector(use, { subgraph, link, roots, sources, mappings, restLink, reader }) ?? [],
  );
  if (diagnostics.length > 0) return { diagnostics };
  return { model: { subgraph, specVersion: link.specVersion, sources, connectors }, diagnostics };
}

function readSource(use: SourceUse, reader: MappingReader): Source | undefined {
  const name = use.name?.value ?? "";
  const at = (code: StringPlace["code"], argument: string): StringPlace => ({
    code,
    argument,
    owner: `@source ${name}`,
  });
  const baseUrl = reader.template(use.http?.baseURL, at("INVALID_URL", "http.baseURL"));
  const path = reader.mapping(use.http?.path, at("INVALID_URL_PROPERTY", "http.path"));
  const queryParams = reader.mapping(use.http?.queryParams, at("INVALID_URL_PROPERTY", "http.queryParams"));
  const headers = readHeaders(use.http?.headers ?? [], reader, at("INVALID_HEADER", "http.headers"));
  const errors = readErrors(use.errors, reader, (argument) => at("INVALID_ERRORS_MESSAGE", argument));
  const isSuccess = reader.mapping(use.isSuccess, at("INVALID_IS_SUCCESS", "isSuccess"));
  if (!baseUrl) return undefined;
  return {
    name,
    baseUrl,
    headers,
    ...(path && { path }),
    ...(queryParams && { queryParams }),
    ...(errors && { errors }),
    ...(isSuccess && { isSuccess }),
  };
}

interface ConnectorReadContext {
  readonly subgraph: string;
  readonly link: ConnectLink;
  readonly roots: RootTypes;
  readonly sources: readonly Source[];
  readonly mappings: TypeMappings;
  readonly restLink: RestLink | undefined;
  readonly reader: MappingReader;
}

function readConnector(use: ConnectUse, context: ConnectorReadContext): Connector | undefined {
  const { subgraph, reader, link } = context;
  const coordinate = connectorCoordinate(subgraph, use);
  const owner = elementCoordinate(use.element);
  const at = (code: StringPlace["code"], argument: string): StringPlace => ({ code, argument, owner, coordinate });

  const http = readHttp(use, reader, at);
  const written = reader.mapping(use.selection, at("INVALID_SELECTION", "selection"));
  const errors = readErrors(use.errors, reader, (argument) => at("INVALID_ERRORS_MESSAGE", argument));
  const isSuccess = reader.mapping(use.isSuccess, at("INVALID_IS_SUCCESS", "isSuccess"));
  if (!written || (use.http && !http)) return undefined;
  const resultType = use.fieldNode ? namedType(use.fieldNode.type).name.value : use.element.typeName;
  const selection = mapByType(written, resultType, context.mappings);

  const request = readRequest(use, context.restLink, reader, (argument) =>
    at("INVALID_REQUEST", `@request ${argument}`),
  );
  const read = readsOf([
    ...mappingsOf(request),
    http?.url,
    http?.path,
    http?.queryParams,
    http?.body,
    ...(http?.headers ?? []).map((header) => (header.kind === "value" ? header.value : undefined)),
    selection,
    isSuccess,
    errors?.message,
    errors?.extensions,
  ]);
  const resolver = resolverOf(use, context.roots, read.has("$batch"));
  const source = context.sources.find(({ name }) => name === use.source?.value);
  return {
    subgraph,
    coordinate,
    element: use.element,
    resolver,
    specVersion: link.specVersion,
    selection,
    inputs: inputsOf(use, resolver, read),
    ...(use.id && { id: use.id.value }),
    ...(source && { source }),
    ...(http && { http }),
    ...(request && { request }),
    ...(isSuccess && { isSuccess }),
    ...(errors && { errors }),
    ...(use.batch && { batch: { maxSize: maxSizeOf(use.batch) } }),
  };
}

function readHttp(
  use: ConnectUse,
  reader: MappingReader,
  at: (code: StringPlace["code"], argument: string) => StringPlace,
): Connector["http"] | undefined {
  const { http } = use;
  const method = http?.methods[0];
  if (!http || !method) return undefined;
  const url = reader.template(method.url, at("INVALID_URL", `http.${method.method}`));
  const path = reader.mapping(http.path, at("INVALID_URL_PROPERTY", "http.path"));
  const queryParams = reader.mapping(http.queryParams, at("INVALID_URL_PROPERTY", "http.queryParams"));
  const headers = readHeaders(http.headers, reader, at("INVALID_HEADER", "http.headers"));
  const body = reader.mapping(http.body, at("INVALID_BODY", "http.body"));
  if (!url) return undefined;
  return {
    method: method.method,
    url,
    headers,
    ...(path && { path }),
    ...(queryParams && { queryParams }),
    ...(body && { body }),
  };
}

function readHeaders(uses: readonly HeaderUse[], reader: MappingReader, place: StringPlace): HeaderMapping[] {
  return uses.flatMap((use): HeaderMapping[] => {
    const name = use.name?.value.toLowerCase() ?? "";
    if (use.from) return [{ kind: "from", name, from: use.from.value.toLowerCase() }];
    const value = reader.template(use.value, place);
    return value ? [{ kind: "value", name, value }] : [];
  });
}

function readErrors(
  use: ErrorsUse | undefined,
  reader: MappingReader,
  at: (argument: string) => StringPlace,
): ErrorMapping | undefined {
  if (!use) return undefined;
  const message = reader.mapping(use.message, at("errors.message"));
  const extensions = reader.mapping(use.extensions, at("errors.extensions"));
  return { ...(message && { message }), ...(extensions && { extensions }) };
}

function resolverOf(use: ConnectUse, roots: RootTypes, readsBatch: boolean): ResolverKind {
  if (use.element.kind === "type") return readsBatch ? "typeBatch" : "typeSingle";
  const { typeName } = use.element;
  if (typeName === roots.query) return saysEntity(use) ? "explicit" : "root";
  return typeName === roots.mutation || typeName === roots.subscription ? "root" : "implicit";
}

function readsOf(parts: readonly (Mapping | Template | undefined)[]): Map<VariableName, KeyTree> {
  const union = new Map<VariableName, KeyTree>();
  for (const part of parts) {
    for (const [name, tree] of part?.reads ?? []) union.set(name, mergeTrees(union.get(name) ?? new Map(), tree));
  }
  return union;
}

function inputsOf(use: ConnectUse, resolver: ResolverKind, read: ReadonlyMap<VariableName, KeyTree>): KeyTree {
  switch (resolver) {
    case "root":
      return none;
    case "explicit": {
      const args = read.get("$args");
      // `$args` as a whole sends every argument.
      if (args?.size === 0) return new Map(use.fieldNode?.arguments?.map(({ name }) => [name.value, none]));
      return args ?? none;
    }
    case "implicit":
    case "typeSingle":
      return withoutTypename(read.get("$this"));
    case "typeBatch":
      return withoutTypename(read.get("$batch"));
    default:
      return resolver satisfies never;
  }
}

/** Every representation has `__typename`; it is no key. */
function withoutTypename(tree: KeyTree = none): KeyTree {
  return new Map([...tree].filter(([name]) => name !== "__typename"));
}

const none: KeyTree = new Map();

function maxSizeOf(batch: ConstObjectValueNode): number | null {
  const maxSize = fieldOf(batch, "maxSize");
  return maxSize?.kind === Kind.INT ? Number(maxSize.value) : null;
}
