/**
 * What goes wrong, told twice: the client gets an error with an id and nothing of what is behind the graph; the log gets
 * the id with all that is known. Equal failures of one operation are one, however many objects they befell.
 *
 *     20 x { message, path: ["posts", n, "author"] }  ->  the same with `extensions.errorId`, and one report with `count: 20`
 */
import { randomBytes } from "node:crypto";
import { GraphQLError } from "graphql";
import { RestError } from "../../subgraphs/rest/rest-error.ts";

/** For the log. What it holds of requests and answers is as it was: whoever writes it down takes the secrets out. */
export interface FailureReport {
  /** 16 hexadecimal digits: `extensions.errorId` of each of the client's errors. */
  readonly errorId: string;
  /** What the client was told. */
  readonly message: string;
  readonly code: string | undefined;
  /** `extensions.reason`: why a connector's call failed. */
  readonly reason?: string;
  /** Where in the answer, without the places in lists: `posts.author`; empty for the whole of it. */
  readonly path: string;
  /** Which code of the project's own threw it, where it belongs to no field. */
  readonly where?: string;
  /** How many errors of the answer it is. */
  readonly count: number;
  readonly operationName?: string;
  /** What was thrown; absent where the message says it all. A `RestError` or `RemoteError` has details of its own. */
  readonly cause?: Error;
}

export interface FailureListener {
  /** Told of each failure whose id a client was given. Without it clients are given none. */
  readonly onFailure?: (failure: FailureReport) => void;
  /** Told of what should not happen: a bug, or code of the project's own that throws; then `where` says which. */
  readonly onError?: (error: unknown, where?: string) => void;
}

/** One operation over a large list can fail for each of its objects in other words. */
const MAX_DISTINCT = 100;

/**
 * Tells of the failures among the errors of one operation. Past a hundred that differ, those of one place are one, told by
 * the first of them.
 *
 * @returns The id of each error that is one. What the client did wrong, and what was given up for it, is none.
 */
export function tellFailures(
  errors: readonly GraphQLError[],
  operationName: string | undefined,
  listener: FailureListener,
): ReadonlyMap<GraphQLError, string> {
  const ids = new Map<GraphQLError, string>();
  if (!listener.onFailure) return ids;
  const groups = new Map<string, Omit<FailureReport, "count"> & { count: number }>();
  for (const error of errors) {
    const cause = causeOf(error);
    if (!isFailure(error, cause)) continue;
    const path = (error.path ?? []).filter((key) => typeof key === "string").join(".");
    const own = `${path}\n${error.message}\n${String(cause)}`;
    const key = groups.has(own) || groups.size < MAX_DISTINCT ? own : path;
    let group = groups.get(key);
    if (!group) {
      const { code, reason } = error.extensions;
      group = {
        errorId: createErrorId(),
        message: error.message,
        code: typeof code === "string" ? code : undefined,
        ...(typeof reason === "string" && { reason }),
        path,
        count: 0,
        ...(operationName !== undefined && { operationName }),
        ...(cause && { cause }),
      };
      groups.set(key, group);
    }
    group.count += 1;
    ids.set(error, group.errorId);
  }
  for (const group of groups.values()) tell(group, listener);
  return ids;
}

/**
 * Tells of a failure that is of no field.
 *
 * @param where  Which code of the project's own threw it.
 * @returns What leads the client to it, for `extensions`.
 */
export function tellFault(
  thrown: unknown,
  message: string,
  listener: FailureListener,
  where?: string,
): { readonly errorId?: string } {
  if (!listener.onFailure) {
    listener.onError?.(thrown, where);
    return {};
  }
  const cause = thrown instanceof Error ? thrown : new Error(String(thrown));
  const errorId = createErrorId();
  const place = where === undefined ? {} : { where };
  tell({ errorId, message, code: "INTERNAL_SERVER_ERROR", path: "", ...place, count: 1, cause }, listener);
  return { errorId };
}

/**
 * Tells of what nobody should have thrown.
 *
 * @returns What is to be thrown in its place: in production an error that says nothing but the id.
 */
export function maskFault(thrown: unknown, options: FailureListener & { readonly production: boolean }): unknown {
  const message = "Internal server error";
  const extensions = { code: "INTERNAL_SERVER_ERROR", ...tellFault(thrown, message, options) };
  return options.production ? new GraphQLError(message, { extensions }) : thrown;
}

/** A listener that throws must not cost the client the answer. */
function tell(failure: FailureReport, { onFailure, onError }: FailureListener): void {
  try {
    onFailure?.(failure);
  } catch (error) {
    onError?.(error, "`onFailure`");
  }
}

/** What was thrown first, beneath the errors that were made of it for clients. */
function causeOf({ originalError }: GraphQLError): Error | undefined {
  let at: unknown = originalError;
  // By name: the module that threw it may have its own copy of graphql.
  while (at instanceof Error && at.name === "GraphQLError") {
    at = ("originalError" in at ? at.originalError : undefined) ?? at.cause;
  }
  return at instanceof Error ? at : undefined;
}

function isFailure({ extensions }: GraphQLError, cause: Error | undefined): boolean {
  if (!cause) return serverFaults.has(String(extensions["code"]));
  return !(cause instanceof RestError && cause.code === "REST_ABORTED");
}

/** Nothing was thrown for them, and yet the client has done nothing wrong. */
const serverFaults: ReadonlySet<string> = new Set([
  "CONNECTORS_RESPONSE_SHAPE",
  "CONNECTOR_UNRESOLVED_FIELD",
  "INVALID_RESPONSE",
  "NON_NULL_VIOLATION",
  "PLANNING_FAILED",
]);

function createErrorId(): string {
  return randomBytes(8).toString("hex");
}
