/**
 * GraphQL over HTTP: node:http in front, Apollo Server for the protocol (parsing, validation, CSRF, media types), and
 * the graph behind it as Apollo Server's gateway. The one file that imports @apollo/server.
 */
import type { IncomingMessage } from "node:http";
import { ApolloServer, HeaderMap, type ApolloServerPlugin, type GraphQLRequestListener } from "@apollo/server";
import {
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from "@apollo/server/plugin/disabled";
import { ApolloServerPluginLandingPageLocalDefault } from "@apollo/server/plugin/landingPage/default";
import { GraphQLError, type GraphQLFormattedError } from "graphql";
import { stringifyJson } from "../subgraphs/rest/json.ts";
import { shareInFlight } from "../subgraphs/rest/share-in-flight.ts";
import type { RestTransport } from "../subgraphs/rest/transport.ts";
import type { Authenticator } from "./auth/authenticator.ts";
import type { createAuthenticator } from "./auth/create-authenticator.ts";
import type { AnswerOptions, LongWay, Served } from "./http/answer-request.ts";
import { maskFault } from "./http/failures.ts";
import type { HeldContext } from "./http/held-context.ts";
import { GraphGenerations, type Servable } from "./http/graph-generations.ts";
import { HttpFront, type HttpFrontOptions } from "./http/http-front.ts";
import { AutomaticQueries } from "./documents/automatic-queries.ts";
import { PersistedOperations } from "./documents/persisted-operations.ts";
import { createCors } from "./http/cors.ts";
import { limitedWay } from "./http/limited-way.ts";
import { Overload, type OverloadOptions, type OverloadReport } from "./http/overload.ts";
import { planAhead } from "./http/plan-ahead.ts";
import { Readiness } from "./http/readiness.ts";
import type { ServerObserver } from "./http/server-observer.ts";
import { ShortLane } from "./http/short-lane.ts";
import { showUpstreamHttp } from "./http/upstream-http.ts";
import type { RateLimit } from "./rate-limit/rate-limit.ts";
import { defaultLimits, type RequestLimits } from "./limits/request-limits.ts";
import { TextVerdicts } from "./limits/text-verdicts.ts";

export type { ContextFunction } from "./http/user-context.ts";
export type { Servable } from "./http/graph-generations.ts";

export interface GatewayServerOptions extends Omit<AnswerOptions, "saysFreshness" | "onDemand">, HttpFrontOptions {
  readonly graph: Servable;
  /** Where GraphQL is answered. Default `/graphql`. */
  readonly path?: string;
  /**
   * What is done once for requests that arrive while an equal one is answered. `request`: equal GETs to a service.
   * `operation`: these, and equal queries; equal includes every client header that can change the answer, and what
   * `context` makes. Within one operation equal GETs are always one. Default `none`.
   */
  readonly share?: "none" | "request" | "operation";
  /** Plugins of Apollo Server. One that has `requestDidStart` sees every request, which then all take the long way. */
  readonly plugins?: readonly ApolloServerPlugin[];
  /** How much one request may ask for; those that are absent are `defaultLimits`. */
  readonly limits?: Partial<RequestLimits>;
  /** How often a client may ask. Default: as often as it likes. */
  readonly rateLimit?: RateLimit | undefined;
  /** When requests are turned away; `false` is never. */
  readonly overload?: OverloadOptions | false;
  /** Told when requests begin to be turned away, and when that has ended. */
  readonly onOverload?: (report: OverloadReport) => void;
}

export interface GatewayServer {
  /** Where GraphQL is answered: `http://localhost:4000/graphql`; the path alone where it does not listen itself. */
  readonly url: string;
  /**
   * Serves another graph from the next request on. The one before is closed when its last operation has ended.
   *
   * @param transport  The new graph's way to the services; the one before is closed after its graph. Default: the same.
   */
  replaceGraph(graph: Servable, transport?: RestTransport): void;
  /** Has a graph that is about to be served plan what is asked of this one. Never rejects. */
  planAhead(graph: Servable): Promise<void>;
  /** What `/health/ready` says beside `ok`. */
  noteForProbes(note: string | undefined): void;
  /** From now on `/health/ready` says that it is about to end; all else goes on. */
  leave(): void;
  /**
   * Stops accepting, waits for what is being answered, then closes the graph. After `drainTimeoutMs` the connections
   * that are left are cut.
   */
  stop(): Promise<void>;
}

/** @throws ListenError when the port cannot be listened on. */
export async function startGatewayServer(given: GatewayServerOptions): Promise<GatewayServer> {
  const toShared = sharingOf(given);
  const limits = { ...defaultLimits, ...given.limits };
  const options = { ...given, path: given.path ?? "/graphql", limits, transport: toShared(given.transport) };
  const { path, auth, observer, onError } = options;
  const seesRequests = options.plugins?.some((plugin) => plugin.requestDidStart !== undefined) === true;
  const graphs = new GraphGenerations({ ...options, mayChangeDocuments: seesRequests });
  const apollo = createApolloServer(options, graphs);
  await apollo.start();

  const transport = currentTransport(graphs);
  const authenticator = auth && (await openAuthenticator(auth, transport, (error) => onError?.(error)));
  const overload = options.overload === false ? undefined : new Overload(options.overload ?? {}, options.onOverload);
  const readiness = new Readiness({
    waitsFor: () => (authenticator?.waitsFor ?? []).map((issuer) => `The keys of \`${issuer}\` have not been loaded.`),
  });
  const answering: AnswerOptions = {
    ...options,
    transport,
    onDemand: observer?.onDemand,
    persisted: options.persisted ?? new PersistedOperations({ automatic: new AutomaticQueries() }),
    saysFreshness: () => graphs.current.graph.saysFreshness === true,
  };
  const served: Served = {
    options: answering,
    limits,
    longWay: limitedWay(longWayOf(apollo, options), { limits, verdicts: new TextVerdicts(limits) }),
    // What a plugin has to see goes through the whole of Apollo Server.
    lane: seesRequests ? undefined : openShortLane(graphs, options),
    isKnown: (text) => graphs.current.documents.has(text),
    cors: options.cors && createCors(options.cors),
    authenticator,
    rateLimit: options.rateLimit,
    overload,
    readiness,
    path,
  };
  const front = new HttpFront(served, options);
  const close = async (): Promise<void> => {
    overload?.stop();
    await apollo.stop();
  };
  const base = await front.open().catch(async (error: unknown) => {
    await close();
    throw error;
  });
  let stopped: Promise<void> | undefined;
  return {
    url: base + path,
    replaceGraph: (graph, next) => graphs.replace(graph, front.requests, next && toShared(next)),
    planAhead: (graph) => planAhead(graph, graphs.documents),
    noteForProbes: (note) => readiness.note(note),
    leave: () => readiness.leave(),
    async stop() {
      readiness.leave();
      await (stopped ??= front.drain().then(close));
    },
  };
}

/** Equal requests to services in flight are one, where `share` says so. */
function sharingOf({ share, observer, returnedHeaders }: GatewayServerOptions): (way: RestTransport) => RestTransport {
  if (share !== "request" && share !== "operation") return (way) => way;
  const sharing = {
    onShared: observer?.onSharedRequest,
    isOwn: (source: string) => returnedHeaders?.has(source) === true,
  };
  return (way) => shareInFlight(way, sharing);
}

function openShortLane(graphs: GraphGenerations, options: GatewayServerOptions): ShortLane {
  const { share, returnedHeaders, context, production, observer } = options;
  return new ShortLane(graphs, {
    share: share === "operation" && !returnedHeaders?.size,
    hasOwnContext: context !== undefined || !production,
    ...(observer && { observer }),
  });
}

/** That of whichever graph is served. Closed with the graph, and not by who has this. */
function currentTransport(graphs: GraphGenerations): RestTransport {
  return {
    request: (request) => graphs.current.transport.request(request),
    secrets: () => graphs.current.transport.secrets?.() ?? [],
    close: async () => {},
  };
}

/** Only who has tokens verified loads what verifies them. */
async function openAuthenticator(...given: Parameters<typeof createAuthenticator>): Promise<Authenticator> {
  const { createAuthenticator: create } = await import("./auth/create-authenticator.ts");
  return create(...given);
}

function ignore(): void {}

/** Some messages repeat what the client has sent, and that may be a megabyte. */
const MAX_MESSAGE = 2_000;

/** Apollo Server's sentence tells a client which option of Apollo Server to set, and nobody here can set it. */
function inOurWords(error: GraphQLFormattedError): GraphQLFormattedError {
  const { message, extensions } = error;
  if (extensions?.["validationErrorCode"] === "INTROSPECTION_DISABLED") {
    return { ...error, message: "Introspection is off in production." };
  }
  return message.length > MAX_MESSAGE ? { ...error, message: `${message.slice(0, MAX_MESSAGE)}...` } : error;
}

function createApolloServer(
  options: GatewayServerOptions & { readonly limits: RequestLimits; readonly path: string },
  gateway: GraphGenerations,
): ApolloServer<HeldContext> {
  const log = (message?: unknown): void => options.onError?.(message);
  return new ApolloServer<HeldContext>({
    gateway,
    introspection: !options.production,
    hideSchemaDetailsFromClientErrors: options.production,
    includeStacktraceInErrorResponses: false,
    nodeEnv: options.production ? "production" : "development",
    // Signals belong to the process, and so to the command line.
    stopOnTerminationSignals: false,
    // What passes the limits never comes here. A plugin's own text might.
    parseOptions: { maxTokens: options.limits.tokens },
    // Texts stand in place of ids when it is asked.
    persistedQueries: false,
    allowBatchedHttpRequests: options.limits.batch > 0,
    // Who means well makes few mistakes at once, and each takes as long to tell of as many names to validate.
    validationOptions: { hideSuggestions: options.production, maxErrors: 20 },
    formatError: (error) => inOurWords(showUpstreamHttp(error)),
    stringifyResult: (result) => `${stringifyJson(result)}\n`,
    logger: { debug: ignore, info: ignore, warn: log, error: log },
    plugins: [
      ApolloServerPluginUsageReportingDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      options.explorer ? landingPage(options.path) : ApolloServerPluginLandingPageDisabled(),
      ...(options.observer ? [observeOperations(options.observer)] : []),
      // What a plugin adds to the context is its own affair.
      ...([...(options.plugins ?? [])] as ApolloServerPlugin[] as ApolloServerPlugin<HeldContext>[]),
    ],
  });
}

/** Sees what takes the long way; the short lane tells of the rest itself. */
function observeOperations(observer: ServerObserver): ApolloServerPlugin<HeldContext> {
  const onAnswer: GraphQLRequestListener<HeldContext>["willSendResponse"] = async (answered) => {
    const { response, request, contextValue } = answered;
    // In place of one that passes a limit another was asked.
    const operation = contextValue.held.request?.refusals?.get(request.query) ? undefined : answered.operation;
    if (response.body.kind !== "single") return;
    const { data, errors } = response.body.singleResult;
    observer.onOperation({
      ...(operation && { type: operation.operation }),
      outcome: errors === undefined ? "success" : data ? "partial" : "error",
      codes: (errors ?? []).map(({ extensions }) => extensions?.["code"]),
    });
  };
  return { requestDidStart: async () => ({ willSendResponse: onAnswer }) };
}

/** Apollo's page, which takes its own address for the endpoint, made to ask the endpoint where it really is. */
function landingPage(path: string): ReturnType<typeof ApolloServerPluginLandingPageLocalDefault> {
  const page = ApolloServerPluginLandingPageLocalDefault({ embed: { runTelemetry: false }, footer: false });
  return {
    async serverWillStart(service) {
      const rendered = await (await page.serverWillStart?.(service))?.renderLandingPage?.();
      return {
        async renderLandingPage() {
          const html = rendered?.html ?? "";
          return {
            html: async () =>
              (typeof html === "string" ? html : await html()).replace(
                "initialEndpoint = window.location.href",
                () => `initialEndpoint = new URL(${JSON.stringify(path)}, window.location.href).href`,
              ),
          };
        },
      };
    },
  };
}

/** Answers a request by Apollo Server. */
function longWayOf(apollo: ApolloServer<HeldContext>, options: GatewayServerOptions): LongWay {
  return async (request, { search, body, accept, context }) => {
    const headers = copyHeaders(request);
    if (accept !== undefined) headers.set("accept", accept);
    const held: HeldContext["held"] = {};
    try {
      const result = await apollo.executeHTTPGraphQLRequest({
        httpGraphQLRequest: { method: request.method ?? "", headers, search, body },
        context: async () => {
          try {
            held.request = await context();
          } catch (error) {
            // What is not meant for the client Apollo Server would tell it, and nobody else.
            throw error instanceof GraphQLError ? error : maskFault(error, options);
          }
          return { held };
        },
      });
      // Only incremental delivery is chunked, and the executor returns one result.
      if (result.body.kind !== "complete") throw new Error("An incremental response is not supported.");
      return { status: result.status ?? 200, headers: Object.fromEntries(result.headers), body: result.body.string };
    } finally {
      held.request = undefined;
    }
  };
}

/** RFC 9110 section 5.3: a field's lines are joined by commas. Node drops some lines where a name comes twice. */
function copyHeaders(request: IncomingMessage): HeaderMap {
  const copied = new HeaderMap();
  const isEachOnce = Object.keys(request.headers).length * 2 === request.rawHeaders.length;
  // The latter is made when it is asked for.
  for (const [name, values = ""] of Object.entries(isEachOnce ? request.headers : request.headersDistinct)) {
    copied.set(name, typeof values === "string" ? values : values.join(", "));
  }
  return copied;
}
