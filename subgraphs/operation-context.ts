import type { AnswerPolicy } from "./answer-policy.ts";
import type { Connector } from "./connect/connector.ts";
import type { Mapping, Variables } from "./mapping/mapping.ts";
import type { RestOperation, RestResponse } from "./rest/operation.ts";

/** What every subgraph may know of the client's operation that it is working for. One per operation, never shared. */
export interface OperationContext {
  /** The client's request headers: lower-case names, each a list of values. */
  readonly requestHeaders: Readonly<Record<string, readonly string[]>>;
  /** `$context` of connectors: keys set by the gateway's `context` function. */
  readonly context: Readonly<Record<string, unknown>>;
  /** The one way out to HTTP, with this operation's sharing, cancellation and call log. */
  readonly rest: RestOperation;
  /** Finds out how long the answer may be kept; absent where nobody asks. */
  readonly policy?: AnswerPolicy;
  /** Told of each thing a mapping could not do; absent where nobody listens. */
  readonly onProblem?: (problem: MappingProblemReport) => void;
  /** Told of each connector's call when it has ended, secrets included: for `record` and debuggers, never in production. */
  readonly onConnectorCall?: (call: ConnectorCallReport) => void;
  /** Told of what the operation demands, where that is measured. */
  readonly onDemand?: (report: DemandReport) => void;
}

/** What an operation demands, before it runs, and whether that is too much. */
export interface DemandReport {
  /** By the weights of the schema. */
  readonly cost: number;
  /** REST calls at most. What code decides is not counted. */
  readonly calls: number;
  /** The limits that it passes. `slicing`: a list whose length it has to say, and does not. */
  readonly exceeded: readonly ("cost" | "calls" | "slicing")[];
  /** Whether it is refused for them. */
  readonly refused: boolean;
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

/** One call of a connector, whole: what it was made of, what was sent, what came back, and what that was mapped to. */
export interface ConnectorCallReport {
  readonly connector: Connector;
  /** As the request saw them. */
  readonly variables: Variables;
  /** The connector's own, or the part of it that yields what was asked for. */
  readonly selection: Mapping;
  /** Absent for a virtual connector, and where no request could be built. */
  readonly request?: {
    readonly method: string;
    readonly url: string;
    readonly headers: Readonly<Record<string, string | readonly string[]>>;
    readonly body?: string;
  };
  /** Absent where no answer came. */
  readonly response?: RestResponse;
  readonly outcome:
    | { readonly kind: "value"; readonly value: unknown }
    | {
        readonly kind: "error";
        readonly error: { readonly message: string; readonly extensions: Readonly<Record<string, unknown>> };
      };
  /** Those of the request and of the response. */
  readonly problems: readonly MappingProblemReport[];
}
