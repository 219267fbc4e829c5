/**
 * The type of an operation's answer, whatever status of success it comes with.
 *
 *     200: Deployment     202: { message }     union CreateDeploymentResult = CreateDeploymentAccepted | Deployment
 */
import type { TypeBuilder } from "./build-types.ts";
import { isObject, objectAt, type JsonObject } from "./json.ts";
import { isJson } from "./media-type.ts";
import { isNonNull, type NameOrigin, type ObjectType, type TypeRef, type UnionType } from "./model.ts";
import type { AnswerBody, Operation } from "./operation.ts";
import { pointerTo } from "./pointer.ts";
import { scalar } from "./type-refs.ts";

export interface AnswerType {
  readonly answer: TypeRef;
  readonly isEmpty: boolean;
  readonly nullStatuses: readonly string[];
}

type OriginOf = (words: readonly string[]) => NameOrigin;

export function answerType(operation: Operation, types: TypeBuilder, origin: OriginOf): AnswerType {
  const { answer, method } = operation;
  if (method === "HEAD") return { answer: scalar("Boolean", true), isEmpty: true, nullStatuses: [] };
  if (!answer.body) {
    // Of what the document does not tell, a read answers something all the same.
    const isUntold = method === "GET" && !/^20[45]$/.test(answer.status);
    return { answer: scalar(isUntold ? "JSON" : "Boolean", true), isEmpty: !isUntold, nullStatuses: [] };
  }
  const first = bodyType(answer.body, types, origin([]));
  const others = answer.others.flatMap(({ status, body }): Other[] => {
    if (!body) return [];
    if (isJson(body.mediaType) && saysNothing(types.context.resolver.object(body.schema)?.value)) return [{ status }];
    return [{ status, type: bodyType(body, types, origin([statusWords.get(status) ?? "other"])) }];
  });
  const empty = answer.others.flatMap(({ status, body }) => (body || !isExact(status) ? [] : [status]));
  return { isEmpty: false, ...combine({ operation, first, others, empty, origin }, types) };
}

interface Other {
  readonly status: string;
  /** Absent where nothing is said of it. */
  readonly type?: TypeRef;
}

interface Answers {
  readonly operation: Operation;
  readonly first: TypeRef;
  readonly others: readonly Other[];
  /** Statuses without a body. */
  readonly empty: readonly string[];
  readonly origin: OriginOf;
}

function combine(answers: Answers, types: TypeBuilder): Pick<AnswerType, "answer" | "nullStatuses"> {
  const { operation, first } = answers;
  const others = answers.others.filter(({ type }) => !type || !fits(type, first));
  if (others.length === 0 || (first.kind === "scalar" && first.name === "JSON")) {
    return { answer: first, nullStatuses: [] };
  }
  const pointer = pointerTo(operation.pointer, "responses");
  const simplify = (message: string): void => types.context.report.add("simplified", pointer, message);

  const areExact = others.every(({ status }) => isExact(status));
  const untold = others.filter(({ type }) => !type).map(({ status }) => status);
  const union = areExact ? unionByStatus({ ...answers, others }, untold, pointer) : undefined;
  const isMap = first.kind === "list" && first.isMap === true;
  if (union || (areExact && untold.length === others.length && !isMap)) {
    if (untold.length > 0) simplify(`Nothing is said of the answer of ${untold.join(", ")}; it is null.`);
    return union ? { answer: union, nullStatuses: [] } : { answer: first, nullStatuses: [...untold, ...answers.empty] };
  }
  const statuses = [operation.answer, ...others].map(({ status }) => status).join(", ");
  simplify(`The answers of ${statuses} have no type in common; it is \`JSON\`.`);
  return { answer: scalar("JSON", true), nullStatuses: [] };
}

/** Where something is said of some other one, and each is an object. */
function unionByStatus(
  { first, others, empty, origin }: Answers,
  untold: readonly string[],
  pointer: string,
): TypeRef | undefined {
  const byType = new Map<ObjectType, string[]>();
  for (const { status, type } of others) {
    if (!type) continue;
    if (type.kind !== "object") return undefined;
    byType.set(type.type, [...(byType.get(type.type) ?? []), status]);
  }
  if (first.kind !== "object" || byType.size === 0) return undefined;
  const union: UnionType = {
    kind: "union",
    name: "",
    isShared: false,
    pointer,
    origin: origin(["result"]),
    description: undefined,
    discriminant: { kind: "status", empty: [...empty, ...untold] },
    members: [...byType].map(([type, values]) => ({ type, values })),
    other: first.type,
  };
  return { kind: "union", type: union, nullable: true };
}

function bodyType({ mediaType, schema }: AnswerBody, types: TypeBuilder, origin: NameOrigin): TypeRef {
  return isJson(mediaType) ? types.typeOf(schema, "output", origin) : scalar("String", true);
}

/** RFC 9110, section 15.3. */
const statusWords: ReadonlyMap<string, string> = new Map([
  ["200", "ok"],
  ["201", "created"],
  ["202", "accepted"],
  ["203", "transformed"],
  ["206", "partial"],
  ["207", "multiStatus"],
]);

/** `2XX` and `default` are no number that could be looked for. */
function isExact(status: string): boolean {
  return /^\d{3}$/.test(status);
}

const telling = ["allOf", "oneOf", "anyOf", "items", "enum", "const", "patternProperties"];

/** A schema such as `{}` or `{ type: object }`. */
function saysNothing(schema: JsonObject | undefined): boolean {
  if (!schema) return true;
  if (Object.keys(objectAt(schema, "properties") ?? {}).length > 0) return false;
  const values = schema["additionalProperties"];
  if (isObject(values) && Object.keys(values).length > 0) return false;
  return !telling.some((key) => key in schema) && (schema["type"] ?? "object") === "object";
}

/** Whether a value of one type can be read as the other one, and nothing of it is lost. */
function fits(type: TypeRef, as: TypeRef): boolean {
  if (isSame(type, as)) return true;
  if (type.kind === "list") return as.kind === "list" && type.isMap === as.isMap && fits(type.item, as.item);
  if (type.kind !== "object" || as.kind !== "object") return false;
  const given = new Map(type.type.fields.map((field) => [field.wire, field]));
  const wanted = new Map(as.type.fields.map((field) => [field.wire, field]));
  const isKept = [...given.values()].every((field) => {
    const other = wanted.get(field.wire);
    return other !== undefined && isSame(field.type, other.type) && (isNonNull(field) || !isNonNull(other));
  });
  return isKept && [...wanted.values()].every((field) => given.has(field.wire) || !isNonNull(field));
}

function isSame(one: TypeRef, other: TypeRef): boolean {
  if (one.kind === "list") return other.kind === "list" && one.isMap === other.isMap && isSame(one.item, other.item);
  if (one.kind === "scalar") return other.kind === "scalar" && one.name === other.name;
  return other.kind === one.kind && other.type === one.type;
}
