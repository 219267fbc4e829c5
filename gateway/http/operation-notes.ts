/** What is told of while an operation runs: to observers, and outside of production to a client that asks for it. */
import type { IncomingMessage } from "node:http";
import { isRequestLocation } from "../../subgraphs/connect/request-location.ts";
import type {
  ConnectorCallReport,
  DemandReport,
  MappingProblemReport,
  OperationContext,
} from "../../subgraphs/operation-context.ts";
import { wantsDebugging } from "./connector-debugging.ts";
import type { FailureListener } from "./failures.ts";

export interface NotesOptions extends FailureListener {
  /** True: no introspection, no suggestions, no details in errors, no mapping problems. */
  readonly production: boolean;
  /** Told of what each operation demands, where that is measured. Must not throw. */
  readonly onDemand?: ((report: DemandReport) => void) | undefined;
  /** Told of each mapping problem; never in production. */
  readonly onProblem?: (problem: MappingProblemReport) => void;
}

export type OperationListeners = Pick<OperationContext, "onProblem" | "onDemand" | "onConnectorCall">;

export interface OperationNotes {
  readonly listeners: OperationListeners;
  /** What the client is told of them: nothing in production. */
  readonly problems: readonly MappingProblemReport[];
  /** Calls of connectors, for a client that debugs them. */
  readonly calls?: readonly ConnectorCallReport[];
  /** What the operation demands, for a client that asks for it. */
  readonly demands?: readonly DemandReport[];
}

/** One operation over a large list can have the same problem thousands of times. */
const MAX_PROBLEMS = 100;

export function takeNotes(
  { headers }: IncomingMessage,
  readHeaders: () => OperationContext["requestHeaders"],
  options: NotesOptions,
): OperationNotes {
  const { production } = options;
  const problems: MappingProblemReport[] = [];
  const onProblem = (problem: MappingProblemReport): void => {
    if (isOmittedArgument(problem)) return;
    if (!production && problems.length < MAX_PROBLEMS) problems.push(problem);
    tell(options.onProblem, problem, "`onProblem`", options);
  };
  const calls: ConnectorCallReport[] | undefined = !production && wantsDebugging(readHeaders()) ? [] : undefined;
  const demands: DemandReport[] | undefined = !production && wantsDemand(headers) ? [] : undefined;
  const onDemand = demands ? (report: DemandReport) => tellOfDemand(demands, report, options) : options.onDemand;
  return {
    listeners: {
      ...(production && !options.onProblem ? {} : { onProblem }),
      ...(onDemand && { onDemand }),
      ...(calls && { onConnectorCall: (call: ConnectorCallReport) => calls.push(call) }),
    },
    problems,
    ...(calls && { calls }),
    ...(demands && { demands }),
  };
}

/** An observer that throws must not cost the operation the answer that it is told of. */
export function tell<T>(
  observer: ((report: T) => void) | undefined,
  report: T,
  where: string,
  listener: FailureListener,
): void {
  try {
    observer?.(report);
  } catch (error) {
    listener.onError?.(error, where);
  }
}

/**
 * True for `$args.input.pages` in a request, where the client left `pages` out. Arguments were coerced to their types,
 * and a mapping that reads what no type has was refused: what is missing there is optional.
 */
function isOmittedArgument({ location, path }: MappingProblemReport): boolean {
  return isRequestLocation(location) && /^\$args(?:\.[^-]+)?$/.test(path);
}

/** `Restuary-Cost: true` asks for `extensions.cost`; outside of production. */
function wantsDemand(headers: IncomingMessage["headers"]): boolean {
  return headers["restuary-cost"] === "true";
}

function tellOfDemand(demands: DemandReport[], report: DemandReport, { onDemand }: NotesOptions): void {
  demands.push(report);
  onDemand?.(report);
}
