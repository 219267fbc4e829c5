/** The SDL, formatted as people would: `graphql`'s printer knows neither where a selection may break nor what reads well. */
import { restSpecUrl } from "../rest-directives/rest-spec-url.ts";
import type { RequestText, Argument, RestText } from "./build-request.ts";
import { foldMapping } from "./fold-mapping.ts";
import { implementations, interfaceFields } from "./interface-fields.ts";
import {
  isNonNull,
  possibleTypes,
  type AbstractType,
  type NamedType,
  type ObjectField,
  type ObjectType,
  type TypeRef,
} from "./model.ts";

export interface SdlDocument {
  /** Lines of a comment at the top. */
  readonly head: readonly string[];
  readonly sources: readonly {
    readonly name: string;
    readonly baseUrl: string;
    readonly headers: RequestText["headers"];
  }[];
  readonly fields: readonly RootField[];
  readonly types: readonly NamedType[];
  /** Fields of types that have connectors of their own; they come after those that selections bring. */
  readonly connected: ReadonlyMap<ObjectType, readonly RootField[]>;
  readonly scalars: readonly { readonly name: string; readonly description: string }[];
}

export interface RootField {
  readonly root: "query" | "mutation";
  readonly name: string;
  readonly description: string | undefined;
  readonly deprecated: boolean;
  readonly type: string;
  readonly arguments: readonly Argument[];
  readonly connect: ConnectText;
  /** `@listSize`, where the document states sizes. */
  readonly listSize?: string;
  /** Lines of a comment before it. */
  readonly comments?: readonly string[];
}

export interface ConnectText {
  readonly source?: string;
  readonly request?: Pick<RequestText, "method" | "path" | "queryParams" | "headers" | "body">;
  readonly entity?: boolean;
  /** Most keys of one batch. */
  readonly maxSize?: number;
  readonly selection: readonly string[];
  readonly rest?: RestText;
}

const widest = 120;

export function printSdl(given: SdlDocument): string {
  const document = { ...given, fields: shortenRepeated(given.fields) };
  const interfaces = implementations(document.types, typeText);
  const parts = [
    [...document.head.map((line) => `# ${line}`.trimEnd()), ...printLinks(document)].join("\n"),
    ...printRoot(
      "Query",
      document.fields.filter(({ root }) => root === "query"),
    ),
    ...printRoot(
      "Mutation",
      document.fields.filter(({ root }) => root === "mutation"),
    ),
    ...document.types.map((type) =>
      type.kind === "object"
        ? printObject(type, { interfaces: interfaces.get(type), connected: document.connected.get(type) })
        : printType(type),
    ),
    ...document.scalars.map(({ name, description }) => `${printDescription(description, "")}scalar ${name}`),
  ];
  return `${parts.join("\n\n")}\n`;
}

const fewUses = 3;
const longText = 120;

/**
 * Documents share parameters, and SDL cannot: what many operations would repeat of one is its first sentence. In full, the
 * parameters of Kubernetes alone are as long as its document.
 */
function shortenRepeated(fields: readonly RootField[]): RootField[] {
  const counts = new Map<string, number>();
  for (const { description } of fields.flatMap((field) => field.arguments)) {
    if (description !== undefined && description.length > longText)
      counts.set(description, (counts.get(description) ?? 0) + 1);
  }
  const shorten = (argument: Argument): Argument =>
    argument.description !== undefined && (counts.get(argument.description) ?? 0) > fewUses
      ? { ...argument, description: firstSentence(argument.description) }
      : argument;
  return fields.map((field) => ({ ...field, arguments: field.arguments.map(shorten) }));
}

export function firstSentence(text: string): string {
  const sentence = /^[\s\S]*?[.!?](?=\s|$)/.exec(text.trim())?.[0] ?? text;
  const line = sentence.split("\n", 1)[0] ?? "";
  return line.length > 300 ? `${line.slice(0, 297).trimEnd()}...` : line;
}

function allFields({ fields, connected }: SdlDocument): RootField[] {
  return [...fields, ...[...connected.values()].flat()];
}

/** Which of our own directives stand in the document. */
function restImports(document: SdlDocument): string[] {
  const { types } = document;
  return [
    ...(allFields(document).some(({ connect }) => Object.keys(connect.rest ?? {}).length > 0) ? ['"@request"'] : []),
    ...(types.some((type) => type.kind !== "enum" && type.mapping !== undefined) ? ['"@mapping"'] : []),
  ];
}

function printLinks(document: SdlDocument): string[] {
  const { sources, types } = document;
  const imports = restImports(document);
  const federation = [
    ...(types.some((type) => type.kind === "object" && type.keys.length > 0) ? ['"@key"'] : []),
    ...(allFields(document).some((field) => field.listSize !== undefined) ? ['"@listSize"'] : []),
  ];
  return [
    "extend schema",
    `  @link(url: "https://specs.apollo.dev/federation/v2.13"${federation.length > 0 ? `, import: [${federation.join(", ")}]` : ""})`,
    '  @link(url: "https://specs.apollo.dev/connect/v0.4", import: ["@source", "@connect"])',
    ...(imports.length > 0 ? [`  @link(url: "${restSpecUrl}", import: [${imports.join(", ")}])`] : []),
    ...sources.map(({ name, baseUrl, headers }) => {
      const list = headers.length === 0 ? "" : `, ${printHeaders(headers, "    ")}`;
      return `  @source(name: ${printString(name)}, http: { baseURL: ${printString(baseUrl)}${list} })`;
    }),
  ];
}

function printRoot(name: string, fields: readonly RootField[]): string[] {
  if (fields.length === 0) return [];
  return [`type ${name} {\n${fields.map(printRootField).join("\n\n")}\n}`];
}

function printRootField(field: RootField): string {
  const head = `  ${field.name}${printArguments(field.arguments)}: ${field.type}${field.deprecated ? " @deprecated" : ""}`;
  const comments = (field.comments ?? []).map((line) => `  # ${line}\n`).join("");
  return `${comments}${printDescription(field.description, "  ")}${head}\n${field.listSize === undefined ? "" : `    ${field.listSize}\n`}${printConnect(field.connect, "    ")}${printRequest(field.connect.rest, "    ")}`;
}

/** `@request`, where there is something that connect cannot say. */
export function printRequest(rest: RestText | undefined, indent: string): string {
  const { method, parameters = [], body, response } = rest ?? {};
  const parts = [
    ...(method === undefined ? [] : [`method: ${printString(method)}`]),
    ...(parameters.length === 0 ? [] : [`parameters: ${printParameters(parameters, `${indent}  `)}`]),
    ...(body ? [`body: ${printBody(body)}`] : []),
    ...(response === undefined ? [] : [`response: ${response}`]),
  ];
  if (parts.length === 0) return "";
  const inline = `${indent}@request(${parts.join(", ")})`;
  if (!inline.includes("\n") && inline.length <= widest) return `\n${inline}`;
  return `\n${indent}@request(\n${parts.map((part) => `${indent}  ${part}`).join("\n")}\n${indent})`;
}

function printParameters(parameters: NonNullable<RestText["parameters"]>, indent: string): string {
  const each = parameters.map(({ name, in: place, value, style, explode, allowReserved, content, replaces }) => {
    const parts = [
      `name: ${printString(name)}`,
      `in: ${place}`,
      `value: ${printString(value)}`,
      ...(style === undefined ? [] : [`style: ${style}`]),
      ...(explode === undefined ? [] : [`explode: ${String(explode)}`]),
      ...(allowReserved === undefined ? [] : [`allowReserved: ${String(allowReserved)}`]),
      ...(content === undefined ? [] : [`content: ${printString(content)}`]),
      ...(replaces === undefined ? [] : [`replaces: ${printString(replaces)}`]),
    ];
    return `{ ${parts.join(", ")} }`;
  });
  if (each.length === 1) return `[${each.join("")}]`;
  return `[\n${each.map((line) => `${indent}  ${line}`).join("\n")}\n${indent}]`;
}

function printBody({ mediaType, encoding }: NonNullable<RestText["body"]>): string {
  const each = encoding.map(({ property, contentType, style, explode, file }) => {
    const parts = [
      `property: ${printString(property)}`,
      ...(contentType === undefined ? [] : [`contentType: ${printString(contentType)}`]),
      ...(style === undefined ? [] : [`style: ${style}`]),
      ...(explode === undefined ? [] : [`explode: ${String(explode)}`]),
      ...(file === undefined ? [] : [`file: ${String(file)}`]),
    ];
    return `{ ${parts.join(", ")} }`;
  });
  const list = each.length === 0 ? "" : `, encoding: [${each.join(", ")}]`;
  return `{ mediaType: ${printString(mediaType)}${list} }`;
}

function printArguments(list: readonly Argument[]): string {
  if (list.length === 0) return "";
  const isLong = list.some(({ description }) => description !== undefined && description.trim() !== "");
  const each = list.map(printArgument);
  const inline = `(${each.join(", ")})`;
  if (!isLong && inline.length < 90) return inline;
  const lines = list.map(
    (argument, index) => `${printDescription(argument.description, "    ")}    ${each[index] ?? ""}`,
  );
  return `(\n${lines.join("\n")}\n  )`;
}

function printArgument({ name, type, required, deprecated }: Argument): string {
  const isRequired = required && !type.nullable;
  return `${name}: ${printTypeRef(type)}${isRequired ? "!" : ""}${deprecated && !isRequired ? " @deprecated" : ""}`;
}

/** Without its own `!`: whether a field is there is the field's to say. */
export function printTypeRef(ref: TypeRef): string {
  switch (ref.kind) {
    case "scalar":
      return ref.name;
    case "list":
      return `[${printTypeRef(ref.item)}${ref.item.nullable ? "" : "!"}]`;
    case "enum":
    case "object":
    case "union":
    case "interface":
      return ref.type.name;
    default:
      return ref satisfies never;
  }
}

export function printConnect(connect: ConnectText, indent: string): string {
  const { source, request, entity, maxSize, selection } = connect;
  const inner = `${indent}  `;
  const parts = [
    ...(source === undefined ? [] : [`source: ${printString(source)}`]),
    ...(request ? [printHttp(request, inner)] : []),
    ...(entity === true ? ["entity: true"] : []),
    ...(maxSize === undefined ? [] : [`batch: { maxSize: ${maxSize} }`]),
    `selection: ${printLines(selection, inner)}`,
  ];
  const inline = `${indent}@connect(${parts.join(", ")})`;
  if (!inline.includes("\n") && inline.length <= widest) return inline;
  return `${indent}@connect(\n${parts.map((part) => inner + part).join("\n")}\n${indent})`;
}

function printHttp(request: NonNullable<ConnectText["request"]>, indent: string): string {
  const inner = `${indent}  `;
  const fold = (mapping: string): readonly string[] => foldMapping(mapping, widest - inner.length);
  const parts = [
    `${request.method}: ${printString(request.path)}`,
    ...(request.queryParams.length === 0
      ? []
      : [`queryParams: ${printLines(request.queryParams.flatMap(fold), inner)}`]),
    ...(request.headers.length === 0 ? [] : [printHeaders(request.headers, inner)]),
    ...(request.body === undefined ? [] : [`body: ${printLines(fold(request.body), inner)}`]),
  ];
  const inline = `http: { ${parts.join(", ")} }`;
  if (!inline.includes("\n") && inline.length + indent.length <= widest) return inline;
  return `http: {\n${parts.map((part) => inner + part).join("\n")}\n${indent}}`;
}

function printHeaders(headers: RequestText["headers"], indent: string): string {
  const each = headers.map(({ name, value }) => `{ name: ${printString(name)}, value: ${printString(value)} }`);
  const inline = `headers: [${each.join(", ")}]`;
  if (each.length === 1 || inline.length + indent.length <= widest) return inline;
  return `headers: [\n${each.map((header) => `${indent}  ${header}`).join("\n")}\n${indent}]`;
}

/** One line as a string, several as a block. */
function printLines(lines: readonly string[], indent: string): string {
  const [only = ""] = lines;
  if (lines.length === 1 && only.length < 90 && !only.includes('"')) return printString(only);
  return `"""\n${lines.map((line) => indent + blockText(line)).join("\n")}\n${indent}"""`;
}

/** A string of GraphQL; as a block where it holds quotes that would have to be escaped. */
export function printString(text: string): string {
  const canBeBlock = text.includes('"') && !/[\n\r]/.test(text) && !/["\\]$|^\s|\s$/.test(text);
  return canBeBlock ? `"""${blockText(text)}"""` : JSON.stringify(text);
}

function blockText(text: string): string {
  return text.replaceAll('"""', '\\"""');
}

/** With the line end after it. Nothing where there is no text. */
function printDescription(description: string | undefined, indent: string): string {
  const text = description === undefined ? "" : clean(description);
  if (text === "") return "";
  const isShort = !text.includes("\n") && text.length + indent.length < 110;
  if (isShort && !/["\\]/.test(text)) return `${indent}"${text}"\n`;
  const lines = blockText(text).split("\n");
  if (lines.length === 1 && isShort && !/["\\]$/.test(text)) return `${indent}"""${lines[0] ?? ""}"""\n`;
  return `${indent}"""\n${lines.map((line) => (line === "" ? "" : indent + line)).join("\n")}\n${indent}"""\n`;
}

/** Characters that GraphQL source cannot hold are left out, and so is what no reader sees. */
function clean(text: string): string {
  // eslint-disable-next-line no-control-regex
  if (!/[\u0000-\u001F\u007F\uFEFF]/.test(text)) return text.trim();
  return (
    text
      .replaceAll(/\r\n?/g, "\n")
      // eslint-disable-next-line no-control-regex
      .replaceAll(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F\uFEFF]/g, "")
      .replaceAll(/[ \t]+\n/g, "\n")
      .replaceAll(/\n{3,}/g, "\n\n")
      .trim()
  );
}

function printType(type: Exclude<NamedType, ObjectType>): string {
  const description = printDescription(type.description, "");
  switch (type.kind) {
    case "enum":
      return `${description}enum ${type.name} {\n${type.values.map(({ name }) => `  ${name}`).join("\n")}\n}`;
    case "union":
      return description + printUnion(type);
    case "interface": {
      const fields = interfaceFields(type, typeText);
      if (fields.length === 0) return description + printUnion(type);
      const lines = fields.map((field) => printField(field, "output")).join("\n");
      return `${description}interface ${type.name}${printMapping("type", type.mapping)} {\n${lines}\n}`;
    }
    default:
      return type satisfies never;
  }
}

function printUnion(type: AbstractType): string {
  const names = possibleTypes(type).map(({ name }) => name);
  const head = `union ${type.name}${printMapping("type", type.mapping)} =`;
  const inline = `${head} ${names.join(" | ")}`;
  return inline.length <= widest ? inline : `${head}${names.map((name) => `\n  | ${name}`).join("")}`;
}

function printObject(
  type: ObjectType,
  {
    interfaces = [],
    connected = [],
  }: { readonly interfaces: readonly string[] | undefined; readonly connected: readonly RootField[] | undefined },
): string {
  const keyword = type.direction === "input" ? "input" : "type";
  const implemented = interfaces.length === 0 ? "" : ` implements ${interfaces.join(" & ")}`;
  const keys = type.keys.map((key) => ` @key(fields: ${printString(key)})`).join("");
  const oneOf = type.isOneOf ? " @oneOf" : "";
  const head = `${keyword} ${type.name}${implemented}${oneOf}${keys}${printMapping("fields", type.mapping)}`;
  const start = type.connect === undefined ? `${head} {` : `${head}\n${type.connect} {`;
  const proposals = type.proposals.map((line) => `\n  # ${line}`).join("");
  const fields = [
    type.fields.map((field) => printField(field, type.direction)).join("\n") + proposals,
    ...connected.map(printRootField),
  ];
  return `${printDescription(type.description, "")}${start}\n${fields.join("\n\n")}\n}`;
}

function typeText({ type }: ObjectField): string {
  return printTypeRef(type);
}

function printMapping(argument: "type" | "fields", lines: readonly string[] | undefined): string {
  return lines === undefined ? "" : ` @mapping(${argument}: ${printLines(lines, "  ")})`;
}

function printField(field: ObjectField, direction: ObjectType["direction"]): string {
  const mark = isNonNull(field) ? "!" : "";
  // A required input field cannot be deprecated.
  const isDeprecated = field.deprecated && !(direction === "input" && mark === "!");
  return `${printDescription(field.description, "  ")}  ${field.name}: ${printTypeRef(field.type)}${mark}${isDeprecated ? " @deprecated" : ""}`;
}
