export { createGraph } from "./graph.ts";
export type { Graph, GraphOptions, GraphRequest, PreparedOperation, PrepareOptions } from "./graph.ts";
export { GatewayError, OperationErrors } from "./gateway-error.ts";
export { gatewayErrorCodes, type GatewayErrorCode } from "./error-codes.ts";
export type { OperationLimits } from "./normal-operation.ts";
