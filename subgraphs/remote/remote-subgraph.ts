import { getOperationAST, OperationTypeNode, print, type DocumentNode } from "graphql";
import { askedCoordinates } from "../coded/asked-coordinates.ts";
import type { OperationContext } from "../operation-context.ts";
import { judgeAnswer } from "../rest/cache/judge-answer.ts";
import { freshnessOf } from "../rest/cache/with-outcome.ts";
import { decodeBody } from "../rest/decode-body.ts";
import { flattenHeaders, forwardHeaders } from "../rest/headers.ts";
import { stringifyJson } from "../rest/json.ts";
import type { CacheOutcome, RestResponse } from "../rest/operation.ts";
import { reasonOf } from "../rest/reason.ts";
import { RestError, withDetail } from "../rest/rest-error.ts";
import { createSubgraphError } from "../subgraph-error.ts";
import type { CallShape, PreparedFetch, Subgraph, SubgraphResult } from "../subgraph.ts";
import { readGraphQLResponse } from "./read-graphql-response.ts";

export interface RemoteSubgraphOptions {
  readonly name: string;
  /** Absolute http(s) URL of the subgraph's GraphQL endpoint. */
  readonly url: string;
  /** Client headers that are sent on. Default: none. */
  readonly forward?: readonly string[];
  /** Headers sent with every request; they win over forwarded ones. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Limit for one request, in milliseconds. Default 10 000. */
  readonly timeoutMs?: number;
  /** Most decoded bytes of one answer. Default 10 485 760. */
  readonly maxBodyBytes?: number;
  /** Whether clients are told its errors in its words. Default false: they are told the code, and nothing else. */
  readonly showErrors?: boolean;
}

/**
 * A federated GraphQL subgraph that is asked over HTTP (https://graphql.github.io/graphql-over-http/draft/).
 *
 * @throws RestError `REST_URL`, `REST_HEADER` for options that no request can be made of.
 */
export function createRemoteSubgraph(options: RemoteSubgraphOptions): Subgraph {
  const { name, url, forward = [] } = options;
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url)) {
    throw new RestError("REST_URL", `The URL of subgraph \`${name}\` is not an absolute http or https URL.`);
  }
  const ask = askerOf(options);
  return {
    name,
    kind: "remote",
    readsHeaders: new Set(forward.map((header) => header.toLowerCase())),
    readsClaims: false,
    saysFreshness: true,
    prepare: (document) => prepareFetch(document, options, ask),
    close: async () => {},
  };
}

/** Sends the body of a request. */
type Ask = (body: string, asked: Asked, operation: OperationContext) => Promise<SubgraphResult>;

function askerOf(options: RemoteSubgraphOptions): Ask {
  const { name, url, forward = [], timeoutMs, maxBodyBytes, showErrors = false } = options;
  const fixed = fixedHeaders(options.headers);
  const limits = { ...(timeoutMs !== undefined && { timeoutMs }), ...(maxBodyBytes !== undefined && { maxBodyBytes }) };
  return async (body, { coordinate, safe }, operation) => {
    const headers = forward.length > 0 ? { ...forwardHeaders(operation.requestHeaders, forward), ...fixed } : fixed;
    const sent = { subgraph: name, coordinate, method: "POST", url, headers };
    let response: RestResponse;
    try {
      response = await operation.rest.fetch({ ...sent, sourceKey: name, safe, body, ...limits });
    } catch (error) {
      operation.policy?.refuse();
      return failed(error instanceof RestError ? withDetail(error, { ...sent, ...error.detail }) : error);
    }
    operation.policy?.useAnswer(freshnessIn(response));
    const decoded = decodeBody(response);
    return readGraphQLResponse(response, decoded.kind === "json" ? decoded.value : undefined, { sent, showErrors });
  };
}

/** @throws RestError `REST_HEADER` */
function fixedHeaders(headers: Readonly<Record<string, string>> = {}): Record<string, string> {
  const fixed: Record<string, string> = {
    accept: "application/graphql-response+json, application/json",
    "content-type": "application/json",
  };
  for (const [header, value] of Object.entries(headers)) fixed[header.toLowerCase()] = value;
  flattenHeaders(fixed);
  return fixed;
}

function prepareFetch(document: DocumentNode, { name, url }: RemoteSubgraphOptions, ask: Ask): PreparedFetch {
  const call = toCallShape(name, url, document);
  // Everything but the variables is the same each time.
  const { name: operationName, operation: kind } = getOperationAST(document) ?? {};
  const asked = { coordinate: call.coordinate, safe: kind === OperationTypeNode.QUERY };
  const named = operationName === undefined ? "" : `,"operationName":${JSON.stringify(operationName.value)}`;
  const start = `{"query":${JSON.stringify(print(document))}${named},"variables":`;
  return {
    calls: [call],
    execute: async (variables, operation) => {
      try {
        return await ask(`${start}${stringifyJson(variables)}}`, asked, operation);
      } catch (error) {
        return failed(error);
      }
    },
  };
}

interface Asked {
  readonly coordinate: string;
  /** A query changes nothing (GraphQL section 6.2.1), though it goes by POST: it may be sent again, and is no write. */
  readonly safe: boolean;
}

/** GraphQL servers say in Cache-Control how long the answer to a query may be kept, also where it was asked by POST. */
function freshnessIn(response: RestResponse): Pick<CacheOutcome, "clientFreshUntil" | "audience"> {
  // Which most of them say.
  if (response.headers["cache-control"]?.join() === "no-store") return { clientFreshUntil: 0, audience: "private" };
  return freshnessOf(judgeAnswer(response, {}, Date.now()));
}

function failed(cause: unknown): SubgraphResult {
  const message = cause instanceof RestError ? cause.message : "The subgraph could not be asked.";
  const error = createSubgraphError({ message, extensions: { code: reasonOf(cause) }, cause });
  return { data: null, errors: [error] };
}

function toCallShape(name: string, url: string, document: DocumentNode): CallShape {
  const asked = askedCoordinates(name, document);
  const [first] = asked;
  const rootType = getOperationAST(document)?.operation === OperationTypeNode.MUTATION ? "Mutation" : "Query";
  return {
    // One request answers all that the document asks for; a single name fits only where it asks for one thing.
    coordinate: asked.length === 1 && first ? first.coordinate : `${name}:${rootType}`,
    method: "POST",
    url,
    per: "once",
    batchSize: null,
    perEntity: false,
    lists: [],
    optional: false,
    after: [],
  };
}
