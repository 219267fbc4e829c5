/** The request of an operation in connect's terms, and the arguments that it is made from. */
import { isJson, isPlainText, isText } from "./media-type.ts";
import type { TypeRef } from "./model.ts";
import type { Operation, Parameter, RequestBody } from "./operation.ts";
import type { ImportReport } from "./report.ts";
import { toWire } from "./wire-value.ts";
import { camelCase, isName, wordsOf } from "./words.ts";
import { bodyContentType, writeBodyPlan, type BodyText } from "./write-body.ts";
import { writeParameters, type Refuse, type RestParameterText } from "./write-parameters.ts";

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
  readonly method?: string;
  readonly parameters?: readonly RestParameterText[];
  readonly body?: BodyText;
  readonly response?: "text" | "base64";
}

export interface TypedParameter {
  readonly parameter: Parameter;
  readonly type: TypeRef;
}

export interface TypedBody {
  readonly body: RequestBody;
  readonly type: TypeRef;
}

export interface RequestParts {
  readonly operation: Operation;
  readonly parameters: readonly TypedParameter[];
  readonly body: TypedBody | undefined;
}

/** @param options.portable  Whether connect alone has to say as much as it can. */
export function buildRequest(
  { operation, parameters, body }: RequestParts,
  { portable, report }: { readonly portable: boolean; readonly report: ImportReport },
): RequestText {
  const refuse: Refuse = (pointer, message) => report.add("not-expressible", pointer, message);
  const names = argumentNames(parameters.map(({ parameter }) => parameter));
  const named = parameters.map((each) => ({ ...each, argument: names.get(each.parameter) ?? each.parameter.name }));
  const bodyName = bodyArgument([...names.values()]);
  const { inPath, queryParams, headers, rest } = writeParameters(named, { portable, refuse });
  const contentType = bodyContentType(body?.body.mediaType ?? operation.unsentMediaType, body !== undefined);
  return {
    arguments: [
      ...named.map(({ parameter, type, argument }) => argumentOf(argument, type, parameter)),
      ...(body ? [argumentOf(bodyName, body.type, body.body)] : []),
    ],
    method: connectMethod(operation.method) ?? "GET",
    path: pathTemplate(operation.path, inPath),
    queryParams,
    headers: [...headers, ...(contentType === undefined ? [] : [{ name: "Content-Type", value: contentType }])],
    ...(body && { body: toWire(`$args.${bodyName}`, body.type, { isJson: isJson(body.body.mediaType) }) }),
    rest: { ...(rest.length > 0 && { parameters: rest }), ...restOf(operation, body, refuse) },
  };
}

/** What connect cannot say of the method, the body and the answer. */
function restOf(operation: Operation, body: TypedBody | undefined, refuse: Refuse): Omit<RestText, "parameters"> {
  const { method, pointer } = operation;
  const written = body && writeBodyPlan(body, refuse);
  const isOwn = connectMethod(method) === undefined;
  if (isOwn) refuse(pointer, `Connect has no ${method} requests; another router sends this one as GET.`);
  const mediaType = operation.answer.body?.mediaType;
  const isRead = mediaType === undefined || isJson(mediaType) || isPlainText(mediaType);
  if (!isRead) refuse(pointer, `An answer of type \`${mediaType}\` is null for another router.`);
  return {
    ...(isOwn && { method }),
    ...(written && { body: written }),
    ...(!isRead && { response: isText(mediaType) ? "text" : "base64" }),
  };
}

function argumentOf(
  name: string,
  type: TypeRef,
  {
    required,
    description,
    deprecated = false,
  }: Pick<RequestBody, "required" | "description"> & { deprecated?: boolean },
): Argument {
  return { name, type, required, description, deprecated };
}

const connectMethods = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;

function connectMethod(method: string): RequestText["method"] | undefined {
  return connectMethods.find((each) => each === method);
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

/** `/pets/{petId}` with each `{…}` as its expression. */
function pathTemplate(path: string, inPath: ReadonlyMap<string, string>): string {
  const withoutFragment = path.replace(/#.*$/, "");
  return withoutFragment.replace(/\{([^{}]+)\}|[{}]/g, (match, name: string | undefined) => {
    if (name === undefined) return match === "{" ? "%7B" : "%7D";
    return inPath.get(name) ?? "";
  });
}
