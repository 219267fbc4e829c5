import type { GraphQLError } from "graphql";
import { RestError } from "../../subgraphs/rest/rest-error.ts";

/** What the project's own code threw, and where in the operation. */
export interface ResolverFault {
  readonly error: Error;
  /** `a resolver, at posts.author`; with `(20 times)` where the same was thrown for 20 objects. */
  readonly where: string;
}

/**
 * The errors of a response that a resolver threw without meaning to: neither a failed call, which is reported as such,
 * nor a GraphQLError, which was made for the client. In production the client learns nothing of them, so that the log is
 * the only place where they are told.
 */
export function resolverFaults(errors: readonly GraphQLError[]): ResolverFault[] {
  const groups = new Map<string, { error: Error; place: string; count: number }>();
  for (const { originalError: error, path } of errors) {
    // By name: the module that threw it may have its own copy of graphql.
    if (!error || error instanceof RestError || error.name === "GraphQLError") continue;
    const place = (path ?? []).filter((key) => typeof key === "string").join(".");
    const key = `${place} ${String(error)}`;
    const group = groups.get(key);
    if (group) group.count += 1;
    else groups.set(key, { error, place, count: 1 });
  }
  return [...groups.values()].map(({ error, place, count }) => ({
    error,
    where: `a resolver${place === "" ? "" : `, at ${place}`}${count === 1 ? "" : ` (${count} times)`}`,
  }));
}
