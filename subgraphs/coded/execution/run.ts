import { locatedError, responsePathAsArray, type FieldNode, type GraphQLError, type GraphQLResolveInfo } from "graphql";
import type { Deadline } from "../../rest/deadline.ts";

export type Path = GraphQLResolveInfo["path"];

/** One run of an operation. */
export interface Run {
  /** What resolvers are given as their context. */
  readonly context: unknown;
  /** Coerced. */
  readonly variables: Record<string, unknown>;
  readonly errors: FieldErrors;
  /** Root fields that are not there by then have failed. Absent: they are waited for. */
  readonly deadline: Deadline | undefined;
  /** Its time is over, and no resolver is called any more. */
  isLate: boolean;
}

/** A field of the document, and whether null may stand where its value could not be had. */
export interface Position {
  readonly nodes: readonly FieldNode[];
  readonly isNullable: boolean;
}

/**
 * The errors of one run, in the order in which they occurred. A path is known by its identity: whoever completes a value
 * hands the same one to everything below.
 */
export class FieldErrors {
  readonly all: GraphQLError[] = [];
  /** Where null stands for an error; `undefined` is the root. */
  readonly #nulled = new Set<Path | undefined>();

  /**
   * Spec: https://spec.graphql.org/draft/#sec-Handling-Execution-Errors
   *
   * @returns The null that stands at the position.
   * @throws GraphQLError where none may, for the nearest that may.
   */
  fail(thrown: unknown, { nodes, isNullable }: Position, path: Path): null {
    const error = locatedError(thrown, nodes, responsePathAsArray(path));
    if (!isNullable) throw error;
    this.add(error, path);
    return null;
  }

  /** What fails after an object that it belongs to has become null is told nobody. */
  add(error: GraphQLError, path: Path | undefined): void {
    for (let at = path; at; at = at.prev) if (this.#nulled.has(at)) return;
    if (this.#nulled.has(undefined)) return;
    this.#nulled.add(path);
    this.all.push(error);
  }
}

/** As graphql-js tells them: whatever has a `then` is one. */
export function isPromise(value: unknown): value is Promise<unknown> {
  if (typeof value !== "object" && typeof value !== "function") return false;
  return value !== null && typeof (value as { then?: unknown }).then === "function";
}
