import type { StringValueNode } from "graphql";
import type { DiagnosticCode } from "../../../schema/diagnostic-codes.ts";
import type { Diagnostic } from "../../../schema/diagnostic.ts";
import type { Template } from "../../mapping/mapping.ts";
import { parseTemplate } from "../../mapping/template.ts";
import { connectorCoordinate, elementCoordinate } from "../coordinate.ts";
import { errorInString } from "../finding.ts";
import type { RuleContext } from "./rule.ts";

/** INVALID_URL and INVALID_URL_SCHEME of `baseURL`. It may begin with an expression, which only run time can judge. */
export function* sourceUrls({ uses, file, link }: RuleContext): Iterable<Diagnostic> {
  for (const { http, name } of uses.sources) {
    const url = http?.baseURL && readUrl(http.baseURL, link.specVersion);
    if (!url || url.template.parts[0]?.kind === "expression") continue;
    const fault = url.scheme === undefined ? notAbsolute(url) : faultOfAbsolute(url);
    if (fault)
      yield errorInString(file, url.node, fault, {
        ...fault,
        message: `\`@source ${name?.value ?? ""}\`, \`http.baseURL\`: ${fault.message}`,
      });
  }
}

/**
 * ABSOLUTE_CONNECT_URL_WITH_SOURCE, RELATIVE_CONNECT_URL_WITHOUT_SOURCE, and of absolute URLs INVALID_URL and
 * INVALID_URL_SCHEME.
 */
export function* connectUrls({ uses, file, link, subgraph }: RuleContext): Iterable<Diagnostic> {
  for (const use of uses.connects) {
    const method = use.http?.methods[0];
    const url = method?.url && readUrl(method.url, link.specVersion);
    const fault = url && faultOf(url, use.source !== undefined);
    if (!fault) continue;
    yield errorInString(file, url.node, fault, {
      ...fault,
      message: `\`${elementCoordinate(use.element)}\`, \`http.${method.method}\`: ${fault.message}`,
      coordinate: connectorCoordinate(subgraph, use),
    });
  }
}

interface ReadUrl {
  readonly node: StringValueNode;
  readonly template: Template;
  /** The text with a letter for each expression, and a digit for a port. */
  readonly text: string;
  /** Of an absolute URL, as written. */
  readonly scheme?: string;
}

interface Fault {
  readonly code: DiagnosticCode;
  readonly message: string;
  readonly start: number;
  readonly end: number;
  readonly fix?: string;
}

/** `undefined` for a template that does not parse, which is reported as such. */
function readUrl(node: StringValueNode, specVersion: RuleContext["link"]["specVersion"]): ReadUrl | undefined {
  const { template } = parseTemplate(node.value, { specVersion });
  if (!template) return undefined;
  let text = "";
  for (const part of template.parts) text += part.kind === "text" ? part.text : text.endsWith(":") ? "1" : "x";
  const [first] = template.parts;
  // RFC 3986 section 3.1
  const scheme = first?.kind === "text" ? /^\s*([A-Za-z][A-Za-z0-9+.-]*):\/\//.exec(first.text)?.[1] : undefined;
  return { node, template, text, ...(scheme !== undefined && { scheme }) };
}

function faultOf(url: ReadUrl, hasSource: boolean): Fault | undefined {
  if (hasSource) {
    if (url.scheme === undefined) return undefined;
    return {
      code: "ABSOLUTE_CONNECT_URL_WITH_SOURCE",
      message: "the URL of a connector with a `source` is added to that of the source, so it has to be a path.",
      ...whole(url),
      fix: "Write the path alone, or leave out `source`.",
    };
  }
  if (url.scheme === undefined) {
    return {
      code: "RELATIVE_CONNECT_URL_WITHOUT_SOURCE",
      message: "without a `source` the URL has to be absolute: `https://…`.",
      ...whole(url),
    };
  }
  return expressionInAuthority(url) ?? faultOfAbsolute(url);
}

/** A value in the authority could send the request, with its credentials, to any host. */
function expressionInAuthority({ node, template }: ReadUrl): Fault | undefined {
  let text = "";
  for (const part of template.parts) {
    if (part.kind === "text") {
      text += part.text;
      continue;
    }
    // What ends the authority: RFC 3986 section 3.2.
    if (/^\s*[^/]*\/\/[^/?#]*[/?#]/.test(text)) return undefined;
    return {
      code: "INVALID_URL",
      message: "an expression cannot stand in the host of a URL.",
      start: part.start,
      end: Math.min(part.start + part.mapping.source.length, node.value.length),
      fix: "Use a `@source`, whose `baseURL` can have expressions of `$config` and `$env`.",
    };
  }
  return undefined;
}

function faultOfAbsolute(url: ReadUrl): Fault | undefined {
  const { scheme = "", text, node } = url;
  const start = node.value.indexOf(scheme);
  if (!/^https?$/i.test(scheme)) {
    return {
      code: "INVALID_URL_SCHEME",
      message: `the scheme \`${scheme}\` is not supported: it has to be \`http\` or \`https\`.`,
      start,
      end: start + scheme.length,
    };
  }
  if (URL.canParse(text.trim())) return undefined;
  return { code: "INVALID_URL", message: `\`${node.value}\` is not a valid URL.`, ...whole(url) };
}

function notAbsolute(url: ReadUrl): Fault {
  return { code: "INVALID_URL", message: "the base URL has to be absolute: `https://…`.", ...whole(url) };
}

function whole({ node }: ReadUrl): { readonly start: number; readonly end: number } {
  return { start: 0, end: node.value.length };
}
