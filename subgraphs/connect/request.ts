/**
 * Requests of connectors: `GET "/users/{$args.id}"` and the variables become what is sent.
 * Connect spec reference, section 7.
 */
import type { Problem, Variables } from "../mapping/mapping.ts";
import { isObject, ownValue } from "../mapping/json.ts";
import { stringifyJson } from "../rest/json.ts";
import { findTenant, isTenantUrls } from "../rest/tenant-url.ts";
import type { Connector, SourceSettings } from "./connector.ts";
import { formText } from "./form-text.ts";
import { compileHeaders } from "./request-headers.ts";
import type { ReportProblems } from "./request-location.ts";
import { compileExtras } from "../rest-directives/compile-extras.ts";
import { refused, type RefusedRequest, type UnaskableRequest } from "./refused-request.ts";
import { compileUrl, evidenceOf } from "./request-url.ts";

export interface BuiltRequest {
  readonly kind: "request";
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string | Uint8Array;
  /** Whose base URL it is sent to, where there is one for each tenant. */
  readonly tenant?: string;
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
  const buildUrl = compileUrl(connector, http, settings, extras, isKeyed(connector, settings));
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
