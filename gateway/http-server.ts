/**
 * GraphQL over HTTP: node:http in front, Apollo Server for the protocol (parsing, validation, CSRF, media types), and
 * the graph behind it as Apollo Server's gateway. The one file that imports @apollo/server.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import {
  ApolloServer,
  HeaderMap,
  type ApolloServerPlugin,
  type GraphQLRequestListener,
  type HTTPGraphQLResponse,
} from "@apollo/server";
import {
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from "@apollo/server/plugin/disabled";
import { ApolloServerPluginLandingPageLocalDefault } from "@apollo/server/plugin/landingPage/default";
import type { GraphQLFormattedError } from "graphql";
import type { MappingProblemReport } from "../subgraphs/operation-context.ts";
import type { RestCallReport } from "../subgraphs/rest/create-rest-operation.ts";
import { shareInFlight } from "../subgraphs/rest/share-in-flight.ts";
import type { RestTransport } from "../subgraphs/rest/transport.ts";
import { openServer, type ConnectionSource, type OpenServer } from "./http/connection-source.ts";
import { developmentCors, preflightHeaders } from "./http/cors.ts";
import { drain } from "./http/drain.ts";
import { createRequestContext, type ContextFunction, type RequestContext } from "./http/request-context.ts";
import { GraphGenerations, type Servable } from "./http/graph-generations.ts";
import { InFlight } from "./http/in-flight.ts";
import { readBody } from "./http/read-body.ts";
import { CLIENT_LEFT, type ServerObserver } from "./http/server-observer.ts";
import { ShortLane, stringifyResult } from "./http/short-lane.ts";
import { showUpstreamHttp } from "./http/upstream-http.ts";

export type { ContextFunction } from "./http/request-context.ts";
export type { Servable } from "./http/graph-generations.ts";

export interface GatewayServerOptions {
  readonly graph: Servable;
  /** The way to the REST services. Not closed by the server: it outlives the graphs. */
  readonly transport: RestTransport;
  /** For one operation with all its calls to services, in milliseconds. Default 10 000. */
  readonly timeoutMs?: number;
  /** Default 4000. 0 picks a free one. */
  readonly port?: number;
  /** Address to listen on. Default: every interface. */
  readonly host?: string;
  /** Answers these connections, and listens nowhere. */
  readonly connections?: ConnectionSource;
  /** Where GraphQL is answered. Default `/graphql`. */
  readonly path?: string;
  /** True: no introspection, no suggestions, no details in errors, no mapping problems. */
  readonly production: boolean;
  /** Apollo Sandbox at `/`, and CORS for it and for pages of this machine. Default false. */
  readonly explorer?: boolean;
  /** Makes `$context` of each operation from the client's headers. */
  readonly context?: ContextFunction;
  /**
   * What is done once for requests that arrive while an equal one is answered. `request`: equal GETs to a service.
   * `operation`: these, and equal queries; equal includes every client header that can change the answer, and what
   * `context` makes. Within one operation equal GETs are always one. Default `none`.
   */
  readonly share?: "none" | "request" | "operation";
  /** Plugins of Apollo Server. One that has `requestDidStart` sees every request, which then all take the long way. */
  readonly plugins?: readonly ApolloServerPlugin[];
  /** Told of each REST call when it has ended. */
  readonly onCall?: (call: RestCallReport) => void;
  /** Told of each mapping problem; never in production. */
  readonly onProblem?: (problem: MappingProblemReport) => void;
  /** Told of what should not happen: a bug, or code of the project's own that throws; then `where` says which. */
  readonly onError?: (error: unknown, where?: string) => void;
  /** Counts requests and operations. */
  readonly observer?: ServerObserver;
  /** Default 1 048 576. */
  readonly maxBodyBytes?: number;
  /** How long `stop` waits for what is being answered. Default 10 000. */
  readonly drainTimeoutMs?: number;
  /**
   * How long `stop` leaves connections open that have no request, so that one that is on its way is answered. A client
   * that keeps asking is told by its next answer to take another connection. Default 0.
   */
  readonly idleDrainMs?: number;
}

export interface GatewayServer {
  /** Where GraphQL is answered: `http://localhost:4000/graphql`; the path alone where it does not listen itself. */
  readonly url: string;
  /** Serves another graph from the next request on. The one before is closed when its last operation has ended. */
  replaceGraph(graph: Servable): void;
  /**
   * Stops accepting, waits for what is being answered, then closes the graph. After `drainTimeoutMs` the connections
   * that are left are cut.
   */
  stop(): Promise<void>;
}

/** More than any client's operation has; the parser and the rules after it take time in proportion. */
const MAX_TOKENS = 15_000;
/** Load balancers keep an idle connection for 60 s; closing it before they do loses the request they then send on it. */
const KEEP_ALIVE_TIMEOUT_MS = 61_000;

/** @throws ListenError when the port cannot be listened on. */
export async function startGatewayServer(given: GatewayServerOptions): Promise<GatewayServer> {
  const isShared = given.share === "request" || given.share === "operation";
  const { observer } = given;
  const options = isShared ? { ...given, transport: shareInFlight(given.transport, observer?.onSharedRequest) } : given;
  const path = options.path ?? "/graphql";
  const graphs = new GraphGenerations(options);
  const apollo = createApolloServer(options, graphs, path);
  await apollo.start();
  const isHooked = options.plugins?.some((plugin) => plugin.requestDidStart !== undefined) ?? false;
  const lane = isHooked
    ? undefined
    : new ShortLane(graphs, {
        share: options.share === "operation",
        hasOwnContext: options.context !== undefined || !options.production,
        ...(observer && { observer }),
      });

  const requests = new InFlight();
  const open = new Set<ServerResponse>();
  let isDraining = false;
  const server = createServer((request, response) => {
    open.add(response);
    const ended = observer?.onRequest(request.method ?? "", routeOf(request, path));
    response.once("close", () => {
      open.delete(response);
      ended?.(response.writableFinished ? response.statusCode : CLIENT_LEFT);
    });
    if (isDraining) response.setHeader("connection", "close");
    const answer = answerRequest(request, response, { options, apollo, lane, path, isDraining });
    requests.track(answer);
  });
  server.keepAliveTimeout = KEEP_ALIVE_TIMEOUT_MS;

  let way: OpenServer;
  try {
    way = await openServer(server, options);
  } catch (error) {
    await apollo.stop();
    throw error;
  }

  const stop = async (): Promise<void> => {
    isDraining = true;
    const { idleDrainMs: idleMs = 0, drainTimeoutMs: timeoutMs = 10_000 } = options;
    await drain(server, open, { idleMs, timeoutMs, close: way.close });
    await requests.settled();
    await apollo.stop();
  };
  let stopped: Promise<void> | undefined;
  return {
    url: way.base + path,
    replaceGraph: (graph) => graphs.replace(graph, requests),
    stop: () => (stopped ??= stop()),
  };
}

function ignore(): void {}

/** Apollo Server's sentence tells a client which option of Apollo Server to set, and nobody here can set it. */
function inOurWords(error: GraphQLFormattedError): GraphQLFormattedError {
  if (error.extensions?.["validationErrorCode"] !== "INTROSPECTION_DISABLED") return error;
  return { ...error, message: "Introspection is off in production." };
}

function createApolloServer(
  options: GatewayServerOptions,
  gateway: GraphGenerations,
  path: string,
): ApolloServer<RequestContext> {
  const log = (message?: unknown): void => options.onError?.(message);
  return new ApolloServer<RequestContext>({
    gateway,
    introspection: !options.production,
    hideSchemaDetailsFromClientErrors: options.production,
    includeStacktraceInErrorResponses: false,
    nodeEnv: options.production ? "production" : "development",
    // Signals belong to the process, and so to the command line.
    stopOnTerminationSignals: false,
    parseOptions: { maxTokens: MAX_TOKENS },
    maxRecursiveSelections: true,
    formatError: (error) => inOurWords(showUpstreamHttp(error)),
    stringifyResult,
    logger: { debug: ignore, info: ignore, warn: log, error: log },
    plugins: [
      ApolloServerPluginUsageReportingDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      options.explorer ? landingPage(path) : ApolloServerPluginLandingPageDisabled(),
      ...(options.observer ? [observeOperations(options.observer)] : []),
      // What a plugin adds to the context is its own affair.
      ...([...(options.plugins ?? [])] as ApolloServerPlugin[] as ApolloServerPlugin<RequestContext>[]),
    ],
  });
}

/** Sees what takes the long way; the short lane tells of the rest itself. */
function observeOperations(observer: ServerObserver): ApolloServerPlugin<RequestContext> {
  const onAnswer: GraphQLRequestListener<RequestContext>["willSendResponse"] = async ({ operation, response }) => {
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

/** What a request is counted under: a path of ours, or none. */
function routeOf({ url = "" }: IncomingMessage, path: string): string {
  const [pathname] = splitOnce(url, "?");
  return [path, "/health/live", "/health/ready"].includes(pathname) ? pathname : "";
}

interface Served {
  readonly options: GatewayServerOptions;
  readonly apollo: ApolloServer<RequestContext>;
  readonly lane: ShortLane | undefined;
  readonly path: string;
  readonly isDraining: boolean;
}

/** Never rejects. */
async function answerRequest(request: IncomingMessage, response: ServerResponse, served: Served): Promise<void> {
  const { options } = served;
  try {
    const answer = await route(request, response, served);
    if (answer) send(response, answer);
  } catch (error) {
    // The client left while it was sending: nobody is there to be answered, and nothing is wrong here.
    if (response.destroyed || request.destroyed) return;
    options.onError?.(error);
    send(response, failure(500, "Internal server error"));
  }
}

interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

function send(response: ServerResponse, { status, headers, body = "" }: Answer): void {
  const length = status === 204 ? {} : { "content-length": Buffer.byteLength(body) };
  response.writeHead(status, { "x-content-type-options": "nosniff", ...headers, ...length });
  response.end(body);
}

function json(status: number, value: unknown): Answer {
  return {
    status,
    headers: { "content-type": "application/json; charset=utf-8", "cache-control": "no-store" },
    body: JSON.stringify(value) + "\n",
  };
}

function failure(status: number, message: string): Answer {
  return json(status, {
    errors: [{ message, extensions: { code: status < 500 ? "BAD_REQUEST" : "INTERNAL_SERVER_ERROR" } }],
  });
}

/** @returns `undefined` when the client has gone. */
async function route(request: IncomingMessage, response: ServerResponse, served: Served): Promise<Answer | undefined> {
  const { options, apollo, lane, path, isDraining } = served;
  const [pathname, search] = splitOnce(request.url ?? "/", "?");
  if (pathname === "/health/live") return json(200, { status: "ok" });
  if (pathname === "/health/ready") return isDraining ? json(503, { status: "draining" }) : json(200, { status: "ok" });

  const isLandingPage = options.explorer === true && pathname === "/" && request.method === "GET";
  if (pathname !== path && !isLandingPage)
    return failure(404, `Nothing is served here. GraphQL is answered at ${path}.`);

  const cors = options.explorer ? developmentCors(request.headers) : undefined;
  for (const [name, value] of Object.entries(cors ?? {})) response.setHeader(name, value);
  if (request.method === "OPTIONS") {
    return { status: 204, headers: cors ? preflightHeaders(request.headers) : { allow: "GET, POST" } };
  }

  const body = await readBody(request, options.maxBodyBytes ?? 1_048_576);
  if (body.kind === "refused") {
    if (body.status === 413) response.setHeader("connection", "close");
    return failure(body.status, body.message);
  }
  let made: Promise<RequestContext> | undefined;
  const context = (): Promise<RequestContext> => (made ??= createRequestContext(request, response, options));
  const isPost = request.method === "POST" && body.kind === "json";
  const short = isPost ? await lane?.answer({ request, response, body: body.value, context }) : undefined;
  if (response.destroyed) return undefined;
  if (short) return short;

  const result = await executeHttp(request, apollo, {
    search: search === undefined ? "" : `?${search}`,
    body: body.kind === "json" ? body.value : undefined,
    // `/` is the page whatever the client accepts.
    accept: isLandingPage ? "text/html" : undefined,
    context,
  });
  if (response.destroyed) return undefined;
  // Only incremental delivery is chunked, and the executor returns one result.
  if (result.body.kind !== "complete") throw new Error("An incremental response is not supported.");
  const { string } = result.body;
  const answer = { status: result.status ?? 200, headers: Object.fromEntries(result.headers), body: string };
  if (isPost) lane?.learn(request, answer);
  return answer;
}

async function executeHttp(
  request: IncomingMessage,
  apollo: ApolloServer<RequestContext>,
  asked: { search: string; body: unknown; accept: string | undefined; context: () => Promise<RequestContext> },
): Promise<HTTPGraphQLResponse> {
  const { search, body, accept, context } = asked;
  const headers = new HeaderMap();
  for (const [name, values] of Object.entries(request.headersDistinct)) headers.set(name, (values ?? []).join(", "));
  if (accept !== undefined) headers.set("accept", accept);
  return apollo.executeHTTPGraphQLRequest({
    httpGraphQLRequest: { method: request.method ?? "", headers, search, body },
    context,
  });
}

function splitOnce(text: string, separator: string): [string, string?] {
  const at = text.indexOf(separator);
  return at === -1 ? [text] : [text.slice(0, at), text.slice(at + separator.length)];
}
