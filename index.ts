/** What a user's project imports: `import { defineConfig, defineSubgraph, path, RestSource } from "restuary"`. */
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
export type { KeyedLoader, LoaderOptions } from "./subgraphs/rest/keyed-loader.ts";
export { RestSource, type RestSourceConfig } from "./subgraphs/rest/rest-source.ts";
export { path } from "./subgraphs/rest/url.ts";
