/** The types of an operation: of its parameters, its body and its answer. */
import type { TypedParameter } from "./build-request.ts";
import type { TypeBuilder } from "./build-types.ts";
import { isJson } from "./media-type.ts";
import type { ScalarName, TypeRef } from "./model.ts";
import type { NamedOperation } from "./name-operations.ts";
import type { Operation, Parameter, RequestBody } from "./operation.ts";
import { wordsOf } from "./words.ts";

export interface TypedOperation {
  readonly named: NamedOperation;
  readonly parameters: readonly TypedParameter[];
  readonly body: { readonly body: RequestBody; readonly type: TypeRef } | undefined;
  readonly answer: TypeRef;
  /** Whether the answer has nothing that could be mapped: that it came is all there is to say. */
  readonly isEmpty: boolean;
}

export function typeOperation(operation: Operation, types: TypeBuilder): TypedOperation {
  const name: { field: string } = { field: "" };
  const origin = (words: readonly string[]) => ({ kind: "operation", owner: name, words, isItem: false }) as const;
  const parameters = operation.parameters.map((parameter) => {
    const type = types.typeOf(parameter.schema, "input", origin(wordsOf(parameter.name)));
    return { parameter, type: isIdentifier(parameter, type) ? { ...type, name: "ID" as const } : type };
  });
  const body = operation.body && {
    body: operation.body,
    type: types.typeOf(operation.body.schema, "input", origin([])),
  };
  const { answer, isEmpty } = answerType(operation, types, origin([]));
  const named: NamedOperation = Object.assign(name, {
    operation,
    root:
      operation.method === "GET" || operation.method === "HEAD" || operation.method === "OPTIONS"
        ? ("query" as const)
        : ("mutation" as const),
    returnsList: answer.kind === "list",
  });
  return { named, parameters, body, answer, isEmpty };
}

/** A value in the path that names a thing: `{id}`, `{petId}`, `{pet_id}`. */
function isIdentifier({ name, in: place }: Parameter, type: TypeRef): type is Extract<TypeRef, { kind: "scalar" }> {
  if (type.kind !== "scalar" || place !== "path") return false;
  if (type.name !== "String" && type.name !== "Int" && type.name !== "BigInt") return false;
  return /(?:^id|[a-z]Id|[_-]id|ID)$/.test(name);
}

function answerType(
  { answer, method }: Operation,
  types: TypeBuilder,
  origin: Parameters<TypeBuilder["typeOf"]>[2],
): { answer: TypeRef; isEmpty: boolean } {
  if (method === "HEAD") return { answer: scalar("Boolean"), isEmpty: true };
  if (!answer.body) {
    // Of what the document does not tell, a read answers something all the same.
    const isUntold = method === "GET" && !/^20[45]$/.test(answer.status);
    return { answer: scalar(isUntold ? "JSON" : "Boolean"), isEmpty: !isUntold };
  }
  const { mediaType, schema } = answer.body;
  if (!isJson(mediaType)) return { answer: scalar("String"), isEmpty: false };
  return { answer: types.typeOf(schema, "output", origin), isEmpty: false };
}

function scalar(name: ScalarName): TypeRef {
  return { kind: "scalar", name, nullable: true };
}
