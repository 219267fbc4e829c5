import type { SourceSettings } from "../../subgraphs/connect/connector.ts";

/** What a user writes in `restuary.config.{ts,js,json,yaml}`. Every part is optional. Paths are relative to the file. */
export interface RestuaryConfig {
  /** For editors: where the JSON Schema of a config in YAML or JSON is. */
  readonly $schema?: string;
  /** By name. When absent or empty, every `subgraphs/*.graphql` is a declared subgraph named for its file. */
  readonly subgraphs?: Readonly<Record<string, SubgraphConfig>>;
  /** How each REST service is reached, keyed `<subgraph>.<source name>`: `users.api`. */
  readonly sources?: Readonly<Record<string, SourceConfig>>;
  readonly gateway?: GatewayConfig;
  readonly checks?: {
    /** Globs of what clients really send. */
    readonly operations?: readonly string[];
  };
  /**
   * Which library composes. `apollo` is `@apollo/composition`, used where you have installed it; its licence
   * (Elastic-2.0) is yours to accept. Default `theguild`.
   */
  readonly composer?: "theguild" | "apollo";
}

/** One of: `schema` alone (declared), `module` (coded), `schema` and `url` (remote). */
export interface SubgraphConfig {
  /** SDL file. */
  readonly schema?: string;
  /** Module whose default export is a `defineSubgraph(...)`. */
  readonly module?: string;
  /** Where a remote subgraph answers GraphQL over HTTP. */
  readonly url?: string;
  /** Client headers copied to a remote subgraph. */
  readonly forward?: readonly string[];
}

export interface SourceConfig extends SourceSettings {
  /** The OpenAPI document that the subgraph was made against; `check` compares with it. */
  readonly openapi?: string;
}

export interface GatewayConfig {
  /** Default 4000. 0 picks a free one. */
  readonly port?: number;
  /** Address to listen on. Default: loopback in `dev`, every interface in `serve`. */
  readonly host?: string;
  /** Where GraphQL is answered. Default `/graphql`. */
  readonly path?: string;
  /** Called once per operation; what it returns is `$context` in mappings. Cannot be written in YAML or JSON. */
  readonly context?: (
    request: ContextRequest,
  ) => Readonly<Record<string, unknown>> | Promise<Readonly<Record<string, unknown>>>;
}

/** What the `context` function may know of a client's request. */
export interface ContextRequest {
  /** Lower-case names, each a list of values. */
  readonly headers: Readonly<Record<string, readonly string[]>>;
}

/** Types a config written in TypeScript or JavaScript. Returns it unchanged. */
export function defineConfig(config: RestuaryConfig): RestuaryConfig {
  return config;
}
