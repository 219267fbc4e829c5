/**
 * Equal queries that are asked while one of them runs get its result: it is executed once.
 *
 * Invariants: two requests share a run only when everything that can change the answer is equal, which is in the key; no
 * request joins a run that began before a mutation ended; a run is aborted when the last of its clients has left, never
 * before. Nothing is kept once a run has ended.
 */
import { stringifyJson } from "../../subgraphs/rest/json.ts";
import type { SeenOperation } from "./graph-generations.ts";
import type { RequestContext } from "./request-context.ts";

export class SharedRuns {
  readonly #running = new Map<string, SharedRun<unknown>>();

  /** The run under that key, started by the first who asks. Its client leaves it by `context.leave`. */
  join<Result>(key: string, context: RequestContext, start: () => Promise<Result>): Promise<Result> {
    // All who ask ask in one way: what runs under a key is what `start` would run.
    const known = this.#running.get(key) as SharedRun<Result> | undefined;
    const run = known ?? new SharedRun(context.leave, start());
    if (!known) {
      this.#running.set(key, run);
      const forget = (): void => {
        if (this.#running.get(key) === run) this.#running.delete(key);
      };
      run.result.then(forget, forget);
    }
    context.leave = run.enter(() => {
      if (this.#running.get(key) === run) this.#running.delete(key);
    });
    return run.result;
  }

  /** Runs that are under way go on, for those who have joined them. */
  close(): void {
    this.#running.clear();
  }
}

class SharedRun<Result> {
  readonly result: Promise<Result>;
  readonly #abort: () => void;
  #clients = 0;

  constructor(abort: () => void, result: Promise<Result>) {
    this.#abort = abort;
    this.result = result;
  }

  /** @returns What the client does when it leaves; done once. */
  enter(forget: () => void): () => void {
    this.#clients += 1;
    let hasLeft = false;
    return () => {
      if (hasLeft) return;
      hasLeft = true;
      this.#clients -= 1;
      if (this.#clients > 0) return;
      // Forgotten first: whoever comes now must not join what is being aborted.
      forget();
      this.#abort();
    };
  }
}

/**
 * Everything that can change the answer, as text; `undefined` where that cannot be told.
 *
 * @param headers  Lower-case names, each a list of values.
 */
export function runKey(
  { generation, query, operationName, variables }: SeenOperation,
  { requestHeaders, context }: RequestContext["operation"],
): string | undefined {
  if (!isPlain(context)) return undefined;
  const { readsHeaders = "all" } = generation.graph;
  const names = readsHeaders === "all" ? Object.keys(requestHeaders) : [...readsHeaders];
  const headers = names
    .filter((name) => !connectionHeaders.has(name) && requestHeaders[name] !== undefined)
    .map((name) => [name, requestHeaders[name]]);
  return stringifyJson([query, operationName ?? null, variables, headers, context]);
}

/** They are of the connection and of this request's own bytes, and say nothing of who asks for what. */
const connectionHeaders = new Set(["connection", "content-length", "keep-alive", "transfer-encoding"]);

const MAX_CONTEXT_DEPTH = 20;

/** Whether JSON says all there is to a value. What a class or a function holds, text does not show. */
function isPlain(value: unknown, depth = 0): boolean {
  if (typeof value === "number") return Number.isFinite(value);
  if (typeof value !== "object" || value === null) {
    return value === null || value === undefined || typeof value === "string" || typeof value === "boolean";
  }
  if (depth === MAX_CONTEXT_DEPTH) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (!Array.isArray(value) && prototype !== Object.prototype && prototype !== null) return false;
  return (
    Object.getOwnPropertySymbols(value).length === 0 && Object.values(value).every((each) => isPlain(each, depth + 1))
  );
}
