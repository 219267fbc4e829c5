/**
 * Requests of connectors: `GET "/users/{$args.id}"` and the variables become what is sent.
 * Connect spec reference, section 7.
 */
import type { Mapping, Problem, Template, Variables } from "../mapping/mapping.ts";
import { isObject, ownValue } from "../mapping/json.ts";
import { stringifyJson } from "../rest/json.ts";
import { findTenant, isTenantUrls, UNKNOWN_TENANT, type TenantEvidence, type TenantUrls } from "../rest/tenant-url.ts";
import { encodeComponent } from "../rest/url.ts";
import type { Connector, SourceSettings } from "./connector.ts";
import { formText } from "./form-text.ts";
import { compileHeaders } from "./request-headers.ts";
import type { ReportProblems, RequestLocation } from "./request-location.ts";
import { scalarText } from "./scalar-text.ts";
import { compileExtras, type CompiledExtras } from "../rest-directives/compile-extras.ts";
import { assembleUrl, encodeConstant, joinPaths, splitAbsolute, splitRelative } from "./url.ts";

export interface BuiltRequest {
  readonly kind: "request";
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string | Uint8Array;
  /** Whose base URL it is sent to, where there is one for each tenant. */
  readonly tenant?: string;
}

/** `message` is for clients and names no value. */
export interface RefusedRequest {
  readonly kind: "refused";
  readonly message: string;
}

/** A key in the URL is null: there is nothing to ask for. */
export interface UnaskableRequest {
  readonly kind: "null-key";
}

export type BuildRequest = (
  variables: Variables,
  requestHeaders: Readonly<Record<string, readonly string[]>>,
  report: ReportProblems,
) => BuiltRequest | RefusedRequest | UnaskableRequest;

export function compileRequest(
  connector: Connector,
  http: NonNullable<Connector["http"]>,
  settings: SourceSettings,
): BuildRequest {
  const extras = compileExtras(connector.request);
  const buildUrl = compileUrl(connector, http, settings, extras);
  const buildHeaders = compileHeaders(connector, http, settings, extras);
  const body = extras.bodyValue ?? http.body;
  const method = connector.request?.method ?? http.method;
  // `queryParams` leaves out what is null, so a reference to nothing would ask for everything. A body passes nulls on:
  // what is computed from `@requires` may be computed from nothing.
  const keys = method === "GET" && isKeyed(connector, settings) ? [...connector.inputs.keys()] : [];

  const tenants = connector.source && isTenantUrls(settings.baseUrl) ? settings.baseUrl : undefined;
  const build: BuildRequest = (variables, requestHeaders, report) => {
    if (keys.length > 0 && isNullReference(variables.$this, keys)) return { kind: "null-key" };
    const url = buildUrl(variables, report);
    if (typeof url !== "string") return url;
    const headers = buildHeaders(variables, requestHeaders, report);
    if (!body) return { kind: "request", method, url, headers };

    const problems: Problem[] = [];
    const value = body.evaluate({}, variables, problems);
    if (problems.length > 0) report("RequestBody", problems);
    if (value === undefined) {
      // What is not sent has no type.
      delete headers["content-type"];
      return { kind: "request", method, url, headers };
    }
    if (extras.writeBody) {
      const written = extras.writeBody(value);
      if (!written) return refused("The body cannot be written in the media type that `@request` says.");
      headers["content-type"] = written.contentType;
      return { kind: "request", method, url, headers, body: written.body };
    }
    if (isForm(headers["content-type"])) {
      const text = formText(value);
      if (text === undefined)
        return refused("The body of a form must be an object of values that can be written as text.");
      return { kind: "request", method, url, headers, body: text };
    }
    headers["content-type"] ??= "application/json";
    return { kind: "request", method, url, headers, body: stringifyJson(value) };
  };
  if (!tenants) return build;
  return (variables, requestHeaders, report) => {
    const built = build(variables, requestHeaders, report);
    const found = built.kind === "request" ? findTenant(tenants, evidenceOf(variables)) : undefined;
    return built.kind === "request" && found ? { ...built, tenant: found.tenant } : built;
  };
}

/** Whether nulls in `$this` mean that there is nothing to ask for. References to entities were looked at before. */
function isKeyed({ resolver }: Connector, settings: SourceSettings): boolean {
  return resolver === "implicit" && !settings.callOnNullKey;
}

function isNullReference(object: unknown, keys: readonly string[]): boolean {
  return isObject(object) && keys.every((key) => (ownValue(object, key) ?? null) === null);
}

function isForm(contentType: string | readonly string[] | undefined): boolean {
  return typeof contentType === "string" && /^application\/x-www-form-urlencoded\s*(?:;|$)/i.test(contentType);
}

function refused(message: string): RefusedRequest {
  return { kind: "refused", message };
}

type Part<T> = (variables: Variables, report: ReportProblems) => T | RefusedRequest | UnaskableRequest;

function compileUrl(
  connector: Connector,
  http: NonNullable<Connector["http"]>,
  settings: SourceSettings,
  extras: CompiledExtras,
): Part<string> {
  const { source } = connector;
  const keyed = isKeyed(connector, settings);
  const base =
    source &&
    (settings.baseUrl === undefined ? urlText(source.baseUrl, "SourceUrl", false) : fixedBase(settings.baseUrl));
  const own = urlText(http.url, "ConnectUrl", keyed, extras);
  const sourcePath = source?.path && pathSegments(source.path, "SourcePath", false);
  const sourceQuery = source?.queryParams && queryPairs(source.queryParams, "SourceQueryParams");
  const ownPath = http.path && pathSegments(http.path, "ConnectPath", keyed && http.path.reads.has("$this"));
  const ownQuery = http.queryParams && queryPairs(http.queryParams, "ConnectQueryParams");
  const extraQuery = extras.query && writtenText(extras.query, "ConnectQueryParams");

  return (variables, report) => {
    const ownText = own(variables, report);
    if (typeof ownText !== "string") return ownText;
    const baseText = base ? base(variables, report) : ownText;
    if (typeof baseText !== "string") return baseText;
    const start = splitAbsolute(baseText);
    if (!start) return refused("The base URL is not an absolute http or https URL.");

    const queries = [start.query];
    let { path } = start;
    const add = <T>(
      part: Part<T> | undefined,
      use: (value: T) => void,
    ): RefusedRequest | UnaskableRequest | undefined => {
      if (!part) return undefined;
      const value = part(variables, report);
      if (isFailure(value)) return value;
      use(value);
      return undefined;
    };
    const addPath = (text: string): void => void (path = joinPaths(path, text));
    const addQuery = (text: string): void => void queries.push(text);
    const failure =
      add(sourcePath, addPath) ??
      add(sourceQuery, addQuery) ??
      add(base && (() => ownText), (text) => {
        const split = splitRelative(text);
        addPath(split.path);
        addQuery(split.query);
      }) ??
      add(ownPath, addPath) ??
      add(ownQuery, addQuery) ??
      add(extraQuery, addQuery);
    if (failure) return failure;
    const query = queries.filter((text) => text !== "").join("&");
    return (
      assembleUrl({ origin: start.origin, path, query }) ??
      refused("A value would lead out of the path that this call is made for.")
    );
  };
}

function fixedBase(baseUrl: string | TenantUrls): Part<string> {
  if (!isTenantUrls(baseUrl)) {
    const encoded = encodeConstant(baseUrl);
    return () => encoded;
  }
  return (variables) => {
    const found = findTenant(baseUrl, evidenceOf(variables));
    return found ? encodeConstant(found.url) : refused(UNKNOWN_TENANT);
  };
}

function evidenceOf({ $request, $context }: Variables): TenantEvidence {
  const headers = isObject($request) ? $request["headers"] : undefined;
  return {
    // `$request.headers` is the operation's own `requestHeaders`.
    requestHeaders: isObject(headers) ? (headers as TenantEvidence["requestHeaders"]) : {},
    context: isObject($context) ? $context : {},
  };
}

function isFailure(value: unknown): value is RefusedRequest | UnaskableRequest {
  return isObject(value) && (value["kind"] === "refused" || value["kind"] === "null-key");
}

/**
 * @param keyed  Whether a null from `$this` in an expression means that there is nothing to ask for: `/users?id=` would
 *   fetch all users for an order that has none.
 */
function urlText(template: Template, location: RequestLocation, keyed: boolean, extras?: CompiledExtras): Part<string> {
  const parts = template.parts.map((part) =>
    part.kind === "text"
      ? encodeConstant(part.text)
      : {
          mapping: part.mapping,
          isKey: keyed && part.mapping.reads.has("$this"),
          write: extras?.pathText(part.mapping.source),
        },
  );
  const isConstant = parts.every((part) => typeof part === "string");
  const constant = isConstant ? parts.join("") : "";
  if (isConstant) return () => constant;
  return (variables, report) => {
    const problems: Problem[] = [];
    let text = "";
    for (const part of parts) {
      if (typeof part === "string") {
        text += part;
        continue;
      }
      if (part.write) {
        const written = part.write(variables, problems);
        if (written === undefined)
          return part.isKey ? { kind: "null-key" } : refused("A parameter in the path has no value.");
        text += written;
        continue;
      }
      const value = part.mapping.evaluate({}, variables, problems);
      if (part.isKey && (value === null || value === undefined)) return { kind: "null-key" };
      const rendered = scalarText(value);
      if (rendered === undefined)
        return refused("A value in the URL is a list or an object; it must be a single value.");
      text += encodeComponent(rendered);
    }
    if (problems.length > 0) report(location, problems);
    return text;
  };
}

function writtenText(write: NonNullable<CompiledExtras["query"]>, location: RequestLocation): Part<string> {
  return (variables, report) => {
    const problems: Problem[] = [];
    const text = write(variables, problems) ?? "";
    if (problems.length > 0) report(location, problems);
    return text;
  };
}

function pathSegments(mapping: Mapping, location: RequestLocation, keyed: boolean): Part<string> {
  return (variables, report) => {
    const value = evaluate(mapping, variables, location, report);
    if (!Array.isArray(value)) return refused("`path` must be a list of values.");
    const segments: string[] = [];
    for (const each of value) {
      if (keyed && (each ?? null) === null) return { kind: "null-key" };
      const text = (each ?? null) === null ? undefined : scalarText(each);
      if (text === undefined)
        return refused("A value in `path` is null, a list or an object; it must be a single value.");
      segments.push(encodeComponent(text));
    }
    return segments.join("/");
  };
}

function queryPairs(mapping: Mapping, location: RequestLocation): Part<string> {
  return (variables, report) => {
    const value = evaluate(mapping, variables, location, report);
    if (value === null || value === undefined) return "";
    if (!isObject(value)) return refused("`queryParams` must be an object.");
    const pairs: string[] = [];
    for (const [key, each] of Object.entries(value)) {
      for (const item of Array.isArray(each) ? (each as unknown[]) : [each]) {
        if (item === null || item === undefined) continue;
        const text = scalarText(item);
        if (text === undefined)
          return refused("A value in `queryParams` holds a list or an object where a single value is expected.");
        pairs.push(`${encodeComponent(key)}=${encodeComponent(text)}`);
      }
    }
    return pairs.join("&");
  };
}

function evaluate(mapping: Mapping, variables: Variables, location: RequestLocation, report: ReportProblems): unknown {
  const problems: Problem[] = [];
  const value = mapping.evaluate({}, variables, problems);
  if (problems.length > 0) report(location, problems);
  return value;
}
