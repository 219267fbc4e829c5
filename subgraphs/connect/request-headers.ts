/** The headers of a connector's request. */
import type { Problem, Template, Variables } from "../mapping/mapping.ts";
import type { CompiledExtras } from "../rest-directives/compile-extras.ts";
import { forwardHeaders } from "../rest/headers.ts";
import type { Connector, HeaderMapping, SourceSettings } from "./connector.ts";
import { ownHeaders, reservedHeaders } from "./header-rules.ts";
import type { ReportProblems, RequestLocation } from "./request-location.ts";
import { scalarText } from "./scalar-text.ts";

type Headers = Record<string, string | readonly string[]>;

/** Precedence, lowest first: `@source`, `@connect`, `@request`, `forward` of the config. A later one replaces an earlier whole. */
export function compileHeaders(
  { source }: Connector,
  http: NonNullable<Connector["http"]>,
  settings: SourceSettings,
  extras: CompiledExtras,
): (
  variables: Variables,
  requestHeaders: Readonly<Record<string, readonly string[]>>,
  report: ReportProblems,
) => Headers {
  const byName = new Map<string, { header: HeaderMapping; location: RequestLocation }>();
  for (const header of source?.headers ?? [])
    byName.set(header.name.toLowerCase(), { header, location: "SourceHeaders" });
  for (const header of http.headers) byName.set(header.name.toLowerCase(), { header, location: "ConnectHeaders" });
  const writers = [...byName].flatMap(([name, { header, location }]) => {
    if (reservedHeaders.has(name) || (header.kind === "from" && ownHeaders.has(name))) return [];
    return [{ name, write: header.kind === "from" ? copyHeader(header.from) : headerText(header.value, location) }];
  });
  const forward = settings.forward ?? [];

  return (variables, requestHeaders, report) => {
    const headers: Headers = {};
    for (const { name, write } of writers) {
      const value = write(variables, requestHeaders, report);
      if (value !== undefined) headers[name] = value;
    }
    if (extras.headers) {
      const problems: Problem[] = [];
      extras.headers(headers, variables, problems);
      if (problems.length > 0) report("ConnectHeaders", problems);
    }
    return forward.length === 0 ? headers : Object.assign(headers, forwardHeaders(requestHeaders, forward));
  };
}

type WriteHeader = (
  variables: Variables,
  requestHeaders: Readonly<Record<string, readonly string[]>>,
  report: ReportProblems,
) => string | readonly string[] | undefined;

function copyHeader(from: string): WriteHeader {
  const name = from.toLowerCase();
  return (_variables, requestHeaders) => {
    const values = requestHeaders[name];
    return values && values.length > 0 ? values : undefined;
  };
}

/**
 * A value that is a list or an object drops the header, and so does one that is null or missing where the header is
 * nothing else: an empty header says something else than none. Line breaks are refused by `rest/`.
 */
function headerText(template: Template, location: RequestLocation): WriteHeader {
  const [first] = template.parts;
  if (template.parts.length === 1 && first?.kind === "text") return () => first.text;
  return (variables, _requestHeaders, report) => {
    const problems: Problem[] = [];
    let text = "";
    for (const part of template.parts) {
      if (part.kind === "text") {
        text += part.text;
        continue;
      }
      const value = part.mapping.evaluate({}, variables, problems);
      if (template.parts.length === 1 && (value === null || value === undefined)) {
        if (problems.length > 0) report(location, problems);
        return undefined;
      }
      const rendered = scalarText(value);
      if (rendered === undefined) {
        problems.push({
          message: "The value of a header must be a single value.",
          path: "",
          count: 1,
          start: part.start,
          end: part.start,
        });
        report(location, problems);
        return undefined;
      }
      text += rendered;
    }
    if (problems.length > 0) report(location, problems);
    return text;
  };
}
