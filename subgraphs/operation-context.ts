import type { RestOperation } from "./rest/operation.ts";

/** What every subgraph may know of the client's operation that it is working for. One per operation, never shared. */
export interface OperationContext {
  /** The client's request headers: lower-case names, each a list of values. */
  readonly requestHeaders: Readonly<Record<string, readonly string[]>>;
  /** `$context` of connectors: keys set by the gateway's `context` function. */
  readonly context: Readonly<Record<string, unknown>>;
  /** The one way out to HTTP, with this operation's sharing, cancellation and call log. */
  readonly rest: RestOperation;
  /** Told of each thing a mapping could not do; absent in production. */
  readonly onProblem?: (problem: MappingProblemReport) => void;
}

/** A mapping problem with the connector it arose in. `count` is how often the same one occurred in that response. */
export interface MappingProblemReport {
  readonly coordinate: string;
  /** Where it was evaluated: `Selection`, `ConnectUrl`, `RequestBody`, `IsSuccess`, ... */
  readonly location: string;
  readonly message: string;
  readonly path: string;
  readonly count: number;
}
