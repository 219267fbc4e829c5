import type { IncomingMessage, ServerResponse } from "node:http";
import type { ExecutionResult } from "graphql";
import { AnswerPolicy } from "../../subgraphs/answer-policy.ts";
import type { OperationContext } from "../../subgraphs/operation-context.ts";
import { createRestOperation, type RestCallReport } from "../../subgraphs/rest/create-rest-operation.ts";
import type { ReturnedHeaders } from "../../subgraphs/rest/returned-headers.ts";
import { readTraceContext } from "../../subgraphs/rest/trace-context.ts";
import type { RestTransport } from "../../subgraphs/rest/transport.ts";
import type { Access } from "../auth/access.ts";
import { withPolicies } from "../auth/ask-policies.ts";
import type { AuthOptions } from "../auth/auth-options.ts";
import { takeNotes, tell, type NotesOptions, type OperationNotes } from "./operation-notes.ts";
import type { Refusals } from "./refusals.ts";
import { RequestOperation } from "./request-operation.ts";
import { returnTo } from "./return-headers.ts";
import { makeUserContext, type ContextFunction } from "./user-context.ts";

/** What Apollo Server carries from the HTTP request to the executor. */
export interface RequestContext extends Omit<OperationNotes, "listeners"> {
  readonly operation: OperationContext;
  /** What the client may see. */
  readonly access: Access;
  /**
   * As `operation` has them, without claims. Who looks at them here does not make the answer one for this client alone.
   */
  readonly client: Pick<OperationContext, "requestHeaders" | "context">;
  /** What services know the gateway by, for whatever shows their answers as they came. */
  readonly secrets: () => Iterable<string>;
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

export interface RequestContextOptions extends NotesOptions {
  /** The way to the REST services. Not closed by the server: it outlives the graphs. */
  readonly transport: RestTransport;
  /** For one operation with all its calls to services, in milliseconds. Default 10 000. */
  readonly timeoutMs?: number;
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
}

export async function createRequestContext(
  request: IncomingMessage,
  response: ServerResponse,
  options: RequestContextOptions,
  access: Access,
): Promise<RequestContext> {
  const { transport, auth, saysFreshness } = options;
  const rest = createRestOperation({
    transport,
    trace: readTraceContext(request.headers),
    ...(options.returnedHeaders && { onAnswer: returnTo(response, options.returnedHeaders, () => policy?.refuse()) }),
    ...(options.timeoutMs !== undefined && { timeoutMs: options.timeoutMs }),
    ...(options.onCall && { onCall: (call: RestCallReport) => tell(options.onCall, call, "`onCall`", options) }),
  });

  // Few operations look at them.
  let requestHeaders: RequestHeaders | undefined;
  const readHeaders = (): RequestHeaders => (requestHeaders ??= headersOf(request));
  const notes = takeNotes(request, readHeaders, options);
  const { claims } = access;
  const userMade = options.context
    ? await makeUserContext(
        { headers: readHeaders(), ...(claims && { claims }) },
        options.context,
        rest.deadline,
        options,
      )
    : {};
  const policy = saysFreshness?.() ? new AnswerPolicy() : undefined;
  if (notes.calls) policy?.refuse();
  // A cache in between must not answer who would be refused here.
  if (auth?.required) policy?.readClient();
  const shown = claims ? { claims, ...userMade } : userMade;
  const operation = new RequestOperation(rest, policy, readHeaders, shown, notes.listeners);
  const ask = auth?.policies;
  const made: RequestContext = {
    operation,
    access: ask
      ? withPolicies(access, { ask, headers: readHeaders, deadline: rest.deadline, listener: options })
      : access,
    client: policy || claims ? { requestHeaders: readHeaders(), context: userMade } : operation,
    problems: notes.problems,
    ...(notes.calls && { calls: notes.calls }),
    ...(notes.demands && { demands: notes.demands }),
    secrets: () => transport.secrets?.() ?? [],
    // Also after a complete answer; nothing runs then that could be aborted.
    leave: () => rest.abort(),
    use: (next) => rest.use(next),
    hasLeft: false,
  };
  leaveWith(response, made);
  return made;
}

function leaveWith(response: ServerResponse, made: RequestContext): void {
  const leave = (): void => {
    made.hasLeft = true;
    made.leave();
  };
  if (response.destroyed) leave();
  else response.once("close", leave);
}

type RequestHeaders = OperationContext["requestHeaders"];

/** Lower-case names, each a list of values. */
export function headersOf(request: IncomingMessage): RequestHeaders {
  // Without a prototype: a client may call its headers what objects inherit.
  const headers = Object.create(null) as Record<string, readonly string[]>;
  for (const [name, values] of Object.entries(request.headersDistinct)) headers[name] = values ?? [];
  return headers;
}
