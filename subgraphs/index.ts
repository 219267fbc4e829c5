// The public surface of this layer, `restuary/subgraphs`. Inside the package, import the file itself.

export type { CallShape, CrossedList, PreparedFetch, Subgraph, SubgraphError, SubgraphResult } from "./subgraph.ts";
export type { ConnectorCallReport, MappingProblemReport, OperationContext } from "./operation-context.ts";

export { openTransport } from "./rest/open-transport.ts";
export type { CacheOptions, OpenTransportOptions } from "./rest/open-transport.ts";
export type { CacheSettings } from "./rest/cache/cache-settings.ts";
export { openRedisStore, type RedisStoreOptions } from "./store/redis-store.ts";
export type { TextStore } from "./store/text-store.ts";
export type { BreakerSettings, LimitSettings, RetrySettings, TransportSettings } from "./rest/transport-settings.ts";
export type { TlsSettings } from "./rest/tls-settings.ts";
export type {
  ApiKeySettings,
  AuthSettings,
  AwsSigV4Settings,
  ClientCredentialsSettings,
  ClientKeySettings,
  TokenEndpointSettings,
  TokenExchangeSettings,
} from "./rest/credentials/auth-settings.ts";
export { createRestTransport } from "./rest/transport.ts";
export type { RestTransport, RestTransportOptions, TransportCall, TransportRequest } from "./rest/transport.ts";
export { createRestOperation } from "./rest/create-rest-operation.ts";
export type { RestCallReport, RestOperationOptions } from "./rest/create-rest-operation.ts";
export type { RestOperation, RestRequest, RestResponse } from "./rest/operation.ts";
export { decodeBody } from "./rest/decode-body.ts";
export type { DecodedBody } from "./rest/decode-body.ts";
export { RestError, restErrorCodes } from "./rest/rest-error.ts";
export type { RestErrorCode, RestErrorDetail } from "./rest/rest-error.ts";
export { reasonOf } from "./rest/reason.ts";
export type { Reason } from "./rest/reason.ts";
export { assertInside, encodeComponent, path } from "./rest/url.ts";
export type { PathValue } from "./rest/url.ts";
export { RestSource } from "./rest/rest-source.ts";
export type { RestSourceConfig } from "./rest/rest-source.ts";
export type { BatchFunction, KeyedLoader, LoaderOptions } from "./rest/keyed-loader.ts";

export { defineSubgraph } from "./coded/define-subgraph.ts";
export type {
  CodedContext,
  Resolver,
  Resolvers,
  SourceClass,
  SubgraphDefinition,
  TypeResolvers,
} from "./coded/define-subgraph.ts";
export { readDefinition } from "./coded/read-definition.ts";
export type { ReadDefinition } from "./coded/read-definition.ts";
export { createCodedSubgraph } from "./coded/coded-subgraph.ts";
export type { CodedSubgraphOptions } from "./coded/coded-subgraph.ts";
export { createRemoteSubgraph } from "./remote/remote-subgraph.ts";
export type { RemoteSubgraphOptions } from "./remote/remote-subgraph.ts";

export type { ConnectModel, SourceSettings } from "./connect/connector.ts";
export { createDeclaredSubgraph } from "./connect/declared-subgraph.ts";
export type { DeclaredSubgraphOptions } from "./connect/declared-subgraph.ts";
export { readConnectors } from "./connect/read.ts";
export type { ReadInput } from "./connect/read.ts";
export { lowerSubgraph } from "./connect/lower.ts";
export { validateConnectors } from "./connect/validate/validate-connectors.ts";
export type { ValidateOptions } from "./connect/validate/validate-connectors.ts";

export { compileMapping } from "./mapping/compile.ts";
export { parseMapping } from "./mapping/parse.ts";
export { printMapping } from "./mapping/print.ts";
export { narrowMapping } from "./mapping/narrow.ts";
export type { Wanted } from "./mapping/narrow.ts";
export { findUnknownNames } from "./mapping/unknown-names.ts";
export type { FoundName } from "./mapping/unknown-names.ts";
export { parseTemplate, renderScalar } from "./mapping/template.ts";
export type { ScalarText } from "./mapping/template.ts";
export { MappingError } from "./mapping/mapping-error.ts";
export type { MappingAst } from "./mapping/ast.ts";
export type {
  KeyTree,
  Mapping,
  MappingDiagnostic,
  Output,
  Problem,
  SpecVersion,
  Template,
  TemplateExpression,
  TemplateText,
  VariableName,
  Variables,
} from "./mapping/mapping.ts";

export { importDocument } from "./openapi/import-document.ts";
export type { ImportedOperation, ImportInput, ImportNames, ImportResult } from "./openapi/import-document.ts";
export { parseText as parseOpenApiText, UnreadableDocumentError } from "./openapi/parse-document.ts";
export type { FindingKind, ImportFinding } from "./openapi/report.ts";
