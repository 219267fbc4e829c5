/** UNKNOWN_REST_VERSION, and INVALID_REQUEST for what `@request` cannot mean. */
import { Kind, visit, type ASTNode, type ConstDirectiveNode, type ConstObjectValueNode } from "graphql";
import type { Diagnostic } from "../../schema/diagnostic.ts";
import { argumentOf, fieldNode, fieldOf, stringOf } from "../connect/ast.ts";
import { connectorCoordinate, elementCoordinate } from "../connect/coordinate.ts";
import { errorAt, errorInString } from "../connect/finding.ts";
import { reservedHeaders } from "../connect/header-rules.ts";
import type { ConnectUse } from "../connect/read-directives.ts";
import { argumentFaults } from "../connect/validate/directive-arguments.ts";
import { checkPlace } from "../connect/validate/mappings.ts";
import { requestVariables } from "../connect/validate/places.ts";
import type { RuleContext } from "../connect/validate/rule.ts";
import { parseTemplate } from "../mapping/template.ts";
import { parameterPlaces, parameterStyles, stylesOf, type ParameterPlace } from "./parameter-style.ts";
import { objectsOf, requestOf } from "./read-request.ts";
import { readRestLink, restDirectiveName, type RestLink } from "./rest-link.ts";
import { restSpecUrl } from "./rest-spec-url.ts";
import { restSpec } from "./spec.ts";

export function* restVersion({ document, file }: RuleContext): Iterable<Diagnostic> {
  const link = readRestLink(document);
  if (!link || (link.major === 0 && link.minor === 1)) return;
  const start = link.url.value.lastIndexOf("/v") + 1;
  yield errorInString(
    file,
    link.url,
    { start, end: link.url.value.length },
    {
      code: "UNKNOWN_REST_VERSION",
      message: `\`${link.url.value}\` is not a known version of the spec of our own directives. There is \`v0.1\`.`,
      fix: `Link \`${restSpecUrl}\`.`,
    },
  );
}

export function* requests(context: RuleContext): Iterable<Diagnostic> {
  const link = readRestLink(context.document);
  if (!link) return;
  const met = new Set<ConstDirectiveNode>();
  for (const use of context.uses.connects) {
    const directive = requestOf(use, link);
    if (!directive) continue;
    met.add(directive);
    yield* checkRequest(use, directive, link, context);
  }
  yield* checkPlaces(link, met, context);
}

/** A directive that nothing looks at would be passed over in silence. */
function* checkPlaces(
  link: RestLink,
  met: ReadonlySet<ConstDirectiveNode>,
  { document, types, file }: RuleContext,
): Iterable<Diagnostic> {
  const onTypes = new Set<ASTNode>(
    [...types.values()].flatMap(({ kind, directives }) => (canMap(kind) ? directives : [])),
  );
  const lost: { readonly node: ConstDirectiveNode; readonly name: "request" | "mapping" }[] = [];
  visit(document, {
    // In a schema every value is constant.
    [Kind.DIRECTIVE](node) {
      const directive = node as ConstDirectiveNode;
      const name = restDirectiveName(link, directive);
      if (name && !(name === "request" ? met : onTypes).has(directive)) lost.push({ node: directive, name });
    },
  });
  for (const { node, name } of lost) {
    const written = `\`@${node.name.value}\``;
    yield name === "request"
      ? errorAt(file, node, {
          code: "INVALID_REQUEST",
          message: `${written} is for a \`@connect\` of the same field or type, counted by \`connect\` from 0; there is none without one.`,
        })
      : errorAt(file, node, {
          code: "INVALID_MAPPING",
          message: `${written} can only be on an object type, an interface or a union.`,
        });
  }
}

function canMap(kind: string): boolean {
  return kind === "object" || kind === "interface" || kind === "union";
}

/** A `@request`, and the connector that it is for. */
interface Checked {
  readonly use: ConnectUse;
  readonly directive: ConstDirectiveNode;
  readonly context: RuleContext;
  readonly coordinate: string;
  /** `Query.products`, `@request` */
  readonly owner: string;
  readonly report: Report;
}

function* checkRequest(
  use: ConnectUse,
  directive: ConstDirectiveNode,
  link: RestLink,
  context: RuleContext,
): Iterable<Diagnostic> {
  const coordinate = connectorCoordinate(context.subgraph, use);
  const owner = `\`${elementCoordinate(use.element)}\`, \`@${link.requestName}\``;
  const report: Report = (node, message) =>
    errorAt(context.file, node, { code: "INVALID_REQUEST", message: `${owner}: ${message}`, coordinate });
  const checked: Checked = { use, directive, context, coordinate, owner, report };

  for (const { node, message } of argumentFaults(directive, restSpec.getDirective("request")))
    yield report(node, message);
  if (!use.http) yield report(directive, "The connector makes no request.");
  const method = stringOf(argumentOf(directive, "method"));
  if (method && !/^[A-Z]+$/.test(method.value)) {
    yield report(method, `\`${method.value}\` is no HTTP method, which is written in capital letters.`);
  }
  yield* checkParameters(checked);
  yield* checkBody(checked);
}

function* checkParameters(checked: Checked): Iterable<Diagnostic> {
  const { directive, use, report } = checked;
  const parameters = objectsOf(argumentOf(directive, "parameters"));
  const seen = new Set<string>();
  for (const node of parameters) {
    const name = stringOf(fieldOf(node, "name"));
    const place = placeOf(node);
    if (!name || !place) continue;
    // RFC 9110, section 5.1: names of headers are equal in any case.
    const key = `${place} ${place === "header" ? name.value.toLowerCase() : name.value}`;
    if (seen.has(key)) yield report(name, `There are two parameters \`${name.value}\` in the ${place}.`);
    seen.add(key);
    yield* checkParameter(node, place, use, report);
  }
  for (const node of parameters) yield* checkValue(node, "parameters", checked);
}

function* checkBody(checked: Checked): Iterable<Diagnostic> {
  const { directive, use, report } = checked;
  const body = argumentOf(directive, "body");
  if (body?.kind !== Kind.OBJECT) return;
  for (const node of objectsOf(fieldOf(body, "encoding"))) {
    const style = fieldNode(node, "style");
    if (style?.value.kind === Kind.ENUM) yield* checkStyle(style.value, "query", "a form", report);
  }
  if (!fieldOf(body, "value") && !use.http?.body) {
    yield report(body, "Neither `body.value` nor the connector's own `body` says what the body is.");
  }
  yield* checkValue(body, "body", checked);
}

/** The mapping of a parameter or of the body. */
function* checkValue(
  node: ConstObjectValueNode,
  argument: "parameters" | "body",
  { use, context, coordinate, owner }: Checked,
): Iterable<Diagnostic> {
  const value = stringOf(fieldOf(node, "value"));
  if (!value) return;
  yield* checkPlace(
    {
      node: value,
      kind: "mapping",
      code: "INVALID_REQUEST",
      label: `${owner.slice(0, -1)}(${argument}:)\``,
      coordinate,
      phase: "request",
      variables: requestVariables(use, context),
      expects: "anything",
    },
    context,
  );
}

type Report = (node: ASTNode, message: string) => Diagnostic;

function placeOf(node: ConstObjectValueNode): ParameterPlace | undefined {
  const value = fieldOf(node, "in");
  return value?.kind === Kind.ENUM ? parameterPlaces.find((place) => place === value.value) : undefined;
}

function* checkParameter(
  node: ConstObjectValueNode,
  place: ParameterPlace,
  use: ConnectUse,
  report: Report,
): Iterable<Diagnostic> {
  const style = fieldNode(node, "style");
  if (style?.value.kind === Kind.ENUM) yield* checkStyle(style.value, place, `the ${place}`, report);
  // OpenAPI 3.1, section 4.8.12.2: a parameter has a style or a media type.
  const styled = ["style", "explode"].map((name) => fieldNode(node, name)).find(Boolean);
  if (styled && fieldOf(node, "content")) {
    yield report(styled, `\`${styled.name.value}\` means nothing beside \`content\`.`);
  }
  const reserved = fieldNode(node, "allowReserved");
  if (reserved && place !== "query") yield report(reserved, "`allowReserved` is for parameters in the query.");

  const name = stringOf(fieldOf(node, "name"));
  if (name && place === "header") yield* checkHeader(name, report);
  const replaces = fieldNode(node, "replaces");
  if (replaces && place !== "path") yield report(replaces, "`replaces` is for parameters in the path.");
  const value = stringOf(replaces?.value) ?? stringOf(fieldOf(node, "value"));
  if (place === "path" && value && !isInUrl(value.value, use)) {
    yield report(
      value,
      `The URL has no expression \`{${value.value}}\`, which would be where this parameter stands in the path.`,
    );
  }
}

function* checkStyle(
  style: ASTNode & { readonly value: string },
  place: ParameterPlace,
  where: string,
  report: Report,
): Iterable<Diagnostic> {
  const known = stylesOf[place];
  const isStyle = parameterStyles.some((each) => each === style.value);
  if (!isStyle || known.some((each) => each === style.value)) return;
  const listed = known.map((each) => `\`${each}\``).join(", ");
  yield report(style, `A parameter in ${where} cannot have the style \`${style.value}\`. It can have ${listed}.`);
}

const ownArguments: Readonly<Record<string, string>> = { accept: "accept", "content-type": "body.mediaType" };

function* checkHeader(name: ASTNode & { readonly value: string }, report: Report): Iterable<Diagnostic> {
  const lower = name.value.toLowerCase();
  const own = ownArguments[lower];
  if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name.value)) yield report(name, `\`${name.value}\` is no name of a header.`);
  else if (own !== undefined) yield report(name, `\`${name.value}\` is what \`${own}\` says.`);
  else if (lower === "cookie") yield report(name, "Cookies are parameters in the cookie.");
  else if (reservedHeaders.has(lower)) yield report(name, `\`${name.value}\` is set by the HTTP client.`);
}

function isInUrl(source: string, use: ConnectUse): boolean {
  const url = use.http?.methods[0]?.url?.value ?? "";
  const path = parseTemplate(url, { specVersion: "0.4" }).template?.parts ?? [];
  return path.some((part) => part.kind === "expression" && part.mapping.source.trim() === source.trim());
}
