/** What a user's project imports: `import { defineConfig, defineSubgraph, RestSource, path } from "restuary"`. */
export { defineConfig } from "./cli/config/config.ts";
export type {
  ContextRequest,
  GatewayConfig,
  RestuaryConfig,
  SourceConfig,
  SubgraphConfig,
} from "./cli/config/config.ts";
export { defineSubgraph } from "./subgraphs/coded/define-subgraph.ts";
export type {
  CodedContext,
  Resolver,
  Resolvers,
  SourceClass,
  SubgraphDefinition,
  TypeResolvers,
} from "./subgraphs/coded/define-subgraph.ts";
export type { BatchFunction, KeyedLoader, LoaderOptions } from "./subgraphs/rest/keyed-loader.ts";
export { RestError, restErrorCodes } from "./subgraphs/rest/rest-error.ts";
export type { RestErrorCode } from "./subgraphs/rest/rest-error.ts";
export { RestSource } from "./subgraphs/rest/rest-source.ts";
export type { RestSourceConfig } from "./subgraphs/rest/rest-source.ts";
export { path } from "./subgraphs/rest/url.ts";
export type { PathValue } from "./subgraphs/rest/url.ts";
