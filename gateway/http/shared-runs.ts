/**
 * Equal queries that are asked while one of them runs get its result: it is executed once.
 *
 * Invariants: two requests share a run only when everything that can change the answer is equal, which is in the key; no
 * request joins a run that began before a mutation ended; a run is aborted when the last of its clients has left, never
 * before. Nothing is kept once a run has ended.
 */
import type { OperationContext } from "../../subgraphs/operation-context.ts";
import type { RequestContext } from "./request-context.ts";

export class SharedRuns {
  readonly #running = new Map<string, SharedRun<unknown>>();
  readonly #onShared: (() => void) | undefined;

  /** @param onShared  Called for each who gets the result of another's run. */
  constructor(onShared?: () => void) {
    this.#onShared = onShared;
  }

  /** The run under that key, started by the first who asks. Its client leaves it by `context.leave`. */
  join<Result>(key: string, context: RequestContext, start: () => Promise<Result>): Promise<Result> {
    const joined = this.follow<Result>(key) ?? this.#start(key, context.leave, start);
    context.leave = joined.leave;
    return joined.result;
  }

  /** The run under that key, where there is one. Its client leaves it by `leave`. */
  follow<Result>(key: string): JoinedRun<Result> | undefined {
    // All who ask ask in one way: what runs under a key is what any of them would have started.
    const run = this.#running.get(key) as SharedRun<Result> | undefined;
    if (!run) return undefined;
    this.#onShared?.();
    return { result: run.result, leave: run.enter() };
  }

  #start<Result>(key: string, abort: () => void, start: () => Promise<Result>): JoinedRun<Result> {
    const forget = (): void => {
      if (this.#running.get(key) === run) this.#running.delete(key);
    };
    const run = new SharedRun(start(), () => {
      // Forgotten first: whoever comes now must not join what is being aborted.
      forget();
      abort();
    });
    this.#running.set(key, run);
    run.result.then(forget, forget);
    return { result: run.result, leave: run.enter() };
  }

  /** Runs that are under way go on, for those who have joined them. */
  close(): void {
    this.#running.clear();
  }
}

interface RunnableQuery {
  readonly query: string;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
}

interface JoinedRun<Result> {
  readonly result: Promise<Result>;
  readonly leave: () => void;
}

class SharedRun<Result> {
  readonly result: Promise<Result>;
  readonly #abandon: () => void;
  #clients = 0;

  /** @param abandon  Called when the last client has left. */
  constructor(result: Promise<Result>, abandon: () => void) {
    this.result = result;
    this.#abandon = abandon;
  }

  /** @returns What the client does when it leaves; done once. */
  enter(): () => void {
    this.#clients += 1;
    let hasLeft = false;
    return () => {
      if (hasLeft) return;
      hasLeft = true;
      this.#clients -= 1;
      if (this.#clients === 0) this.#abandon();
    };
  }
}

/**
 * Everything that can change the answer, as text; `undefined` where that cannot be told.
 *
 * @param readsHeaders  Names of the headers that can change it.
 * @param context  `$context`, without the claims of a token.
 * @param identity  What is said of the client by its token, as far as it can change the answer.
 */
export function runKey(
  { query, operationName, variables }: RunnableQuery,
  readsHeaders: ReadonlySet<string> | "all",
  requestHeaders: OperationContext["requestHeaders"],
  context: OperationContext["context"],
  identity: string,
): string | undefined {
  if (!isPlain(context)) return undefined;
  const names = readsHeaders === "all" ? Object.keys(requestHeaders) : [...readsHeaders];
  const headers = names
    .filter((name) => !connectionHeaders.has(name) && requestHeaders[name] !== undefined)
    .map((name) => [name, requestHeaders[name]]);
  try {
    return JSON.stringify([query, operationName ?? null, variables, headers, context, identity]);
  } catch {
    // An integer of too many digits for a double: too rare to be worth a key.
    return undefined;
  }
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
