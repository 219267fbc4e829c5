/** URLs of connectors' requests: templates and mappings in, what they say for the variables of a call out. */
import type { Mapping, Problem, Template, Variables } from "../mapping/mapping.ts";
import { isObject } from "../mapping/json.ts";
import type { CompiledExtras } from "../rest-directives/compile-extras.ts";
import { findTenant, isTenantUrls, UNKNOWN_TENANT, type TenantEvidence, type TenantUrls } from "../rest/tenant-url.ts";
import { encodeComponent } from "../rest/url.ts";
import type { Connector, SourceSettings } from "./connector.ts";
import type { ReportProblems, RequestLocation } from "./request-location.ts";
import { refused, type RefusedRequest, type UnaskableRequest } from "./refused-request.ts";
import { scalarText } from "./scalar-text.ts";
import { assembleUrl, encodeConstant, joinPaths, splitAbsolute, splitRelative, type UrlParts } from "./url.ts";

export type BuildUrl = (variables: Variables, report: ReportProblems) => string | RefusedRequest | UnaskableRequest;

/** Text that is added to a URL: to its path or to its query. */
interface UrlPart {
  readonly place: "path" | "query";
  readonly text: BuildUrl;
}

/** @param keyed  Whether nulls in `$this` mean that there is nothing to ask for. */
export function compileUrl(
  { source }: Connector,
  http: NonNullable<Connector["http"]>,
  settings: SourceSettings,
  extras: CompiledExtras,
  keyed: boolean,
): BuildUrl {
  const base =
    source &&
    (settings.baseUrl === undefined ? urlText(source.baseUrl, "SourceUrl", false) : fixedBase(settings.baseUrl));
  const own = urlText(http.url, "ConnectUrl", keyed, extras);
  const sourceParts = presentParts(
    source?.path && pathSegments(source.path, "SourcePath", false),
    source?.queryParams && queryPairs(source.queryParams, "SourceQueryParams"),
  );
  const ownParts = presentParts(
    http.path && pathSegments(http.path, "ConnectPath", keyed && http.path.reads.has("$this")),
    http.queryParams && queryPairs(http.queryParams, "ConnectQueryParams"),
    extras.query && writtenText(extras.query, "ConnectQueryParams"),
  );

  const build: BuildUrl = (variables, report) => {
    const ownText = own.text(variables, report);
    if (typeof ownText !== "string") return ownText;
    const baseText = base ? base.text(variables, report) : ownText;
    if (typeof baseText !== "string") return baseText;
    const url = splitAbsolute(baseText);
    if (!url) return refused("The base URL is not an absolute http or https URL.");
    const failure =
      addParts(url, sourceParts, variables, report) ??
      (base && addText(url, ownText)) ??
      addParts(url, ownParts, variables, report);
    return failure ?? assembleUrl(url) ?? refused("A value would lead out of the path that this call is made for.");
  };
  const isConstant = own.isConstant && base?.isConstant !== false && sourceParts.length + ownParts.length === 0;
  if (!isConstant) return build;
  let constant: ReturnType<BuildUrl> | undefined;
  return (variables, report) => (constant ??= build(variables, report));
}

function presentParts(path: BuildUrl | undefined, ...queries: readonly (BuildUrl | undefined)[]): readonly UrlPart[] {
  const parts: UrlPart[] = path ? [{ place: "path", text: path }] : [];
  for (const query of queries) if (query) parts.push({ place: "query", text: query });
  return parts;
}

function addParts(
  url: UrlParts,
  parts: readonly UrlPart[],
  variables: Variables,
  report: ReportProblems,
): RefusedRequest | UnaskableRequest | undefined {
  for (const { place, text: write } of parts) {
    const text = write(variables, report);
    if (typeof text !== "string") return text;
    if (place === "path") url.path = joinPaths(url.path, text);
    else addQuery(url, text);
  }
  return undefined;
}

function addText(url: UrlParts, text: string): undefined {
  const { path, query } = splitRelative(text);
  url.path = joinPaths(url.path, path);
  addQuery(url, query);
}

function addQuery(url: UrlParts, text: string): void {
  url.query = url.query === "" || text === "" ? url.query + text : `${url.query}&${text}`;
}

/** A URL, or a part of one, as it is written. */
interface UrlText {
  readonly text: BuildUrl;
  readonly isConstant: boolean;
}

function constantText(text: string): UrlText {
  return { text: () => text, isConstant: true };
}

function fixedBase(baseUrl: string | TenantUrls): UrlText {
  if (!isTenantUrls(baseUrl)) return constantText(encodeConstant(baseUrl));
  const text: BuildUrl = (variables) => {
    const found = findTenant(baseUrl, evidenceOf(variables));
    return found ? encodeConstant(found.url) : refused(UNKNOWN_TENANT);
  };
  return { text, isConstant: false };
}

export function evidenceOf({ $request, $context }: Variables): TenantEvidence {
  const headers = isObject($request) ? $request["headers"] : undefined;
  return {
    // `$request.headers` is the operation's own `requestHeaders`.
    requestHeaders: isObject(headers) ? (headers as TenantEvidence["requestHeaders"]) : {},
    context: isObject($context) ? $context : {},
  };
}

/**
 * @param keyed  Whether a null from `$this` in an expression means that there is nothing to ask for: `/users?id=` would
 *   fetch all users for an order that has none.
 */
function urlText(template: Template, location: RequestLocation, keyed: boolean, extras?: CompiledExtras): UrlText {
  const parts = template.parts.map((part) =>
    part.kind === "text"
      ? encodeConstant(part.text)
      : {
          mapping: part.mapping,
          isKey: keyed && part.mapping.reads.has("$this"),
          write: extras?.pathText(part.mapping.source),
        },
  );
  if (parts.every((part) => typeof part === "string")) return constantText(parts.join(""));
  const write: BuildUrl = (variables, report) => {
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
  return { text: write, isConstant: false };
}

function writtenText(write: NonNullable<CompiledExtras["query"]>, location: RequestLocation): BuildUrl {
  return (variables, report) => {
    const problems: Problem[] = [];
    const text = write(variables, problems) ?? "";
    if (problems.length > 0) report(location, problems);
    return text;
  };
}

function pathSegments(mapping: Mapping, location: RequestLocation, keyed: boolean): BuildUrl {
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

function queryPairs(mapping: Mapping, location: RequestLocation): BuildUrl {
  return (variables, report) => {
    const value = evaluate(mapping, variables, location, report);
    if (value === null || value === undefined) return "";
    if (!isObject(value)) return refused("`queryParams` must be an object.");
    let pairs = "";
    for (const key of Object.keys(value)) {
      const each = value[key];
      const name = encodeComponent(key);
      for (const item of Array.isArray(each) ? (each as unknown[]) : [each]) {
        if (item === null || item === undefined) continue;
        const text = scalarText(item);
        if (text === undefined)
          return refused("A value in `queryParams` holds a list or an object where a single value is expected.");
        pairs += `${pairs === "" ? "" : "&"}${name}=${encodeComponent(text)}`;
      }
    }
    return pairs;
  };
}

function evaluate(mapping: Mapping, variables: Variables, location: RequestLocation, report: ReportProblems): unknown {
  const problems: Problem[] = [];
  const value = mapping.evaluate({}, variables, problems);
  if (problems.length > 0) report(location, problems);
  return value;
}
