/** Holds a shape against what a place needs. What is unknown, null or left out is accepted: only run time can tell. */
import type { TypeIndex } from "../../type-index.ts";
import type { Span } from "../../../mapping/ast.ts";
import { openType } from "./graphql-shape.ts";
import { membersOf, type Shape } from "./shape.ts";

/** `parameters`: an object of scalars and lists of scalars. */
export type Expectation = "scalar" | "scalars" | "parameters" | "string" | "object" | "boolean" | "anything";

export interface Mismatch {
  readonly message: string;
  /** Narrower than the whole mapping, where that is known. */
  readonly at?: Span;
}

export function findMismatch(shape: Shape, expected: Expectation, types: TypeIndex): Mismatch | undefined {
  const fault = findFault(shape);
  if (fault || expected === "anything") return fault;
  for (const member of membersOf(shape)) {
    const mismatch = mismatchOf(settle(member, types), expected, types);
    if (mismatch) return mismatch;
  }
  return undefined;
}

/** A call that cannot work, anywhere inside. */
function findFault(shape: Shape): Mismatch | undefined {
  switch (shape.kind) {
    case "error":
      return { message: shape.message, at: shape.at };
    case "array":
    case "each":
      return findFault(shape.item);
    case "object":
      return firstFault([...shape.fields.values()].map((field) => field.shape));
    case "oneOf":
      return firstFault(shape.members);
    default:
      return undefined;
  }
}

function firstFault(shapes: readonly Shape[]): Mismatch | undefined {
  for (const shape of shapes) {
    const fault = findFault(shape);
    if (fault) return fault;
  }
  return undefined;
}

/** A typed value opened, so that a list shows as an array and a leaf as its scalar. */
function settle(shape: Shape, types: TypeIndex): Shape {
  if (shape.kind !== "typed") return shape;
  const open = openType(shape.type, types);
  if (open.kind === "list") return { kind: "array", item: { kind: "typed", type: open.item } };
  if (open.kind === "shape") return open.shape;
  const fields = new Map(
    [...open.fields].map(([name, type]) => [name, { shape: { kind: "typed" as const, type }, key: nowhere }]),
  );
  return { kind: "object", fields };
}

const nowhere: Span = { start: 0, end: 0 };

function mismatchOf(shape: Shape, expected: Exclude<Expectation, "anything">, types: TypeIndex): Mismatch | undefined {
  switch (shape.kind) {
    case "unknown":
    case "null":
    case "missing":
      return undefined;
    case "each":
      // One item or a list of them: the item alone can be held against what is expected, unless a list is.
      return expected === "scalars"
        ? findMismatch(shape.item, "scalar", types)
        : findMismatch(shape.item, expected, types);
    default:
      return expected === "scalar" || expected === "string" || expected === "boolean"
        ? scalarMismatch(shape, expected)
        : compositeMismatch(shape, expected, types);
  }
}

function scalarMismatch(shape: Shape, expected: "scalar" | "string" | "boolean"): Mismatch | undefined {
  const found = describe(shape);
  const isScalar = shape.kind === "string" || shape.kind === "number" || shape.kind === "boolean";
  if (expected === "scalar" ? isScalar : shape.kind === expected) return undefined;
  const fix = expected === "string" && isScalar ? " Write `->toString` behind it." : hintAtValue(shape);
  return { message: `A ${expected} is needed here, but this is ${found}.${fix}` };
}

/** `message: "detail"` reads like the value of `detail`, and is an object with that key. */
function hintAtValue(shape: Shape): string {
  const [first, ...others] = shape.kind === "object" ? shape.fields : [];
  if (!first || others.length > 0 || first[1].key === nowhere) return "";
  return ` For a value alone begin with \`$\`, as in \`$.${first[0]}\`.`;
}

function compositeMismatch(
  shape: Shape,
  expected: "scalars" | "parameters" | "object",
  types: TypeIndex,
): Mismatch | undefined {
  if (expected === "scalars") {
    if (shape.kind !== "array") return { message: `A list of scalars is needed here, but this is ${describe(shape)}.` };
    return findMismatch(shape.item, "scalar", types);
  }
  if (shape.kind === "record") return undefined;
  if (shape.kind !== "object") return { message: `An object is needed here, but this is ${describe(shape)}.` };
  if (expected === "object") return undefined;
  for (const [name, field] of shape.fields) {
    const mismatch = parameterMismatch(name, field.shape, types);
    const at = mismatch?.at ?? (field.key === nowhere ? undefined : field.key);
    if (mismatch) return { message: mismatch.message, ...(at && { at }) };
  }
  return undefined;
}

function parameterMismatch(name: string, shape: Shape, types: TypeIndex): Mismatch | undefined {
  for (const member of membersOf(shape)) {
    const value = settle(member, types);
    const mismatch = findMismatch(
      value.kind === "array" || value.kind === "each" ? value.item : value,
      "scalar",
      types,
    );
    if (!mismatch) continue;
    const message = `The parameter \`${name}\` needs a scalar or a list of scalars. ${mismatch.message}`;
    return { message, ...(mismatch.at && { at: mismatch.at }) };
  }
  return undefined;
}

function describe(shape: Shape): string {
  switch (shape.kind) {
    case "array":
      return "a list";
    case "object":
    case "record":
      return "an object";
    default:
      return `a ${shape.kind}`;
  }
}
