/** The request of an operation in connect's terms, and the arguments that it is made from. */
import { isJson, isMultipart, isPlainText, isText, isUrlEncoded } from "./media-type.ts";
import { keyStep, mappingString, matchEnum, objectKey } from "./mapping-text.ts";
import type { ObjectField, ObjectType, TypeRef } from "./model.ts";
import type { Operation, Parameter, RequestBody } from "./operation.ts";
import { innermost } from "./plan-selections.ts";
import { reservedHeaders } from "../connect/header-rules.ts";
import { mapLists } from "./print-selection.ts";
import type { ImportReport } from "./report.ts";
import { camelCase, isName, wordsOf } from "./words.ts";

export interface Argument {
  readonly name: string;
  readonly type: TypeRef;
  readonly required: boolean;
  readonly description: string | undefined;
  readonly deprecated: boolean;
}

export interface RequestText {
  readonly arguments: readonly Argument[];
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Template of the path. */
  readonly path: string;
  /** Entries of the mapping. */
  readonly queryParams: readonly string[];
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  readonly body?: string;
  /** What connect cannot say of it. */
  readonly rest: RestText;
}

/** Arguments of `@request`. Nothing where connect says it all. */
export interface RestText {
  method?: string;
  /** Query parameters in the style `deepObject`, by name, with the mapping of their value. */
  deepObject?: { readonly name: string; readonly value: string }[];
  body?: { readonly mediaType: string; readonly encoding: readonly EncodingText[] };
  response?: "text" | "base64";
}

export interface EncodingText {
  readonly property: string;
  readonly contentType?: string;
  readonly style?: string;
  readonly explode?: boolean;
  readonly file?: boolean;
}

export interface TypedParameter {
  readonly parameter: Parameter;
  readonly type: TypeRef;
}

const connectMethods = new Set(["GET", "POST", "PUT", "PATCH", "DELETE"]);

export function buildRequest(
  operation: Operation,
  parameters: readonly TypedParameter[],
  body: { readonly body: RequestBody; readonly type: TypeRef } | undefined,
  report: ImportReport,
): RequestText {
  const names = argumentNames(parameters.map(({ parameter }) => parameter));
  const refuse = (pointer: string, message: string): void => report.add("not-expressible", pointer, message);
  const rest: RestText = {};
  const writer = new RequestWriter(refuse, rest);
  for (const { parameter, type } of parameters) writer.add(parameter, type, names.get(parameter) ?? parameter.name);

  const bodyName = bodyArgument([...names.values()]);
  const headers = [...writer.headers];
  const cookies = writer.cookies;
  if (cookies.length > 0) headers.push({ name: "Cookie", value: `{$([${cookies.join(", ")}])->joinNotNull("; ")}` });
  if (body && !/^application\/json$/i.test(body.body.mediaType) && !isMultipart(body.body.mediaType)) {
    headers.push({ name: "Content-Type", value: headerConstant(requestType(body.body.mediaType)) });
  }
  const { unsentMediaType } = operation;
  if (unsentMediaType !== undefined && !isMultipart(unsentMediaType)) {
    headers.push({ name: "Content-Type", value: headerConstant(requestType(unsentMediaType)) });
  }
  if (body) planBody(body.body, body.type, rest, refuse);
  if (!connectMethods.has(operation.method)) {
    rest.method = operation.method;
    refuse(operation.pointer, `Connect has no ${operation.method} requests; another router sends this one as GET.`);
  }
  const mediaType = operation.answer.body?.mediaType;
  if (mediaType !== undefined && !isJson(mediaType) && !isPlainText(mediaType)) {
    rest.response = isText(mediaType) ? "text" : "base64";
    refuse(operation.pointer, `An answer of type \`${mediaType}\` is null for another router.`);
  }
  const { path } = operation;
  return {
    arguments: [
      ...parameters.map(({ parameter, type }) => ({
        name: names.get(parameter) ?? parameter.name,
        type,
        required: parameter.required,
        description: parameter.description,
        deprecated: parameter.deprecated,
      })),
      ...(body
        ? [
            {
              name: bodyName,
              type: body.type,
              required: body.body.required,
              description: body.body.description,
              deprecated: false,
            },
          ]
        : []),
    ],
    // As was looked at.
    method: (connectMethods.has(operation.method) ? operation.method : "GET") as RequestText["method"],
    path: pathTemplate(path, writer.inPath),
    queryParams: writer.queryParams,
    headers,
    ...(body && { body: toWire(`$args.${bodyName}`, body.type, { isJson: isJson(body.body.mediaType) }) }),
    rest,
  };
}

/** Arguments are called as the parameters are; two of one name say where they are sent. */
function argumentNames(parameters: readonly Parameter[]): ReadonlyMap<Parameter, string> {
  const counts = new Map<string, number>();
  for (const parameter of parameters) counts.set(bareName(parameter), (counts.get(bareName(parameter)) ?? 0) + 1);
  const taken = new Set<string>();
  const names = new Map<Parameter, string>();
  for (const parameter of parameters) {
    const name = bareName(parameter);
    const place = `${name}In${parameter.in.charAt(0).toUpperCase()}${parameter.in.slice(1)}`;
    let chosen = (counts.get(name) ?? 0) > 1 && parameter.in !== "path" ? place : name;
    // `a[b]` beside `a-b`: the place does not tell them apart.
    while (taken.has(chosen)) chosen = `${chosen}_`;
    taken.add(chosen);
    names.set(parameter, chosen);
  }
  return names;
}

function bareName(parameter: Parameter): string {
  const { name } = parameter;
  if (isName(name)) return name;
  const made = camelCase(wordsOf(name));
  return made === "" ? "value" : /^\d/.test(made) ? `_${made}` : made;
}

function bodyArgument(taken: readonly string[]): string {
  return ["input", "body", "requestBody", "payload"].find((name) => !taken.includes(name)) ?? "input_";
}

function requestType(mediaType: string): string {
  return mediaType.startsWith("*/") ? "application/json" : mediaType;
}

/** Braces would begin an expression. */
function headerConstant(text: string): string {
  return text.replaceAll(/[{}]/g, "");
}

function planBody(
  { mediaType, encoding, pointer }: RequestBody,
  type: TypeRef,
  rest: RestText,
  refuse: (pointer: string, message: string) => void,
): void {
  if (isJson(mediaType)) return;
  const named = innermost(type);
  const fields = named.kind === "object" ? named.type.fields : [];
  const nested = fields.filter((field) => !isSingle(field.type));
  if (isUrlEncoded(mediaType)) {
    if (nested.length === 0 && named.kind === "object") return;
    const names = nested.map(({ wire }) => `\`${wire}\``).join(", ");
    rest.body = { mediaType, encoding: formEncoding(encoding) };
    refuse(
      pointer,
      `Lists and objects in a form${names === "" ? "" : ` (${names})`}; another router writes them in brackets (\`a[0]=x\`).`,
    );
    return;
  }
  rest.body = { mediaType, encoding: isMultipart(mediaType) ? partEncoding(fields) : [] };
  refuse(pointer, `A body of type \`${mediaType}\`; another router sends it as JSON.`);
}

function formEncoding(encoding: RequestBody["encoding"]): EncodingText[] {
  return [...encoding].flatMap(([property, { style, explode }]) => {
    const isKnown = style !== undefined && ["form", "spaceDelimited", "pipeDelimited", "deepObject"].includes(style);
    if (!isKnown && explode === undefined) return [];
    return [{ property, ...(isKnown && { style }), ...(explode !== undefined && { explode }) }];
  });
}

/** OpenAPI 3.0.3, section 4.7.14.3: what is not a file and has parts is JSON; styles are for URL-encoded forms alone. */
function partEncoding(fields: readonly ObjectField[]): EncodingText[] {
  return fields.flatMap((field): EncodingText[] => {
    if (field.isFile) return [{ property: field.wire, file: true }];
    return field.type.kind === "list" ? [{ property: field.wire, contentType: "application/json" }] : [];
  });
}

function isSingle(type: TypeRef): boolean {
  return type.kind === "enum" || (type.kind === "scalar" && type.name !== "JSON");
}

/** `/pets/{petId}` with each `{…}` as its expression. */
function pathTemplate(path: string, inPath: ReadonlyMap<string, string>): string {
  const withoutFragment = path.replace(/#.*$/, "");
  return withoutFragment.replace(/\{([^{}]+)\}|[{}]/g, (match, name: string | undefined) => {
    if (name === undefined) return match === "{" ? "%7B" : "%7D";
    return inPath.get(name) ?? "";
  });
}

/** Parameters as text, each by its style. OpenAPI 3.1, section 4.8.12.6. */
class RequestWriter {
  readonly inPath = new Map<string, string>();
  readonly queryParams: string[] = [];
  readonly headers: { name: string; value: string }[] = [];
  readonly cookies: string[] = [];
  readonly #refuse: (pointer: string, message: string) => void;
  readonly #rest: RestText;

  constructor(refuse: (pointer: string, message: string) => void, rest: RestText) {
    this.#refuse = refuse;
    this.#rest = rest;
  }

  add(parameter: Parameter, type: TypeRef, argument: string): void {
    const mark = parameter.required ? "" : "?";
    const value = toWire(`$args.${argument}${mark}`, type);
    switch (parameter.in) {
      case "path":
        this.inPath.set(parameter.name, this.#pathText(parameter, type, value));
        return;
      case "header":
        if (reservedHeaders.has(parameter.name.toLowerCase())) {
          this.#refuse(
            parameter.pointer,
            `The HTTP client sets \`${parameter.name}\` itself; the argument does nothing.`,
          );
          return;
        }
        this.headers.push({ name: parameter.name, value: `{${this.#text(parameter, type, value)}}` });
        return;
      case "cookie":
        this.cookies.push(this.#cookieText(parameter, type, value));
        return;
      case "query":
        this.queryParams.push(...this.#query(parameter, type, value, `$args.${argument}${mark}`));
        return;
      default:
        parameter.in satisfies never;
    }
  }

  #pathText(parameter: Parameter, type: TypeRef, value: string): string {
    // RFC 6570, section 3.2.5: nothing has no dot either. A segment that is only a dot would be none.
    if (parameter.style === "label") {
      return `{${this.#text(parameter, type, value)}->match(["", ""], [@, $([".", @])->joinNotNull("")])}`;
    }
    const text = `{${this.#text(parameter, type, value)}}`;
    return parameter.style === "matrix" ? `;${encodeURIComponent(parameter.name)}=${text}` : text;
  }

  /** One text, lists and objects joined by commas. */
  #text(parameter: Parameter, type: TypeRef, value: string): string {
    if (parameter.json) return `${value}->jsonStringify`;
    if (type.kind === "list") return `${value}->joinNotNull(",")`;
    if (type.kind === "object" || isAnything(type))
      return isAnything(type) ? value : joinPairs(value, parameter.explode ? "=" : ",", ",");
    return value;
  }

  #cookieText(parameter: Parameter, type: TypeRef, value: string): string {
    const name = mappingString(parameter.name);
    return `${this.#text({ ...parameter, explode: false }, type, value)}->echo([${name}, @]->joinNotNull("="))`;
  }

  #query(parameter: Parameter, type: TypeRef, value: string, argument: string): string[] {
    const { name, style, explode } = parameter;
    const key = objectKey(name);
    if (parameter.json) return [`${key}: ${value}->jsonStringify`];
    if (type.kind === "list") {
      if (style === "deepObject") {
        if (isSingle(type.item)) return [`${objectKey(`${name}[]`)}: ${value}`];
        this.#refuse(parameter.pointer, `Each item of \`${name}\` is an object, and is sent as JSON.`);
        return [`${objectKey(`${name}[]`)}: ${value}->map(@->jsonStringify)`];
      }
      if (!isSingle(type.item)) return [`${key}: ${value}->map(@->jsonStringify)`];
      return [
        explode ? `${key}: ${value}` : `${key}: ${value}->joinNotNull(${mappingString(parameter.separators.list)})`,
      ];
    }
    if (type.kind === "object") {
      if (style === "deepObject") {
        if (isFlat(type.type)) return this.#deepObject(type.type, argument, name);
        this.#addDeep(name, value);
        this.#refuse(parameter.pointer, `Not all keys inside \`${name}\` are known; another router does not send it.`);
        return [];
      }
      if (explode && style === "form") {
        return type.type.fields.map(
          (field) => `${objectKey(field.wire)}: ${toWire(`${argument}${keyStep(field.name)}?`, field.type)}`,
        );
      }
      const { object } = parameter.separators;
      return [`${key}: ${joinPairs(value, object, object)}`];
    }
    if (isAnything(type) && style === "deepObject") {
      this.#addDeep(name, value);
      this.#refuse(parameter.pointer, `The keys of \`${name}\` are not known; another router does not send it.`);
      return [];
    }
    return [`${key}: ${value}`];
  }

  #addDeep(name: string, value: string): void {
    this.#rest.deepObject = [...(this.#rest.deepObject ?? []), { name, value }];
  }

  /** `filter[status]=open`: each known key is a parameter of its own. */
  #deepObject(type: ObjectType, path: string, prefix: string): string[] {
    return type.fields.flatMap((field) => {
      const name = `${prefix}[${field.wire}]`;
      const inner = `${path}${keyStep(field.name)}?`;
      if (field.type.kind === "object") return this.#deepObject(field.type.type, inner, name);
      const value = toWire(inner, field.type);
      return [`${objectKey(field.type.kind === "list" ? `${name}[]` : name)}: ${value}`];
    });
  }
}

/** Whether all keys are known, and none of them is that of a list of objects. */
function isFlat(type: ObjectType, depth = 0): boolean {
  return type.fields.every(({ type: ref }) => {
    if (ref.kind === "object") return depth < 3 && isFlat(ref.type, depth + 1);
    return ref.kind === "list" ? isSingle(ref.item) : isSingle(ref);
  });
}

function joinPairs(value: string, between: string, after: string): string {
  return `${value}->entries->map([@.key, @.value]->joinNotNull(${mappingString(between)}))->joinNotNull(${mappingString(after)})`;
}

function isAnything(type: TypeRef): boolean {
  return type.kind === "scalar" && type.name === "JSON";
}

interface WireOptions {
  /** In JSON an integer is no text; anywhere else they are the same. */
  readonly isJson?: boolean;
  /** Types that the path leads through. */
  readonly inside?: readonly ObjectType[];
}

/**
 * A value of an argument as the service wants it: keys and enum values as they are in JSON, and integers that came as text,
 * so as to lose no digit, as integers. A type inside itself is sent as it is: it could go on without end.
 */
export function toWire(path: string, type: TypeRef, { isJson: asJson = false, inside = [] }: WireOptions = {}): string {
  if (!needsMapping(type, asJson, new Set(inside))) return path;
  const named = innermost(type);
  const optional = isNonNullPath(path) || path.endsWith("?") ? path : `${path}?`;
  if (named.kind === "enum") return `${optional}${mapLists(type, matchEnum(named.type, "wire"))}`;
  if (named.kind === "scalar") return `${optional}${mapLists(type, "->parseInt")}`;
  if (named.kind !== "object") return path;
  const { fields } = named.type;
  const isRenamed = fields.some(({ wire, name }) => wire !== name);
  const entries = fields.flatMap((field) => {
    const inner = toWire(field.name, field.type, { isJson: asJson, inside: [...inside, named.type] });
    // What is not there stays away, and an explicit null is sent: so there is no `?` here.
    if (field.wire !== field.name) return [`${mappingString(field.wire)}: ${inner}`];
    if (inner !== field.name) return [`${field.name}: ${inner}`];
    return isRenamed ? [field.name] : [];
  });
  return `${path} { ${[...(isRenamed ? [] : ["... $"]), ...entries].join(" ")} }`;
}

function isNonNullPath(path: string): boolean {
  return path === "@" || path.startsWith("$args");
}

function needsMapping(type: TypeRef, asJson: boolean, seen: Set<ObjectType>): boolean {
  const named = innermost(type);
  if (named.kind === "enum") return named.type.isMapped;
  if (named.kind === "scalar") return asJson && named.name === "BigInt";
  if (named.kind !== "object" || seen.has(named.type)) return false;
  seen.add(named.type);
  return named.type.fields.some((field) => field.wire !== field.name || needsMapping(field.type, asJson, seen));
}
