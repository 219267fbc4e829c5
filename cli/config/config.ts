import type { ApolloServerPlugin } from "@apollo/server";
import type { SourceSettings } from "../../subgraphs/connect/connector.ts";
import type { SourceCacheConfig, StoreConfig } from "./cache-config.ts";
import type { ClientAuthConfig } from "./client-auth-config.ts";
import type { CorsConfig } from "./cors-config.ts";
import type { DocumentsConfig } from "./documents-config.ts";
import type { LimitsConfig } from "./limits-config.ts";
import type { DrainConfig, OverloadConfig } from "./operations-config.ts";
import type { RateLimitConfig } from "./rate-limit-config.ts";
import type { SourceTransportConfig } from "./source-transport-config.ts";
import type { Duration, Size } from "./units.ts";

/** What a user writes in `restuary.config.{ts,js,json,yaml}`. Every part is optional. Paths are relative to the file. */
export interface RestuaryConfig {
  /** For editors: where the JSON Schema of a config in YAML or JSON is. */
  readonly $schema?: string;
  /** By name. When absent or empty, every `subgraphs/*.graphql` is a declared subgraph named for its file. */
  readonly subgraphs?: Readonly<Record<string, SubgraphConfig>>;
  /** How each REST service is reached, keyed `<subgraph>.<source name>`: `users.api`. */
  readonly sources?: Readonly<Record<string, SourceConfig>>;
  readonly gateway?: GatewayConfig;
  /** Whose tokens clients may send, and what is asked of them. */
  readonly auth?: ClientAuthConfig;
  /** Where answers are kept, and what replicas share. */
  readonly cache?: StoreConfig;
  /** How much one request may ask for. */
  readonly limits?: LimitsConfig;
  /** Operations that clients may name by an id, or have to. */
  readonly documents?: DocumentsConfig;
  readonly checks?: ChecksConfig;
  /** Variants of the graph, by name: what `@tag` includes and excludes. `check` holds each against its own baseline. */
  readonly contracts?: Readonly<Record<string, ContractConfig>>;
  /** Where `compose --for` tells other routers that subgraphs are. */
  readonly routers?: RoutersConfig;
  /**
   * Which library composes. `apollo` is `@apollo/composition`, used where you have installed it; its licence
   * (Elastic-2.0) is yours to accept. Default `theguild`.
   */
  readonly composer?: "theguild" | "apollo";
}

/** One of: `schema` alone (declared), `module` (coded), `schema` and `url` (remote). How it is reached is for a remote one. */
export interface SubgraphConfig extends SourceTransportConfig {
  /** SDL file. */
  readonly schema?: string;
  /** Module whose default export is a `defineSubgraph(...)`. */
  readonly module?: string;
  /** Where a remote subgraph answers GraphQL over HTTP. */
  readonly url?: string;
  /** Client headers copied to a remote subgraph. */
  readonly forward?: readonly string[];
  /** Tell clients a remote subgraph's errors in its own words. Default: outside of production. */
  readonly showErrors?: boolean;
}

export interface SourceConfig
  extends
    Pick<SourceSettings, "baseUrl" | "config" | "forward" | "strict" | "problemMembers" | "callOnNullKey">,
    SourceTransportConfig {
  /** Longest URL of a batch; a longer one is split. Default 8KB. */
  readonly maxUrl?: Size;
  /** Keeps its answers by RFC 9111; `true` is all defaults. Default: none is kept. */
  readonly cache?: SourceCacheConfig | boolean;
  /** The OpenAPI document that the subgraph was made against; `check` compares with it. */
  readonly openapi?: string;
}

/** What `check` asks for. */
export interface ChecksConfig {
  /** Globs of what clients really send. Default `schema/operations/**\/*.graphql`. */
  readonly operations?: readonly string[];
  /** `operations`: a break of the schema that no known operation uses is a warning. Default `strict`: an error. */
  readonly usage?: "strict" | "operations";
  /** Most REST calls of an operation at worst, by its name; `*` is every operation that is not named. */
  readonly budgets?: Readonly<Record<string, number>>;
  /** Length of lists that neither `@listSize` nor a page size says. Without it such an operation has no upper bound. */
  readonly assumedListSize?: number;
  /** Safe calls that `check --probe` makes. */
  readonly probes?: readonly ProbeConfig[];
  /** By code: leaves findings out, or gives them another severity. */
  readonly rules?: Readonly<Record<string, "off" | "warning" | "error">>;
  /** File of accepted findings. Default `schema/waivers.yaml`. */
  readonly waivers?: string;
}

/** One call of a GET connector, with what its mappings read. */
export interface ProbeConfig {
  /** As connector tests name it: `Query.user`, `users:Query.user[1]`, or its id. */
  readonly connector: string;
  /** `$args`. */
  readonly args?: Readonly<Record<string, unknown>>;
  /** `$this`. */
  readonly this?: Readonly<Record<string, unknown>>;
  /** `$batch`. */
  readonly batch?: readonly Readonly<Record<string, unknown>>[];
  /** Headers as a client would send them; `{$env.NAME}` in a value is read from the environment. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Addresses of `restuary subgraph` servers. Default: `http://localhost:4001/graphql`, and the ports that follow. */
export interface RoutersConfig {
  /** For all; `{name}` in it is the name of the subgraph: `http://{name}.graph.svc:4001/graphql`. */
  readonly subgraphUrl?: string;
  /** For one, by the name of the subgraph. */
  readonly urls?: Readonly<Record<string, string>>;
}

export interface ContractConfig {
  /** Tags that are in it. Default: everything, with a tag or without. */
  readonly include?: readonly string[];
  /** Tags that are not in it; they outrank `include`. */
  readonly exclude?: readonly string[];
  /** Leave types out that no field leads to. Default true. */
  readonly hideUnreachableTypes?: boolean;
}

export interface GatewayConfig {
  /** Default 4000. 0 picks a free one. */
  readonly port?: number;
  /** Address to listen on. Default: loopback in `dev`, every interface in `serve`. */
  readonly host?: string;
  /** Where GraphQL is answered. Default `/graphql`. */
  readonly path?: string;
  /** For one whole operation, every call to a service included. What it leaves of an answer is delivered. Default 10s. */
  readonly timeout?: Duration;
  /** How often a client may ask. Default: as often as it likes. */
  readonly rateLimit?: RateLimitConfig;
  /** Addresses and ranges of proxies whose `X-Forwarded-For` says who the client is. Default none. */
  readonly trustedProxies?: readonly string[];
  /** Pages of other origins that may read answers. Default: none. */
  readonly cors?: CorsConfig;
  /** When requests are turned away because there are too many; `false` is never. */
  readonly overload?: OverloadConfig | false;
  /** Whether `serve` takes up changes of the graph's files, and not at SIGHUP alone. Default false. */
  readonly watch?: boolean;
  /** How `serve` ends. */
  readonly drain?: DrainConfig;
  /** Send a client's `traceparent` and `tracestate` on to services. Default true. */
  readonly traceContext?: boolean;
  /**
   * What is done once for requests that arrive while an equal one is answered. `request`: equal GETs to a service.
   * `operation`: these, and equal queries; equal includes every client header that can change the answer, and what
   * `context` makes. Default `none`: within one operation equal GETs are one, and nothing more.
   */
  readonly share?: "none" | "request" | "operation";
  /** Processes that `serve` answers with. `auto` is one for each core that it may use. Default 1. */
  readonly workers?: number | "auto";
  /** Where `serve` answers Prometheus, on a port of its own. Absent: nothing is counted. */
  readonly metrics?: MetricsConfig;
  /** Plugins of Apollo Server. One with `requestDidStart` sees every request, at what that costs. Not in YAML or JSON. */
  readonly plugins?: readonly ApolloServerPlugin[];
  /** Called once per operation; what it returns is `$context` in mappings. Cannot be written in YAML or JSON. */
  readonly context?: (
    request: ContextRequest,
  ) => Readonly<Record<string, unknown>> | Promise<Readonly<Record<string, unknown>>>;
}

export interface MetricsConfig {
  /** Default 9464. 0 picks a free one. */
  readonly port?: number;
  /** Address to listen on. Default 127.0.0.1: what a graph is asked for is not for everyone to know. */
  readonly host?: string;
  /** Default `/metrics`. */
  readonly path?: string;
}

/** What the `context` function may know of a client's request. */
export interface ContextRequest {
  /** Lower-case names, each a list of values. */
  readonly headers: Readonly<Record<string, readonly string[]>>;
  /** Of its token. Absent: it has none, or `auth` is not set. */
  readonly claims?: Readonly<Record<string, unknown>>;
}

/** Types a config written in TypeScript or JavaScript. Returns it unchanged. */
export function defineConfig(config: RestuaryConfig): RestuaryConfig {
  return config;
}
