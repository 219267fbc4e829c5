import type { IncomingMessage, ServerResponse } from "node:http";
import { GraphQLError, type ExecutionResult } from "graphql";
import type { Access, Claims } from "../auth/access.ts";
import { withPolicies } from "../auth/ask-policies.ts";
import type { AuthOptions } from "../auth/auth-options.ts";
import { AnswerPolicy } from "../../subgraphs/answer-policy.ts";
import { isRequestLocation } from "../../subgraphs/connect/request-location.ts";
import type {
  ConnectorCallReport,
  DemandReport,
  MappingProblemReport,
  OperationContext,
} from "../../subgraphs/operation-context.ts";
import { createRestOperation, type RestCallReport } from "../../subgraphs/rest/create-rest-operation.ts";
import type { ReturnedHeaders } from "../../subgraphs/rest/returned-headers.ts";
import { withinDeadline, type Deadline } from "../../subgraphs/rest/deadline.ts";
import { reasonOf } from "../../subgraphs/rest/reason.ts";
import { RestError } from "../../subgraphs/rest/rest-error.ts";
import { readTraceContext } from "../../subgraphs/rest/trace-context.ts";
import type { RestTransport } from "../../subgraphs/rest/transport.ts";
import type { Refusals } from "./refusals.ts";
import { returnTo } from "./return-headers.ts";
import { wantsDebugging } from "./connector-debugging.ts";
import { tellFault, type FailureListener } from "./failures.ts";

/** What Apollo Server carries from the HTTP request to the executor. */
export interface RequestContext {
  readonly operation: OperationContext;
  /** What the client may see. */
  readonly access: Access;
  /**
   * As `operation` has them, without claims. Who looks at them here does not make the answer one for this client alone.
   */
  readonly client: Pick<OperationContext, "requestHeaders" | "context">;
  /** What the client is told of them: nothing in production. */
  readonly problems: readonly MappingProblemReport[];
  /** Calls of connectors, for a client that debugs them. */
  readonly calls?: readonly ConnectorCallReport[];
  /** What services know the gateway by, for whatever shows their answers as they came. */
  readonly secrets: () => Iterable<string>;
  /** What the operation demands, for a client that asks for it. */
  readonly demands?: readonly DemandReport[];
  /** Called when the client has gone, answered or not. */
  leave: () => void;
  /** Services are reached by it: that of the graph which the operation runs on. */
  readonly use: (transport: RestTransport) => void;
  hasLeft: boolean;
  /** The outcome, where the operation has run before Apollo Server was asked: it is to be formatted, not run again. */
  executed?: Promise<ExecutionResult>;
  /** Outcomes of texts that stand for what was refused before it came to Apollo Server. */
  refusals?: Refusals;
}

/** Makes `$context` of one operation from the client's headers: lower-case names, each a list of values. */
export type ContextFunction = (request: {
  readonly headers: Readonly<Record<string, readonly string[]>>;
  /** Of the client's token. Absent: it has none, or nothing verifies tokens. */
  readonly claims?: Claims;
}) => Readonly<Record<string, unknown>> | Promise<Readonly<Record<string, unknown>>>;

export interface RequestContextOptions extends FailureListener {
  /** The way to the REST services. Not closed by the server: it outlives the graphs. */
  readonly transport: RestTransport;
  /** For one operation with all its calls to services, in milliseconds. Default 10 000. */
  readonly timeoutMs?: number;
  /** True: no introspection, no suggestions, no details in errors, no mapping problems. */
  readonly production: boolean;
  /** Makes `$context` of each operation from the client's headers. */
  readonly context?: ContextFunction;
  /** Whose tokens are taken. Default: nobody's, and every client is anonymous. */
  readonly auth?: AuthOptions;
  /** What clients get of the headers of services' answers. With any, no two operations share a run. Default: nothing. */
  readonly returnedHeaders?: ReturnedHeaders | undefined;
  /** Whether anything says how long an answer may be kept. Default: nothing does. */
  readonly saysFreshness?: () => boolean;
  /** Told of each REST call when it has ended. */
  readonly onCall?: (call: RestCallReport) => void;
  /** Told of what each operation demands, where that is measured. Must not throw. */
  readonly onDemand?: ((report: DemandReport) => void) | undefined;
  /** Told of each mapping problem; never in production. */
  readonly onProblem?: (problem: MappingProblemReport) => void;
}

/** One operation over a large list can have the same problem thousands of times. */
const MAX_PROBLEMS = 100;

export async function createRequestContext(
  request: IncomingMessage,
  response: ServerResponse,
  options: RequestContextOptions,
  access: Access,
): Promise<RequestContext> {
  /** An observer that throws must not cost the operation the answer that it is told of. */
  const tell = <T>(observer: ((report: T) => void) | undefined, report: T, where: string): void => {
    try {
      observer?.(report);
    } catch (error) {
      options.onError?.(error, where);
    }
  };
  const rest = createRestOperation({
    transport: options.transport,
    trace: readTraceContext(request.headers),
    ...(options.returnedHeaders && { onAnswer: returnTo(response, options.returnedHeaders, () => policy?.refuse()) }),
    ...(options.timeoutMs !== undefined && { timeoutMs: options.timeoutMs }),
    ...(options.onCall && { onCall: (call: RestCallReport) => tell(options.onCall, call, "`onCall`") }),
  });

  // Few operations look at them.
  let requestHeaders: RequestHeaders | undefined;
  const readHeaders = (): RequestHeaders => (requestHeaders ??= headersOf(request));
  const problems: MappingProblemReport[] = [];
  const onProblem = (problem: MappingProblemReport): void => {
    if (isOmittedArgument(problem)) return;
    if (!options.production && problems.length < MAX_PROBLEMS) problems.push(problem);
    tell(options.onProblem, problem, "`onProblem`");
  };
  const calls: ConnectorCallReport[] | undefined =
    !options.production && wantsDebugging(readHeaders()) ? [] : undefined;
  const demands: DemandReport[] | undefined = !options.production && wantsDemand(request.headers) ? [] : undefined;
  const onDemand = demands ? (report: DemandReport) => tellOfDemand(demands, report, options) : options.onDemand;
  const { claims } = access;
  const ask = options.auth?.policies;
  const asked = (): Parameters<ContextFunction>[0] => ({ headers: readHeaders(), ...(claims && { claims }) });
  const userMade = options.context ? await userContext(asked(), options.context, rest.deadline, options) : {};
  const shown = claims ? { claims, ...userMade } : userMade;
  const policy = options.saysFreshness?.() ? new AnswerPolicy() : undefined;
  if (calls) policy?.refuse();
  // A cache in between must not answer who would be refused here.
  if (options.auth?.required) policy?.readClient();
  const operation = new ClientOperation(rest, policy, readHeaders, shown, {
    ...(options.production && !options.onProblem ? {} : { onProblem }),
    ...(onDemand && { onDemand }),
    ...(calls && { onConnectorCall: (call: ConnectorCallReport) => calls.push(call) }),
  });
  const made: RequestContext = {
    operation,
    access: ask
      ? withPolicies(access, { ask, headers: readHeaders, deadline: rest.deadline, listener: options })
      : access,
    client: policy || claims ? { requestHeaders: readHeaders(), context: userMade } : operation,
    problems,
    ...(calls && { calls }),
    ...(demands && { demands }),
    secrets: () => options.transport.secrets?.() ?? [],
    // Also after a complete answer; nothing runs then that could be aborted.
    leave: () => rest.abort(),
    use: (transport) => rest.use(transport),
    hasLeft: false,
  };
  const leave = (): void => {
    made.hasLeft = true;
    made.leave();
  };
  if (response.destroyed) leave();
  else response.once("close", leave);
  return made;
}

type Listeners = Pick<OperationContext, "onProblem" | "onDemand" | "onConnectorCall">;

/**
 * A class, for its getters: those of an object literal belong to a hidden class of that object alone, which V8 keeps in the
 * old generation. Until that is collected it holds the object's request, with all answers that it got.
 */
class ClientOperation implements OperationContext {
  readonly rest: OperationContext["rest"];
  readonly policy?: AnswerPolicy;
  readonly onProblem?: (problem: MappingProblemReport) => void;
  readonly onDemand?: (report: DemandReport) => void;
  readonly onConnectorCall?: (call: ConnectorCallReport) => void;
  readonly #readHeaders: () => RequestHeaders;
  readonly #context: OperationContext["context"];

  constructor(
    rest: OperationContext["rest"],
    policy: AnswerPolicy | undefined,
    readHeaders: () => RequestHeaders,
    context: OperationContext["context"],
    { onProblem, onDemand, onConnectorCall }: Listeners,
  ) {
    this.rest = rest;
    if (policy) this.policy = policy;
    if (onProblem) this.onProblem = onProblem;
    if (onDemand) this.onDemand = onDemand;
    if (onConnectorCall) this.onConnectorCall = onConnectorCall;
    this.#readHeaders = readHeaders;
    this.#context = context;
  }

  get requestHeaders(): RequestHeaders {
    this.policy?.readClient();
    return this.#readHeaders();
  }

  get context(): OperationContext["context"] {
    this.policy?.readClient();
    return this.#context;
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

function tellOfDemand(demands: DemandReport[], report: DemandReport, { onDemand }: RequestContextOptions): void {
  demands.push(report);
  onDemand?.(report);
}

type RequestHeaders = OperationContext["requestHeaders"];

/** Lower-case names, each a list of values. */
export function headersOf(request: IncomingMessage): RequestHeaders {
  // Without a prototype: a client may call its headers what objects inherit.
  const headers = Object.create(null) as Record<string, readonly string[]>;
  for (const [name, values] of Object.entries(request.headersDistinct)) headers[name] = values ?? [];
  return headers;
}

async function userContext(
  asked: Parameters<ContextFunction>[0],
  makeContext: ContextFunction,
  deadline: Deadline | undefined,
  listener: FailureListener,
): Promise<Readonly<Record<string, unknown>>> {
  try {
    const made = makeContext(asked);
    return (made instanceof Promise ? await withinDeadline(made, deadline, "`gateway.context`") : await made) ?? {};
  } catch (error) {
    // A GraphQLError is meant for the client ("not signed in"); anything else is a fault of the function.
    if (error instanceof GraphQLError) throw error;
    const message = "The context of the operation could not be made.";
    const code = error instanceof RestError ? reasonOf(error) : "INTERNAL_SERVER_ERROR";
    throw new GraphQLError(message, {
      extensions: { code, ...tellFault(error, message, listener, "`gateway.context`") },
    });
  }
}
