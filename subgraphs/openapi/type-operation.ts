/** The types of an operation: of its parameters, its body and its answer. */
import { answerType } from "./answer-type.ts";
import type { TypedParameter } from "./build-request.ts";
import type { TypeBuilder } from "./build-types.ts";
import { isJson } from "./media-type.ts";
import type { NameOrigin, TypeRef } from "./model.ts";
import type { NamedOperation } from "./name-operations.ts";
import type { Operation, Parameter, RequestBody } from "./operation.ts";
import { innermost } from "./plan-selections.ts";
import { json } from "./type-refs.ts";
import { wordsOf } from "./words.ts";

export interface TypedOperation {
  readonly named: NamedOperation;
  readonly parameters: readonly TypedParameter[];
  readonly body: { readonly body: RequestBody; readonly type: TypeRef } | undefined;
  readonly answer: TypeRef;
  /** Whether the answer has nothing that could be mapped: that it came is all there is to say. */
  readonly isEmpty: boolean;
  /** With which something comes that is none of the answer's type: the answer is then null. */
  readonly nullStatuses: readonly string[];
}

export function typeOperation(operation: Operation, types: TypeBuilder): TypedOperation {
  const name: { field: string } = { field: "" };
  const origin = (words: readonly string[]): NameOrigin => ({ kind: "operation", owner: name, words, isItem: false });
  const parameters = operation.parameters.map((parameter) => {
    const type = types.typeOf(parameter.schema, "input", origin(wordsOf(parameter.name)));
    return { parameter, type: isIdentifier(parameter, type) ? { ...type, name: "ID" as const } : withoutChoice(type) };
  });
  const body = operation.body && {
    body: operation.body,
    type: bodyType(operation.body, types.typeOf(operation.body.schema, "input", origin([]))),
  };
  const { answer, isEmpty, nullStatuses } = answerType(operation, types, origin);
  const named: NamedOperation = Object.assign(name, {
    operation,
    root:
      operation.method === "GET" || operation.method === "HEAD" || operation.method === "OPTIONS"
        ? ("query" as const)
        : ("mutation" as const),
    returnsList: answer.kind === "list" && answer.isMap !== true,
  });
  return { named, parameters, body, answer, isEmpty, nullStatuses };
}

/** A value in the path that names a thing: `{id}`, `{petId}`, `{pet_id}`. */
function isIdentifier({ name, in: place }: Parameter, type: TypeRef): type is Extract<TypeRef, { kind: "scalar" }> {
  if (type.kind !== "scalar" || place !== "path") return false;
  if (type.name !== "String" && type.name !== "Int" && type.name !== "BigInt") return false;
  return /(?:^id|[a-z]Id|[_-]id|ID)$/.test(name);
}

/** In a form the fields of a body are written one by one, so that it has to have fields. */
function bodyType({ mediaType }: RequestBody, type: TypeRef): TypeRef {
  return isJson(mediaType) ? type : withoutChoice(type);
}

/** A parameter is written by its fields, too. */
function withoutChoice(type: TypeRef): TypeRef {
  const named = innermost(type);
  return named.kind === "object" && named.type.isOneOf ? json(true) : type;
}
