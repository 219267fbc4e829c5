export type { Access, Claims } from "./auth/access.ts";
export type { AuthOptions, IssuerOptions, PoliciesFunction, PoliciesRequest } from "./auth/auth-options.ts";
export { createGraph } from "./graph.ts";
export type { Graph, GraphOptions, GraphRequest, PreparedOperation, PrepareOptions, TextResult } from "./graph.ts";
export { GatewayError, OperationErrors } from "./gateway-error.ts";
export { gatewayErrorCodes, type GatewayErrorCode } from "./error-codes.ts";
export type { OperationLimits } from "./normal-operation.ts";
export {
  startGatewayServer,
  type ContextFunction,
  type GatewayServer,
  type GatewayServerOptions,
  type Servable,
} from "./http-server.ts";
export { ListenError } from "./http/listen.ts";
export type { OperationReport, ServerObserver } from "./http/server-observer.ts";
export { createGatewayMetrics, type GatewayMetrics, type MetricsSnapshot } from "./metrics/gateway-metrics.ts";
export { loadGraph, type LoadGraphOptions, type RemoteSettings } from "./load-graph.ts";
export { serveSingleSubgraph, type SingleSubgraphOptions } from "./single-subgraph.ts";
