import {
  RESTDataSource,
  type AugmentedRequest,
  type CacheOptions,
  type DataSourceConfig,
  type DataSourceFetchResult,
  type DataSourceRequest,
  type RequestOptions,
} from "@apollo/datasource-rest";
import type { GraphQLError } from "graphql";
import type { AnswerPolicy } from "../answer-policy.ts";
import type { SourceSettings } from "../connect/connector.ts";
import type { OperationContext } from "../operation-context.ts";
import { decodeBody } from "./decode-body.ts";
import { forwardHeaders } from "./headers.ts";
import { stringifyJson } from "./json.ts";
import { KeyedLoader, type BatchFunction, type LoaderOptions } from "./keyed-loader.ts";
import type { RestResponse } from "./operation.ts";
import { RestError, withDetail } from "./rest-error.ts";
import { SourceResponse, type FetcherResponse } from "./source-response.ts";
import { isTenantUrls, requireTenant } from "./tenant-url.ts";
import { errorOfStatus, toGraphQLError } from "./upstream-error.ts";
import { assertInside, resolveInside } from "./url.ts";

/** What a source is made with, once per operation. A subclass with a constructor of its own hands it to `super`. */
export interface RestSourceConfig {
  readonly operation: OperationContext;
  /** The name of the subgraph, and of the source in its `sources`. */
  readonly subgraph: string;
  readonly name: string;
  readonly settings: SourceSettings;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * A REST service as resolvers use it: `RESTDataSource`'s methods and hooks, over the one transport. One instance serves
 * one GraphQL operation.
 *
 * - Paths are relative to `baseURL`, whose own path is kept; build them with `path`. None leaves `baseURL`.
 * - Equal GET and HEAD requests of the operation are sent once; others always. Nothing is kept for another operation,
 *   so `cacheOptions`, `cacheKeyFor` and `requestDeduplicationPolicyFor` have no effect.
 * - 404 and 410 answer a GET with null (see `notFound`). Any other failure is a GraphQLError whose `extensions.code`
 *   says why and whose message tells neither URL nor body.
 */
export abstract class RestSource<CO extends CacheOptions = CacheOptions> extends RESTDataSource<CO> {
  /** What 404 and 410 mean for a GET or HEAD: there is no such thing, or something is wrong. */
  protected notFound: "null" | "error" = "null";
  readonly #config: RestSourceConfig;

  constructor(config: RestSourceConfig) {
    // The base class would make a cache of 30 MB for each instance. Its cache and its fetch are never used.
    super(unused);
    this.#config = config;
  }

  /** The `context` that the gateway made for this operation. */
  protected get context(): OperationContext["context"] {
    return this.#config.operation.context;
  }

  /** The client's request headers: lower-case names, each a list of values. */
  protected get requestHeaders(): OperationContext["requestHeaders"] {
    return this.#config.operation.requestHeaders;
  }

  /** This source's settings in the config. `baseUrl` there replaces `baseURL` here. */
  protected get settings(): SourceSettings {
    return this.#config.settings;
  }

  protected get env(): RestSourceConfig["env"] {
    return this.#config.env;
  }

  /**
   * Collects the keys that are loaded in one tick into one call of `batch`, and asks each key once per operation.
   *
   * @returns A DataLoader that answers null for a null key and for what `batch` has no answer to.
   */
  protected loader<K = string, V = unknown>(batch: BatchFunction<K, V>, options?: LoaderOptions<K>): KeyedLoader<K, V> {
    return new KeyedLoader(batch, options);
  }

  protected override resolveURL(given: string, _request: AugmentedRequest<CO>): URL | Promise<URL> {
    return resolveInside(given, this.#base());
  }

  /** JSON as its value, plain text as a string, an empty body and any other media type as null. */
  protected override async parseBody(response: FetcherResponse): Promise<object | string> {
    // The base class has no word for null, but hands on whatever comes.
    return this.#decode(response) as object | string;
  }

  protected override async errorFromResponse(failed: {
    url?: URL;
    request?: RequestOptions<CO>;
    response: FetcherResponse;
    parsedBody: unknown;
  }): Promise<GraphQLError> {
    const { rest } = restOf(failed.response);
    const { method = "GET", headers } = failed.request ?? {};
    const sent = { ...this.#whose(), method, url: failed.response.url, ...(headers && { headers }) };
    return errorOfStatus(rest, sent, this.settings.problemMembers);
  }

  /** Only a hook: calls are logged where they are made. */
  protected override trace<T>(_url: URL, _request: RequestOptions<CO>, call: () => Promise<T>): Promise<T> {
    return call();
  }

  override async fetch<T>(given: string, incoming: DataSourceRequest<CO> = {}): Promise<DataSourceFetchResult<T>> {
    try {
      const request = this.#augment(incoming);
      await this.willSendRequest?.(given, request);
      const url = await this.resolveURL(given, request);
      for (const [name, value] of request.params) url.searchParams.append(name, value);
      // Asserted after every hook has had its say: a subclass may resolve URLs in its own way, from what clients sent.
      assertInside(url, new URL(this.#base()));
      const body = this.#bodyOf(request);
      const outgoing = request as RequestOptions<CO>;
      return await this.trace(url, outgoing, () => this.#send<T>(url, request, outgoing, body));
    } catch (error) {
      throw error instanceof RestError ? toGraphQLError(error) : error;
    }
  }

  #whose(): { readonly subgraph: string; readonly coordinate: string } {
    const { subgraph, name } = this.#config;
    return { subgraph, coordinate: `${subgraph}:${name}` };
  }

  #base(): string {
    return this.#tenant()?.url ?? this.baseURL ?? "";
  }

  /** @throws RestError `REST_URL` where there is a base URL for each tenant, and none for this one. */
  #tenant(): { readonly tenant: string; readonly url: string } | undefined {
    const { operation, settings } = this.#config;
    return isTenantUrls(settings.baseUrl) ? requireTenant(settings.baseUrl, operation) : undefined;
  }

  #augment(incoming: DataSourceRequest<CO>): AugmentedRequest<CO> {
    const headers: Record<string, string> = {};
    const { operation } = this.#config;
    const { forward = [] } = this.settings;
    // Only looked at where something is forwarded: who looks at them makes the answer one for this client alone.
    const forwarded = forward.length > 0 ? forwardHeaders(operation.requestHeaders, forward) : {};
    for (const [name, values] of Object.entries(forwarded)) {
      // RFC 9110 section 5.3 joins a field's lines by commas; RFC 6265 section 5.4 has cookies by semicolons.
      headers[name] = values.join(name === "cookie" ? "; " : ", ");
    }
    for (const [name, value] of Object.entries(incoming.headers ?? {})) headers[name.toLowerCase()] = value;
    const params = incoming.params instanceof URLSearchParams ? incoming.params : new URLSearchParams();
    if (incoming.params && params !== incoming.params) {
      for (const [name, value] of Object.entries(incoming.params)) {
        if (value !== undefined && value !== null) params.set(name, value);
      }
    }
    // A copy that gets further keys gets a hidden class of its own with them, which outlives the call.
    return Object.assign({}, incoming, { method: incoming.method ?? "GET", headers, params }) as AugmentedRequest<CO>;
  }

  /** The body as it is sent; its content type is set where the caller gave none. */
  #bodyOf(request: AugmentedRequest<CO>): string | Uint8Array | undefined {
    const body: unknown = request.body;
    if (body === undefined || body === null) return undefined;
    if (this.shouldJSONSerializeBody(request.body)) {
      request.headers["content-type"] ??= "application/json";
      return stringifyJson(body);
    }
    if (typeof body === "string" || body instanceof Uint8Array) return body;
    if (body instanceof URLSearchParams) {
      request.headers["content-type"] ??= "application/x-www-form-urlencoded";
      return body.toString();
    }
    throw new RestError("REST_REQUEST", "A request body must be JSON, text, bytes or URLSearchParams.");
  }

  async #send<T>(
    url: URL,
    request: AugmentedRequest<CO>,
    outgoing: RequestOptions<CO>,
    body: string | Uint8Array | undefined,
  ): Promise<DataSourceFetchResult<T>> {
    try {
      const response = await this.#request(url, request, body);
      const parsedBody = await this.#read(url, outgoing, response);
      return {
        // The caller says which type the service answers with, as in RESTDataSource.
        parsedBody: parsedBody as T,
        response,
        // Calls are shared below this class, by the operation, whose answers are bytes: nothing here needs a clone.
        requestDeduplication: { policy: { policy: "do-not-deduplicate" }, deduplicatedAgainstPreviousRequest: false },
        httpCache: { cacheWritePromise: undefined },
      };
    } catch (thrown) {
      const { method = "GET", headers } = request;
      const sent = { ...this.#whose(), method, url: url.href, headers };
      const error =
        thrown instanceof RestError ? toGraphQLError(withDetail(thrown, { ...sent, ...thrown.detail })) : thrown;
      this.didEncounterError(error instanceof Error ? error : new Error(String(error)), outgoing, url);
      throw error;
    }
  }

  async #request(
    url: URL,
    request: AugmentedRequest<CO>,
    body: string | Uint8Array | undefined,
  ): Promise<SourceResponse> {
    const { operation, subgraph, name, settings } = this.#config;
    const tenant = this.#tenant()?.tenant;
    const { coordinate } = this.#whose();
    const { signal } = request;
    const fetched = operation.rest.fetch({
      subgraph,
      coordinate,
      source: name,
      sourceKey: `${subgraph}.${name}`,
      method: request.method ?? "GET",
      url: url.href,
      headers: request.headers,
      body,
      tenant,
      timeoutMs: settings.timeoutMs,
      maxBodyBytes: settings.maxBodyBytes,
      // RESTDataSource types it `any`: fetch libraries disagree on the class.
      signal: signal instanceof AbortSignal ? signal : undefined,
    });
    const rest = operation.policy ? await this.#judged(fetched, operation.policy) : await fetched;
    return new SourceResponse(rest, url.href);
  }

  /** A resolver may make something of a failure, which nobody is to keep. */
  async #judged(fetched: Promise<RestResponse>, policy: AnswerPolicy): Promise<RestResponse> {
    try {
      const rest = await fetched;
      if (rest.status >= 500) policy.refuse();
      policy.useAnswer(rest.cache);
      return rest;
    } catch (error) {
      policy.refuse();
      throw error;
    }
  }

  async #read(url: URL, request: RequestOptions<CO>, response: SourceResponse): Promise<unknown> {
    if (response.ok) {
      const parsedBody = await this.parseBody(response);
      // A subclass may know failures that come with 200.
      await this.throwIfResponseIsError({ url, request, response, parsedBody });
      return parsedBody;
    }
    const reads = request.method === "GET" || request.method === "HEAD";
    if (reads && this.notFound === "null" && (response.status === 404 || response.status === 410)) return null;
    // The status must not be lost to a body that cannot be read.
    const parsedBody = await this.parseBody(response).catch(() => null);
    await this.throwIfResponseIsError({ url, request, response, parsedBody });
    return parsedBody;
  }

  #decode(response: FetcherResponse): unknown {
    const { rest } = restOf(response);
    const body = decodeBody(rest);
    if (body.kind === "invalid") throw body.error;
    if (body.kind !== "unsupported") return body.value;
    const message = "The upstream service's answer is neither JSON nor plain text.";
    if (this.settings.strict) throw new RestError("REST_MEDIA_TYPE", message, { status: rest.status });
    const { operation, subgraph, name } = this.#config;
    operation.onProblem?.({ coordinate: `${subgraph}:${name}`, location: "Response", message, path: "", count: 1 });
    return null;
  }
}

/** Every response comes from `#request`; a hook of a subclass may hand on another. */
function restOf(response: FetcherResponse): SourceResponse {
  if (response instanceof SourceResponse) return response;
  throw new TypeError("A hook of this data source was given a response that is not of its own request.");
}

const unused: DataSourceConfig = {
  cache: { get: async () => undefined, set: async () => undefined, delete: async () => false },
  fetch: () => Promise.reject(new Error("RestSource sends through its operation")),
};
