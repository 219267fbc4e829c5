/**
 * Apollo Server takes `extensions.http` of an error for the status of its own answer and removes it. In the connect
 * spec the same key tells the client the upstream's status, which must not become the gateway's: one failed upstream
 * would turn a response with all other data into a 500. So it travels under a symbol past that rule.
 */
import { GraphQLError, type GraphQLFormattedError } from "graphql";
import { RefusedError } from "../limits/refused-error.ts";

const upstreamHttp = Symbol("upstream http");

/**
 * Moves `extensions.http` out of Apollo Server's sight.
 *
 * @param errorId  Put on in the same go.
 */
export function hideUpstreamHttp(error: GraphQLError, errorId?: string): GraphQLError {
  // It is the answer's own.
  if (error instanceof RefusedError) return error;
  const { http, ...extensions } = error.extensions;
  if (http === undefined && errorId === undefined) return error;
  return new GraphQLError(error.message, {
    nodes: error.nodes ?? null,
    source: error.source ?? null,
    positions: error.positions ?? null,
    path: error.path ?? null,
    originalError: error.originalError ?? null,
    extensions: {
      ...extensions,
      ...(errorId !== undefined && { errorId }),
      ...(http !== undefined && { [upstreamHttp]: http }),
    },
  });
}

/** Puts it back; for Apollo Server's `formatError`, which is called after its rule. */
export function showUpstreamHttp(error: GraphQLFormattedError): GraphQLFormattedError {
  // A symbol key is not part of the declared type, but `hideUpstreamHttp` has put it there.
  const extensions = error.extensions as Record<string | symbol, unknown> | undefined;
  const http = extensions?.[upstreamHttp];
  if (!extensions || http === undefined) return error;
  const { [upstreamHttp]: _moved, ...rest } = extensions;
  return { ...error, extensions: { ...rest, http } };
}
