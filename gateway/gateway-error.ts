import { GraphQLError, type GraphQLErrorOptions } from "graphql";
import type { GatewayErrorCode } from "./error-codes.ts";

/** An error of the gateway's own that the client is told of. */
export class GatewayError extends GraphQLError {
  constructor(code: GatewayErrorCode, message: string, options: GraphQLErrorOptions = {}) {
    super(message, { ...options, extensions: { code, ...options.extensions } });
  }
}

/** Why an operation is not run at all; the response has these errors and no data. */
export class OperationErrors extends Error {
  readonly errors: readonly GraphQLError[];

  constructor(errors: readonly GraphQLError[]) {
    super(errors.map(({ message }) => message).join("\n"));
    this.errors = errors;
  }
}
