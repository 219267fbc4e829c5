/** What a connector sends, place by place: which parameter, which property of the body, made from what. */
import { argumentOf, fieldOf, stringOf } from "../connect/ast.ts";
import type { Connector } from "../connect/connector.ts";
import type { SourceRange } from "../../schema/diagnostic.ts";
import { Kind, type StringValueNode, type TypeNode } from "graphql";
import type { Mapping, Template } from "../mapping/mapping.ts";
import type { MappingAst } from "../mapping/ast.ts";
import type { ParameterStyle } from "../openapi/operation.ts";
import { evaluate } from "./evaluate.ts";
import type { Schemas } from "./follow.ts";
import { depthOf, givenFields, givenInput, givenOf } from "./given.ts";
import type { DriftReport } from "./drift-report.ts";
import type { ConnectorPlace, SdlPlaces } from "./places.ts";
import { mostExpressions, type Scope } from "./scope.ts";
import { nothing, oneOf, unknown, type FieldValue, type MappingText, type Value } from "./value.ts";

export interface Sent {
  readonly in: "query" | "header" | "path";
  readonly name: string;
  readonly value: Value;
  readonly at: SourceRange;
  /** How a list is written. Absent where nothing says it. */
  readonly style?: { readonly style: ParameterStyle; readonly explode: boolean };
  /** Written as one text of JSON, or as pairs that are not looked into. */
  readonly isOpaque?: boolean;
}

export interface SentBody {
  readonly value: Value;
  readonly at: SourceRange;
  readonly text?: MappingText;
  /** Absent for JSON. */
  readonly mediaType?: string;
}

export interface SentRequest {
  readonly parameters: readonly Sent[];
  /** It may send other query parameters than are known. */
  readonly isOpen: boolean;
  readonly body?: SentBody;
}

export interface SentContext {
  readonly connector: Connector;
  readonly place: ConnectorPlace;
  readonly places: SdlPlaces;
  readonly report: DriftReport;
  readonly schemas: Schemas;
}

/** Evaluates the mappings of a request, where there is no answer to read from. */
export function requestScope({ connector, place, places, schemas }: SentContext, text: MappingText): Scope {
  return {
    text,
    types: places.types,
    schemas,
    current: nothing,
    flowing: nothing,
    locals: new Map(),
    budget: { left: mostExpressions },
    reads: [],
    variables: (name, at) => {
      switch (name) {
        case "$args": {
          const fields = (place.use.fieldNode?.arguments ?? []).map((argument): [string, FieldValue] => [
            argument.name.value,
            { value: givenInput(`$args.${argument.name.value}`, argument, at), key: at },
          ]);
          return { kind: "object", fields: new Map(fields), isOpen: false };
        }
        case "$this":
        case "$batch": {
          const { typeName } = connector.element;
          const type: TypeNode = { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: typeName } };
          const owner = givenOf(name, type, at);
          const known = givenFields({ ...owner, isOptional: false }, places.types, at) ?? new Map<string, Value>();
          const fields = new Map([...known].map(([key, value]): [string, FieldValue] => [key, { value, key: at }]));
          const object: Value = { kind: "object", fields, isOpen: false };
          return name === "$this" ? object : { kind: "list", item: object };
        }
        default:
          return unknown;
      }
    },
  };
}

export function sentBy(context: SentContext): SentRequest {
  const { connector, place, places } = context;
  const parameters: Sent[] = [];
  let isOpen = false;
  const source = places.sources.get(connector.source?.name ?? "");
  const addMapping = (mapping: Mapping | undefined, node: StringValueNode | undefined): void => {
    if (!mapping || !node) return;
    if (!addQuery(mapping.ast, { node, offset: 0 }, context, parameters)) isOpen = true;
  };
  addMapping(connector.source?.queryParams, source?.http?.queryParams);
  if (connector.source && source?.http?.baseURL)
    addUrlQuery(connector.source.baseUrl, source.http.baseURL, context, parameters);
  if (connector.http && place.url) addUrlQuery(connector.http.url, place.url, context, parameters);
  addMapping(connector.http?.queryParams, place.use.http?.queryParams);
  addHeaders(context, parameters);
  addRequestParameters(context, parameters);
  const body = bodyOf(context);
  return { parameters, isOpen, ...(body && { body }) };
}

/** @returns False where not all of its keys are known. */
function addQuery(ast: MappingAst, text: MappingText, context: SentContext, into: Sent[]): boolean {
  const value = evaluate(ast, requestScope(context, text));
  const fields = fieldsOf(value, context.places);
  if (!fields) return false;
  for (const [name, field] of fields.fields) {
    const at = context.report.at(text, field.key);
    into.push({ in: "query", name, value: field.value, at, ...styleOf(field.value) });
  }
  return !fields.isOpen;
}

/** A list is repeated pairs; what is joined by a known separator has the style of that. */
function styleOf(value: Value): Pick<Sent, "style"> {
  if (value.kind === "made") {
    const style = separators.get(value.separator ?? "");
    return style ? { style: { style, explode: false } } : {};
  }
  const isList = value.kind === "list" || (value.kind === "given" && value.dims + depthOf(value.type).dims > 0);
  return isList ? { style: { style: "form", explode: true } } : {};
}

const separators: ReadonlyMap<string, ParameterStyle> = new Map([
  [",", "form"],
  [" ", "spaceDelimited"],
  ["|", "pipeDelimited"],
]);

/** The keys of an object that is sent, whether it is written out or an argument as a whole. */
export function fieldsOf(
  value: Value,
  places: SdlPlaces,
): { readonly fields: ReadonlyMap<string, FieldValue>; readonly isOpen: boolean } | undefined {
  switch (value.kind) {
    case "object":
      return value;
    case "given": {
      // Where the object is sent at all, its own properties decide.
      const fields = givenFields({ ...value, isOptional: false }, places.types, value.at);
      return (
        fields && {
          fields: new Map([...fields].map(([name, one]) => [name, { value: one, key: value.at }])),
          isOpen: false,
        }
      );
    }
    case "oneOf": {
      const all = value.members.map((member) => fieldsOf(member, places));
      const fields = new Map<string, FieldValue>();
      for (const each of all) {
        for (const [name, field] of each?.fields ?? []) {
          const before = fields.get(name);
          fields.set(name, before ? { ...field, value: oneOf([before.value, field.value]) } : field);
        }
      }
      return { fields, isOpen: all.some((each) => each === undefined || each.isOpen) };
    }
    case "null":
      return { fields: new Map(), isOpen: false };
    default:
      return undefined;
  }
}

/** Pairs of a URL: constant text, with expressions between. */
function addUrlQuery(template: Template, node: StringValueNode, context: SentContext, into: Sent[]): void {
  const values: Value[] = [];
  const text = template.parts
    .map((part) => {
      if (part.kind === "text") return part.text;
      values.push(evaluate(part.mapping.ast, requestScope(context, { node, offset: part.start })));
      return mark;
    })
    .join("");
  const query = text.indexOf("?");
  if (query < 0) return;
  let next = text.slice(0, query).split(mark).length - 1;
  let from = template.source.indexOf("?");
  for (const pair of text.slice(query + 1).split("&")) {
    const equals = pair.indexOf("=");
    const name = equals < 0 ? pair : pair.slice(0, equals);
    const written = equals < 0 ? "" : pair.slice(equals + 1);
    const count = pair.split(mark).length - 1;
    const own = values.slice(next, next + count);
    next += count;
    if (name === "" || name.includes(mark)) continue;
    const start = Math.max(template.source.indexOf(name, from), from);
    from = start + name.length;
    const span = { start, end: from };
    const [only] = own;
    const literal: Value = { kind: "literal", value: decode(written), at: span };
    const value = own.length === 0 ? literal : only && written === mark ? only : madeOf(own);
    into.push({
      in: "query",
      name: decode(name),
      value,
      at: context.report.at({ node, offset: 0 }, span),
      ...styleOf(value),
    });
  }
}

/** Stands for an expression. */
const mark = "\u0000";

function madeOf(values: readonly Value[]): Value {
  return { kind: "made", type: "string", from: values };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return text;
  }
}

function addHeaders(context: SentContext, into: Sent[]): void {
  const { connector, place, places, report } = context;
  const source = places.sources.get(connector.source?.name ?? "");
  const lists = [
    [connector.source?.headers ?? [], source?.http?.headers ?? []],
    [connector.http?.headers ?? [], place.use.http?.headers ?? []],
  ] as const;
  for (const [headers, nodes] of lists) {
    for (const [index, header] of headers.entries()) {
      const node = nodes[index];
      if (!node) continue;
      const value = header.kind === "from" || !node.value ? unknown : templateValue(header.value, node.value, context);
      into.push({
        in: "header",
        name: header.name,
        value,
        at: report.node(node.node),
        isOpaque: header.kind === "from",
      });
    }
  }
}

function templateValue(template: Template, node: StringValueNode, context: SentContext): Value {
  const [only] = template.parts;
  if (template.parts.every(({ kind }) => kind === "text")) {
    return { kind: "literal", value: template.source, at: { start: 0, end: template.source.length } };
  }
  const values = template.parts.flatMap((part) =>
    part.kind === "expression" ? [evaluate(part.mapping.ast, requestScope(context, { node, offset: part.start }))] : [],
  );
  return only?.kind === "expression" && template.parts.length === 1 ? oneOf(values) : madeOf(values);
}

function addRequestParameters(context: SentContext, into: Sent[]): void {
  const { connector, place, report } = context;
  for (const parameter of connector.request?.parameters ?? []) {
    const node = place.parameters.get(`${parameter.in} ${parameter.name}`);
    if (!node || parameter.in === "cookie") continue;
    const value = evaluate(parameter.value.ast, requestScope(context, { node, offset: 0 }));
    const { style, explode } = parameter;
    const isOpaque = parameter.content !== undefined || style === "deepObject";
    into.push({
      in: parameter.in,
      name: parameter.name,
      value,
      at: report.node(node),
      style: { style, explode },
      isOpaque,
    });
  }
}

function bodyOf(context: SentContext): SentBody | undefined {
  const { connector, place, report } = context;
  const mapping = connector.request?.body?.value ?? connector.http?.body;
  const header = [...(connector.http?.headers ?? []), ...(connector.source?.headers ?? [])].find(
    ({ name }) => name === "content-type",
  );
  const written = connector.request?.body?.mediaType ?? (header?.kind === "value" ? header.value.source : undefined);
  const mediaType = written !== undefined ? { mediaType: written } : {};
  if (!mapping || !place.body) return undefined;
  const text: MappingText = { node: place.body, offset: 0 };
  const value = evaluate(mapping.ast, requestScope(context, text));
  return { value, at: report.node(place.body), text, ...mediaType };
}

/** Whether there always is a value. What is not known is given the benefit of the doubt. */
export function isSure(value: Value): boolean {
  switch (value.kind) {
    case "given":
      return !value.isOptional;
    case "made":
      return value.from.length === 0 || value.from.some(isSure);
    case "oneOf":
      return value.input ? isSure(value.input) : value.members.some(isSure);
    case "null":
      return false;
    case "data":
    case "list":
    case "object":
    case "literal":
    case "unknown":
      return true;
    default:
      return value satisfies never;
  }
}

/** `$args.limit`, for messages. */
export function givenIn(value: Value): string | undefined {
  if (value.kind === "given") return value.path;
  if (value.kind === "oneOf") return value.input ? givenIn(value.input) : value.members.map(givenIn).find(Boolean);
  if (value.kind === "made") return value.from.map(givenIn).find(Boolean);
  return value.kind === "list" ? givenIn(value.item) : undefined;
}

export function hasBatch(value: Value): boolean {
  return (givenIn(value) ?? "").startsWith("$batch");
}

/** `batch` of a connector, or all of it. */
export function batchPlace({ place, report }: Pick<SentContext, "place" | "report">): SourceRange {
  const maxSize = place.use.batch && fieldOf(place.use.batch, "maxSize");
  return report.node(
    maxSize ?? place.use.batch ?? stringOf(argumentOf(place.use.directive, "selection")) ?? place.use.directive,
  );
}
