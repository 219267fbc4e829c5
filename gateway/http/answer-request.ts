/** One request: which of the things that are served it asks for, and by which way a GraphQL operation is answered. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { anonymous, type Access } from "../auth/access.ts";
import type { Authenticator } from "../auth/authenticator.ts";
import type { RateLimit } from "../rate-limit/rate-limit.ts";
import { failure, json, send, type Answer } from "./answer.ts";
import { developmentCors, type CorsHeaders, type CorsOptions } from "./cors.ts";
import { tellFault } from "./failures.ts";
import type { Overload } from "./overload.ts";
import type { PersistedOperations } from "../documents/persisted-operations.ts";
import type { RequestLimits } from "../limits/request-limits.ts";
import { withTexts, type PersistedRequest } from "./persisted-request.ts";
import { readBody } from "./read-body.ts";
import type { Readiness } from "./readiness.ts";
import { createRequestContext, type RequestContext, type RequestContextOptions } from "./request-context.ts";
import type { ShortLane } from "./short-lane.ts";

export interface AnswerOptions extends RequestContextOptions {
  /** Apollo Sandbox at `/`, and CORS for it and for pages of this machine. Default false. */
  readonly explorer?: boolean;
  /** Default 1 048 576. */
  readonly maxBodyBytes?: number;
  /** Pages of other origins that may read answers. Default: none. */
  readonly cors?: CorsOptions | undefined;
  /** What ids stand for that clients send in place of texts. Absent: nothing. */
  readonly persisted?: PersistedOperations | undefined;
}

/** Answers a GraphQL request as Apollo Server does. */
export type LongWay = (request: IncomingMessage, asked: LongWayRequest) => Promise<TextAnswer>;

export interface LongWayRequest extends PersistedRequest {
  /** Taken for the client's `accept`. */
  readonly accept?: string;
  readonly context: () => Promise<RequestContext>;
}

export interface TextAnswer extends Answer {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Served {
  readonly options: AnswerOptions;
  readonly limits: RequestLimits;
  readonly longWay: LongWay;
  /** Absent: no page of another origin may read anything. */
  readonly cors: ((request: IncomingMessage["headers"]) => CorsHeaders) | undefined;
  /** True for a text that was parsed and found valid for the graph that is served. */
  readonly isKnown: (text: string) => boolean;
  readonly lane: ShortLane | undefined;
  /** Absent: every client is anonymous. */
  readonly authenticator: Authenticator | undefined;
  /** Absent: clients may ask as often as they like. */
  readonly rateLimit: RateLimit | undefined;
  /** Absent: nothing is turned away. */
  readonly overload: Overload | undefined;
  readonly readiness: Readiness;
  /** Where GraphQL is answered. */
  readonly path: string;
}

/** Never rejects. */
export async function answerRequest(request: IncomingMessage, response: ServerResponse, served: Served): Promise<void> {
  const { options } = served;
  try {
    const answer = await route(request, response, served);
    if (answer) send(response, answer);
  } catch (error) {
    // The client left while it was sending: nobody is there to be answered, and nothing is wrong here.
    if (response.destroyed || request.destroyed) return;
    const message = "Internal server error";
    send(response, failure(500, message, undefined, tellFault(error, message, options)));
  }
}

/** @returns `undefined` when the client has gone. */
async function route(request: IncomingMessage, response: ServerResponse, served: Served): Promise<Answer | undefined> {
  const { options, limits, path, authenticator, overload, rateLimit } = served;
  const [pathname, search] = splitOnce(request.url ?? "/", "?");
  if (pathname === "/health/live") return json(200, { status: "ok" });
  if (pathname === "/health/ready") return served.readiness.answer();

  const isLandingPage = options.explorer === true && pathname === "/" && request.method === "GET";
  if (pathname !== path && !isLandingPage)
    return failure(404, `Nothing is served here. GraphQL is answered at ${path}.`);

  const cors = corsOf(request, served);
  for (const [name, value] of Object.entries(cors?.headers ?? {})) response.setHeader(name, value);
  if (request.method === "OPTIONS") return { status: 204, headers: cors?.preflight ?? { allow: "GET, POST" } };

  const refused = overload?.refuse();
  if (refused) return refused;

  // Nobody's tokens are looked at that often either, but where they say who the client is.
  const isEarly = rateLimit && !rateLimit.readsClaims && !isLandingPage;
  const early = isEarly ? await rateLimit.count(request, response, anonymous) : undefined;
  if (early) return early;

  let access = anonymous;
  let unknown: Answer | undefined;
  if (authenticator && !isLandingPage) {
    const made = authenticator.authenticate(request);
    const authenticated = made instanceof Promise ? await made : made;
    if (authenticated.kind === "refused") unknown = authenticated.answer;
    else access = authenticated.access;
  }
  // A token that is refused has no claim: its request counts for the address.
  const late = rateLimit?.readsClaims && !isLandingPage ? await rateLimit.count(request, response, access) : undefined;
  if (late ?? unknown) return late ?? unknown;
  // Its body would be waited for in vain.
  if (request.destroyed) return undefined;
  const body = await readBody(request, options.maxBodyBytes ?? 1_048_576, limits);
  if (body.kind === "refused") {
    if (body.status === 413) response.setHeader("connection", "close");
    return failure(body.status, body.message, body.code, body.extensions);
  }
  // Each operation of a batch is one that could have been asked alone.
  const others = body.kind === "json" && Array.isArray(body.value) ? body.value.length - 1 : 0;
  const tooMany = others > 0 ? await rateLimit?.count(request, response, access, others) : undefined;
  if (tooMany) return tooMany;

  // It would be let in, and never leave.
  if (response.destroyed) return undefined;
  // Others may have been let in while it was sending.
  const crowdedOut = overload?.enter(response);
  if (crowdedOut) return crowdedOut;
  return answerOperation(request, response, served, access, {
    search: search === undefined ? "" : `?${search}`,
    body: body.kind === "json" ? body.value : undefined,
    // `/` is the page whatever the client accepts.
    ...(isLandingPage && { accept: "text/html" }),
  });
}

/** What the config allows, else what the explorer needs; closed where it is neither. */
function corsOf({ headers }: IncomingMessage, { options, cors }: Served): CorsHeaders | undefined {
  const configured = cors?.(headers);
  if (configured?.preflight || !options.explorer) return configured;
  return developmentCors(headers);
}

type Asked = Omit<LongWayRequest, "context">;

function answerOperation(
  request: IncomingMessage,
  response: ServerResponse,
  served: Served,
  access: Access,
  asked: Asked,
): Promise<Answer | undefined> {
  const { persisted } = served.options;
  const named = persisted ? withTexts(request.method, asked, persisted) : asked;
  if (!(named instanceof Promise) && !named.automatic) return answerText(request, response, served, access, named);
  return answerNamed(request, response, served, access, named);
}

/** Of what was asked for by an id that had to be looked up, or is to be kept. */
async function answerNamed(
  request: IncomingMessage,
  response: ServerResponse,
  served: Served,
  access: Access,
  named: Asked | Promise<Asked>,
): Promise<Answer | undefined> {
  const asked = await named;
  const answer = await answerText(request, response, served, access, asked);
  for (const { hash, text } of asked.automatic ?? []) {
    if (served.isKnown(text)) served.options.persisted?.keep(hash, text);
  }
  return answer;
}

async function answerText(
  request: IncomingMessage,
  response: ServerResponse,
  { options, longWay, lane, authenticator }: Served,
  access: Access,
  asked: Asked,
): Promise<Answer | undefined> {
  let made: Promise<RequestContext> | undefined;
  const context = (): Promise<RequestContext> => (made ??= createRequestContext(request, response, options, access));
  const isPost = request.method === "POST" && asked.body !== undefined;
  const answered = isPost ? lane?.answer({ request, response, body: asked.body, access, context }) : undefined;
  const short = answered instanceof Promise ? await answered : answered;
  if (response.destroyed) return undefined;
  if (short) return withVary(response, short, authenticator);

  const answer = await longWay(request, { ...asked, context });
  if (response.destroyed) return undefined;
  if (isPost) lane?.learn(request, answer);
  return withVary(response, answer, authenticator);
}

/**
 * Who keeps the answer must know that another media type would have been another answer, and so would be, in a browser that
 * somebody else signs in with, another token (RFC 9110 section 12.5.5).
 */
function withVary<Given extends Answer>(
  response: ServerResponse,
  answer: Given,
  authenticator: Authenticator | undefined,
): Given {
  const caching = answer.headers?.["cache-control"];
  if (!caching?.startsWith("max-age=")) return answer;
  response.appendHeader("vary", "Accept");
  const isPrivate = caching.includes("private");
  for (const name of (isPrivate && authenticator?.headers) || []) response.appendHeader("vary", name);
  return answer;
}

/** What a request is counted under: a path of ours, or none. */
export function routeOf({ url = "" }: IncomingMessage, path: string): string {
  const [pathname] = splitOnce(url, "?");
  return [path, "/health/live", "/health/ready"].includes(pathname) ? pathname : "";
}

function splitOnce(text: string, separator: string): [string, string?] {
  const at = text.indexOf(separator);
  return at === -1 ? [text] : [text.slice(0, at), text.slice(at + separator.length)];
}
