/**
 * `@request` ready to write: what a connector's request asks at each of its places. Without an `@request` everything is
 * absent, so that there is one way to build a request.
 */
import type { Mapping, Problem, Variables } from "../mapping/mapping.ts";
import { stringifyJson } from "../rest/json.ts";
import { encodeComponent } from "../rest/url.ts";
import { encodeReserved, stylePairs, styleText, textOf, type Encode, type Pair } from "./parameter-style.ts";
import { writeBody, type WrittenBody } from "./request-body.ts";
import type { Parameter, RequestExtras } from "./request-extras.ts";

export interface CompiledExtras {
  /**
   * What writes the expression `source` of the URL, where a path parameter stands in its place. A text that is `undefined`
   * has no value.
   */
  pathText(source: string): WriteText | undefined;
  /** Pairs, encoded. Absent where there are no query parameters. */
  readonly query?: WriteText;
  /** Adds headers and cookies to those that the connector sets. Absent where there are none. */
  readonly headers?: (headers: Headers, variables: Variables, problems: Problem[]) => void;
  /** The value of the body, in place of the connector's own mapping. */
  readonly bodyValue?: Mapping;
  /** Absent where the body is written as connect does. */
  readonly writeBody?: (value: unknown) => WrittenBody | undefined;
}

type Headers = Record<string, string | readonly string[]>;
type WriteText = (variables: Variables, problems: Problem[]) => string | undefined;

export function compileExtras(extras: RequestExtras | undefined): CompiledExtras {
  if (!extras) return none;
  const { parameters, body } = extras;
  const at = (place: Parameter["in"]): readonly Parameter[] => parameters.filter((one) => one.in === place);
  const inPath = new Map(
    at("path").map((parameter) => [
      (parameter.replaces ?? parameter.value.source).trim(),
      // RFC 6570, section 2.3: a list or an object with nothing in it expands to nothing. Labels and matrix parameters are
      // made to be left out; a segment that is nothing but the value would name the whole collection: `DELETE /things/`.
      compileText(parameter, { encode: encodeComponent, whenEmpty: parameter.style === "simple" ? undefined : "" }),
    ]),
  );
  const inQuery = at("query").map(compilePairs);
  const writeHeaders = compileHeaders(extras, at("header"), at("cookie"));
  return {
    pathText: (source) => inPath.get(source.trim()),
    ...(inQuery.length > 0 && { query: (variables, problems) => joinPairs(inQuery, variables, problems, "&") }),
    ...(writeHeaders && { headers: writeHeaders }),
    ...(body?.value && { bodyValue: body.value }),
    ...(body && { writeBody: (value: unknown) => writeBody(value, body) }),
  };
}

const none: CompiledExtras = { pathText: () => undefined };

function compileHeaders(
  { accept }: RequestExtras,
  inHeader: readonly Parameter[],
  inCookie: readonly Parameter[],
): CompiledExtras["headers"] {
  if (accept === undefined && inHeader.length === 0 && inCookie.length === 0) return undefined;
  // A header's text is not encoded: none of what separates its pieces can be told from data by any service.
  const texts = inHeader.map((parameter) => ({
    name: parameter.name.toLowerCase(),
    write: compileText(parameter, { encode: asIs, whenEmpty: undefined }),
  }));
  const cookies = inCookie.map(compilePairs);
  return (headers, variables, problems) => {
    if (accept !== undefined) headers["accept"] = accept;
    for (const { name, write } of texts) {
      const text = write(variables, problems);
      if (text !== undefined) headers[name] = text;
    }
    const text = joinPairs(cookies, variables, problems, "; ");
    if (text === "") return;
    // RFC 6265, section 5.4: one header with all of them.
    const before = headers["cookie"] ?? [];
    headers["cookie"] = [...(typeof before === "string" ? [before] : before), text].join("; ");
  };
}

const asIs: Encode = (text) => text;

/** @param options.whenEmpty  The text of a list or an object that holds nothing. A null has none. */
function compileText(
  parameter: Parameter,
  { encode, whenEmpty }: { readonly encode: Encode; readonly whenEmpty: "" | undefined },
): WriteText {
  const { value, content } = parameter;
  return (variables, problems) => {
    const found = value.evaluate({}, variables, problems);
    if (found === null || found === undefined) return undefined;
    if (content !== undefined) return encode(contentText(content, found));
    return styleText(parameter, found, encode) ?? whenEmpty;
  };
}

type WritePairs = (variables: Variables, problems: Problem[]) => readonly Pair[];

function compilePairs(parameter: Parameter): WritePairs {
  const { name, value, content } = parameter;
  const encode: Encode = parameter.allowReserved ? encodeReserved : encodeComponent;
  return (variables, problems) => {
    const found = value.evaluate({}, variables, problems);
    if (content === undefined) return stylePairs(parameter, found, encode);
    return found === null || found === undefined ? [] : [[encode(name), encode(contentText(content, found))]];
  };
}

function contentText(mediaType: string, value: unknown): string {
  return /[/+]json\b/i.test(mediaType) ? stringifyJson(value) : textOf(value);
}

function joinPairs(
  writers: readonly WritePairs[],
  variables: Variables,
  problems: Problem[],
  separator: string,
): string {
  return writers
    .flatMap((write) => write(variables, problems))
    .map(([name, text]) => `${name}=${text}`)
    .join(separator);
}
