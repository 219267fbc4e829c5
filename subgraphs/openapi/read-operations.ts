/** The operations of a document, in its order. Faults cost the parameter, body or operation that they are in. */
import { reservedHeaders } from "../connect/header-rules.ts";
import type { ChoosableOperation } from "./choose-operations.ts";
import { withExampleProperties } from "./example-properties.ts";
import { flagAt, isObject, listAt, objectAt, own, textAt, type JsonObject } from "./json.ts";
import { chooseMediaType } from "./media-type.ts";
import type { Answer, Operation, Parameter, ParameterPlace, ParameterStyle, RequestBody } from "./operation.ts";
import type { OpenApiVersion } from "./parse-document.ts";
import { pointerTo } from "./pointer.ts";
import type { ImportReport } from "./report.ts";
import type { Node, ObjectNode, Resolver } from "./resolver.ts";
import { serverUrl } from "./servers.ts";

export interface ReadContext {
  readonly root: JsonObject;
  readonly version: OpenApiVersion;
  readonly resolver: Resolver;
  readonly report: ImportReport;
}

const methods = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/** @param takes  What it refuses is not read, and its faults are not reported. Default: takes all. */
export function readOperations(
  context: ReadContext,
  takes: (operation: ChoosableOperation) => boolean = () => true,
): Operation[] {
  const paths = objectAt(context.root, "paths") ?? {};
  return Object.entries(paths).flatMap(([path, value]) => {
    if (path.startsWith("x-")) return [];
    const item = context.resolver.object({ value, pointer: pointerTo("#/paths", path) });
    if (!item) {
      context.report.add("fault", pointerTo("#/paths", path), "This path is no object.");
      return [];
    }
    return methods.flatMap((method) => {
      const found = own(item.value, method);
      if (found === undefined) return [];
      const operation = context.resolver.object({ value: found, pointer: pointerTo(item.pointer, method) });
      if (operation) {
        const choosable = {
          path,
          method: method.toUpperCase(),
          tags: tagsOf(operation.value),
          ...idOf(operation.value),
        };
        return takes(choosable) ? [readOperation(context, { ...choosable, item, operation })] : [];
      }
      context.report.add("fault", pointerTo(item.pointer, method), "This operation is no object.");
      return [];
    });
  });
}

interface Found {
  readonly path: string;
  readonly method: string;
  readonly item: ObjectNode;
  readonly operation: ObjectNode;
}

function readOperation(context: ReadContext, { path, method, item, operation }: Found): Operation {
  const { value, pointer } = operation;
  const given = [...parameterNodes(item), ...parameterNodes(operation)];
  const parameters = readParameters(context, given, { path, pointer });
  const body = context.version === "2.0" ? readBody2(context, operation, given) : readBody(context, operation);
  const description = joinTexts(textAt(value, "summary"), textAt(value, "description"));
  const ownServer = serverUrl(value, context.report, pointer) ?? serverUrl(item.value, context.report, item.pointer);
  const sends = body !== undefined && method !== "GET" && method !== "HEAD";
  if (body && !sends) {
    context.report.add("not-expressible", body.pointer, `A ${method} request has no body; it is left out.`);
  }
  return {
    method,
    path,
    pointer,
    ...idOf(value),
    tags: tagsOf(value),
    ...(description !== undefined && { description }),
    deprecated: flagAt(value, "deprecated"),
    parameters,
    ...(sends ? { body } : body && { unsentMediaType: body.mediaType }),
    answer: readAnswer(context, operation),
    ...(ownServer !== undefined && { serverUrl: ownServer }),
  };
}

function idOf(operation: JsonObject): { readonly operationId?: string } {
  const operationId = textAt(operation, "operationId");
  return operationId === undefined || operationId.trim() === "" ? {} : { operationId };
}

function tagsOf(operation: JsonObject): string[] {
  return listAt(operation, "tags").filter((tag) => typeof tag === "string");
}

/** The summary is the first line, unless the description says the same. */
function joinTexts(summary: string | undefined, description: string | undefined): string | undefined {
  const first = summary?.trim() ?? "";
  const rest = description?.trim() ?? "";
  const start = bare(first);
  if (rest.slice(0, start.length).toLowerCase() === start) return rest === "" ? undefined : rest;
  return rest === "" ? first : `${first}\n\n${rest}`;
}

function bare(text: string): string {
  return text.replace(/[.\s]+$/, "").toLowerCase();
}

function parameterNodes({ value, pointer }: ObjectNode): Node[] {
  return listAt(value, "parameters").map((each, index) => ({
    value: each,
    pointer: pointerTo(pointer, "parameters", index),
  }));
}

function readParameters(
  context: ReadContext,
  given: readonly Node[],
  { path, pointer }: { readonly path: string; readonly pointer: string },
): Parameter[] {
  const found = new Map<string, Parameter>();
  for (const node of given) {
    const parameter = readParameter(context, node);
    // The operation's own comes after the path's and wins.
    if (parameter) found.set(`${parameter.in} ${parameter.name}`, parameter);
  }
  const inPath = new Set([...path.matchAll(/\{([^{}]+)\}/g)].map(([, name]) => name ?? ""));
  for (const [key, parameter] of found) {
    if (parameter.in !== "path" || inPath.has(parameter.name)) continue;
    context.report.add(
      "fault",
      parameter.pointer,
      `\`${path}\` has no place for \`{${parameter.name}}\`; it is left out.`,
    );
    found.delete(key);
  }
  for (const name of inPath) {
    if (found.has(`path ${name}`)) continue;
    context.report.add("fault", pointer, `\`{${name}}\` of the path is not among the parameters; it is read as text.`);
    found.set(`path ${name}`, {
      name,
      in: "path",
      required: true,
      deprecated: false,
      schema: { value: { type: "string" }, pointer },
      style: "simple",
      explode: false,
      separators: separatorsOf("simple", context.version),
      allowReserved: false,
      pointer,
    });
  }
  return [...found.values()];
}

// OpenAPI 3.1, section 4.8.12.1: parameters of these names are ignored.
const ignoredHeaders = new Set(["accept", "content-type", "authorization"]);
const places = new Set(["path", "query", "header", "cookie"]);
const styles = new Set([
  "form",
  "simple",
  "label",
  "matrix",
  "spaceDelimited",
  "pipeDelimited",
  "tabDelimited",
  "deepObject",
]);

function readParameter(context: ReadContext, node: Node): Parameter | undefined {
  const target = context.resolver.object(node);
  if (!target) return undefined;
  const { value, pointer } = target;
  const name = textAt(value, "name");
  const place = textAt(value, "in");
  // Of OpenAPI 2.0; they are the body.
  if (place === "body" || place === "formData") return undefined;
  if (name === undefined || name === "" || place === undefined || !places.has(place)) {
    context.report.add(
      "fault",
      pointer,
      "A parameter needs a `name` and an `in` of path, query, header or cookie; it is left out.",
    );
    return undefined;
  }
  if (place === "header" && ignoredHeaders.has(name.toLowerCase())) return undefined;
  if (place === "header" && reservedHeaders.has(name.toLowerCase())) {
    context.report.add("not-expressible", pointer, `The HTTP client sets \`${name}\` itself; it is left out.`);
    return undefined;
  }
  const content = objectAt(value, "content");
  const mediaType = content && Object.keys(content)[0];
  const inContent = content && mediaType !== undefined ? objectAt(content, mediaType) : undefined;
  const schema: Node = inContent
    ? { value: inContent["schema"], pointer: pointerTo(pointer, "content", mediaType ?? "", "schema") }
    : context.version === "2.0"
      ? { value, pointer }
      : { value: own(value, "schema"), pointer: pointerTo(pointer, "schema") };
  const description = textAt(value, "description");
  const styled = context.version === "2.0" ? style2(value, place) : style3(value, place);
  return {
    name,
    // Among `places`, as was looked at.
    in: place as ParameterPlace,
    // A cookie usually comes from the client's own request.
    required: place === "path" || (place !== "cookie" && flagAt(value, "required")),
    deprecated: flagAt(value, "deprecated"),
    ...(description !== undefined && { description }),
    schema,
    ...styled,
    separators: separatorsOf(styled.style, context.version),
    allowReserved: place === "query" && flagAt(value, "allowReserved"),
    ...(inContent && mediaType !== undefined && { mediaType }),
    pointer,
  };
}

const separators: Partial<Record<ParameterStyle, string>> = {
  spaceDelimited: " ",
  pipeDelimited: "|",
  tabDelimited: "\t",
};

/** Until OpenAPI 3.1, these styles are of lists alone (3.0.3, section 4.7.12.2), so that an object is as with any other. */
function separatorsOf(style: ParameterStyle, version: OpenApiVersion): Parameter["separators"] {
  const list = separators[style] ?? ",";
  return { list, object: version === "3.1" ? list : "," };
}

function style3(value: JsonObject, place: string): { style: ParameterStyle; explode: boolean } {
  const written = textAt(value, "style");
  const standard = place === "query" || place === "cookie" ? "form" : "simple";
  const style = written !== undefined && styles.has(written) ? (written as ParameterStyle) : standard;
  const explode = own(value, "explode");
  return { style, explode: typeof explode === "boolean" ? explode : style === "form" };
}

function style2(value: JsonObject, place: string): { style: ParameterStyle; explode: boolean } {
  const standard = place === "query" || place === "cookie" ? "form" : "simple";
  switch (textAt(value, "collectionFormat")) {
    case "multi":
      return { style: standard, explode: true };
    case "ssv":
      return { style: "spaceDelimited", explode: false };
    case "tsv":
      return { style: "tabDelimited", explode: false };
    case "pipes":
      return { style: "pipeDelimited", explode: false };
    default:
      return { style: standard, explode: false };
  }
}

function readBody(context: ReadContext, operation: ObjectNode): RequestBody | undefined {
  const written = own(operation.value, "requestBody");
  if (written === undefined) return undefined;
  const body = context.resolver.object({ value: written, pointer: pointerTo(operation.pointer, "requestBody") });
  const content = body && objectAt(body.value, "content");
  if (!body || !content) return undefined;
  const mediaType = chooseMediaType(Object.keys(content));
  if (mediaType === undefined) return undefined;
  const media = { value: objectAt(content, mediaType) ?? {}, pointer: pointerTo(body.pointer, "content", mediaType) };
  const schema = { value: own(media.value, "schema"), pointer: pointerTo(media.pointer, "schema") };
  const encoding = Object.entries(objectAt(media.value, "encoding") ?? {}).flatMap(([name, each]) => {
    if (!isObject(each)) return [];
    const style = textAt(each, "style");
    const explode = own(each, "explode");
    return [
      [name, { ...(style !== undefined && { style }), ...(typeof explode === "boolean" && { explode }) }] as const,
    ];
  });
  const description = textAt(body.value, "description");
  return {
    required: flagAt(body.value, "required"),
    mediaType,
    schema: withExampleProperties(schema, media, context),
    ...(description !== undefined && { description }),
    encoding: new Map(encoding),
    pointer: body.pointer,
  };
}

/** In OpenAPI 2.0 a parameter is the body, or several are the fields of a form. */
function readBody2(context: ReadContext, operation: ObjectNode, given: readonly Node[]): RequestBody | undefined {
  const consumes = textList(operation.value, "consumes") ?? textList(context.root, "consumes") ?? [];
  const fields = new Map<string, JsonObject>();
  for (const node of given) {
    const target = context.resolver.object(node);
    const place = target && textAt(target.value, "in");
    if (!target) continue;
    if (place === "body") {
      const description = textAt(target.value, "description");
      return {
        required: flagAt(target.value, "required"),
        mediaType: chooseMediaType(consumes) ?? "application/json",
        schema: { value: own(target.value, "schema"), pointer: pointerTo(target.pointer, "schema") },
        ...(description !== undefined && { description }),
        encoding: new Map(),
        pointer: target.pointer,
      };
    }
    const name = textAt(target.value, "name");
    if (place === "formData" && name !== undefined) fields.set(name, target.value);
  }
  if (fields.size === 0) return undefined;
  const hasFile = [...fields.values()].some((field) => field["type"] === "file");
  const forms = consumes.filter((type) => /urlencoded|multipart/i.test(type));
  const required = [...fields].filter(([, field]) => flagAt(field, "required")).map(([name]) => name);
  return {
    // Which fields a form needs is said, but not whether there has to be a form.
    required: false,
    mediaType: hasFile ? "multipart/form-data" : (chooseMediaType(forms) ?? "application/x-www-form-urlencoded"),
    schema: {
      value: { type: "object", properties: Object.fromEntries(fields), required },
      pointer: pointerTo(operation.pointer, "parameters"),
    },
    encoding: new Map(),
    pointer: pointerTo(operation.pointer, "parameters"),
  };
}

function textList(object: JsonObject, key: string): readonly string[] | undefined {
  return own(object, key) === undefined ? undefined : listAt(object, key).filter((each) => typeof each === "string");
}

/** Of several 2xx the lowest that has a body; `2XX` and `default` come last. */
function readAnswer(context: ReadContext, operation: ObjectNode): Answer {
  const responses = objectAt(operation.value, "responses") ?? {};
  const statuses = Object.keys(responses)
    .filter((status) => status.startsWith("2"))
    .toSorted();
  if (statuses.length === 0 && own(responses, "default") !== undefined) statuses.push("default");
  const answers = statuses.flatMap((status) => {
    const pointer = pointerTo(operation.pointer, "responses", status);
    const response = context.resolver.object({ value: own(responses, status), pointer });
    const body = response && answerBody(context, operation, response);
    return response ? [{ status, ...(body && { body }) }] : [];
  });
  const chosen = answers.find(({ body }) => body) ?? answers[0];
  if (!chosen) return { status: "200", others: [] };
  const others = answers.filter(
    ({ status, body }) =>
      status !== chosen.status && !(body && chosen.body && schemaText(body.schema) === schemaText(chosen.body.schema)),
  );
  return { ...chosen, others };
}

function schemaText({ value }: Node): string {
  // One that cannot be written down (an alias of YAML that holds itself) is like no other.
  try {
    return JSON.stringify(value) ?? "";
  } catch {
    return "";
  }
}

function answerBody(context: ReadContext, operation: ObjectNode, response: ObjectNode): Answer["body"] {
  if (context.version === "2.0") {
    const schema = own(response.value, "schema");
    if (schema === undefined) return undefined;
    const produces = textList(operation.value, "produces") ?? textList(context.root, "produces") ?? [];
    const mediaType = chooseMediaType(produces) ?? "application/json";
    return { mediaType, schema: { value: schema, pointer: pointerTo(response.pointer, "schema") } };
  }
  const content = objectAt(response.value, "content");
  const mediaType = content && chooseMediaType(Object.keys(content));
  if (!content || mediaType === undefined) return undefined;
  const schema = own(objectAt(content, mediaType) ?? {}, "schema");
  return { mediaType, schema: { value: schema, pointer: pointerTo(response.pointer, "content", mediaType, "schema") } };
}
