/**
 * What each method yields. Where a call cannot work whatever the data is (`$(1)->not`), the shape is an error; where it
 * depends on the data, the best that can work is assumed.
 */
import type { Expression, MethodStep } from "../../../mapping/ast.ts";
import { arrayOf, boolean, membersOf, number, oneOf, string, unknown, type FieldShape, type Shape } from "./shape.ts";

/** The shape of an argument, evaluated with `@` as given. */
export type InferArgument = (argument: Expression, flowing: Shape) => Shape;

interface Call {
  readonly step: MethodStep;
  /** What the method is applied to, which is `@` in its arguments. */
  readonly input: Shape;
  readonly args: readonly Expression[];
  readonly infer: InferArgument;
}

type Kind = "boolean" | "number" | "string" | "array" | "object";

interface MethodShape {
  /** Fewest and most arguments. */
  readonly arity: readonly [number, number];
  /** Kinds of input that it works on; any, where absent. */
  readonly input?: readonly Kind[];
  readonly yields: (call: Call) => Shape;
}

export function inferMethod(step: MethodStep, input: Shape, infer: InferArgument): Shape {
  const call: Call = { step, input, args: step.args ?? [], infer };
  const method = methods.get(step.name);
  // Methods come with the release that runs them: an unknown one is not for the schema's author to answer for.
  if (!method) return readArguments(call, unknown);
  // The arguments of a faulty call are inferred as well: they may hold faults of their own.
  const result = method.yields(call);
  if (input.kind === "error") return input;
  const fault = faultOf(method, call);
  return fault === undefined ? result : { kind: "error", message: fault, at: step };
}

function faultOf({ arity: [least, most], input: kinds }: MethodShape, { step, args, input }: Call): string | undefined {
  const name = `\`->${step.name}\``;
  if (args.length < least) return `${name} needs ${least === 1 ? "an argument" : `${least} arguments`}.`;
  if (most === 0 && step.args) return `${name} takes no arguments, and no parentheses.`;
  if (args.length > most) return `${name} takes at most ${most === 1 ? "one argument" : `${most} arguments`}.`;
  const wrong = membersOf(input)
    .map(kindOf)
    .find((kind) => kind !== undefined && kinds && !kinds.includes(kind));
  if (!kinds || wrong === undefined) return undefined;
  return `${name} works on ${kinds.map((kind) => `${kind}s`).join(" and ")}, but this is ${/^[ao]/.test(wrong) ? "an" : "a"} ${wrong}.`;
}

/** The one JSON kind that a shape has, if it is known. Null is left to run time: a value may be null on purpose. */
function kindOf(shape: Shape): Kind | undefined {
  switch (shape.kind) {
    case "boolean":
    case "number":
    case "string":
    case "array":
    case "object":
      return shape.kind;
    case "record":
      return "object";
    default:
      return undefined;
  }
}

function readArguments({ args, infer, input }: Call, result: Shape): Shape {
  for (const argument of args) infer(argument, input);
  return result;
}

/** What an element-wise method sees: an item, or the value itself where it is no array. */
function itemOf(shape: Shape): Shape {
  switch (shape.kind) {
    case "array":
    case "each":
      return shape.item;
    case "oneOf":
      return oneOf(shape.members.map(itemOf));
    default:
      return shape;
  }
}

function inferFirst({ args, infer, input }: Call): Shape {
  const [argument] = args;
  return argument ? infer(argument, input) : unknown;
}

function inferMap({ args, infer, input }: Call): Shape {
  const [argument] = args;
  return arrayOf(argument ? infer(argument, itemOf(input)) : unknown);
}

/** Reads a condition for each item, and yields what it chooses from. */
function inferChoice(result: (input: Shape) => Shape): MethodShape["yields"] {
  return ({ args, infer, input }) => {
    for (const argument of args) infer(argument, itemOf(input));
    return result(input);
  };
}

/** `filter` of something that is no array is a list of it or an empty one. */
function filtered(input: Shape): Shape {
  return input.kind === "unknown" ? unknown : arrayOf(itemOf(input));
}

function inferMatch({ args, infer, input }: Call): Shape {
  const values = args.flatMap((pair): Shape[] => {
    const [candidate, value, ...rest] = pair.kind === "array" ? pair.items : [];
    // Only pairs count, by the spec; anything else is passed over when it runs.
    if (!candidate || !value || rest.length > 0) return [];
    infer(candidate, input);
    return [infer(value, input)];
  });
  return oneOf(values);
}

function inferGet(call: Call): Shape {
  const [index] = call.args;
  readArguments(call, unknown);
  const key = index?.kind === "literal" && typeof index.value === "string" ? index.value : undefined;
  return oneOf(
    membersOf(call.input).map((member) => {
      if (member.kind === "array") return member.item;
      if (member.kind === "string") return string;
      return member.kind === "object" && key !== undefined ? (member.fields.get(key)?.shape ?? unknown) : unknown;
    }),
  );
}

function inferSlice(call: Call): Shape {
  return readArguments(call, call.input.kind === "each" ? unknown : call.input);
}

function inferEntries({ input, step }: Call): Shape {
  const value =
    input.kind === "object" && !input.rest ? oneOf([...input.fields.values()].map(({ shape }) => shape)) : unknown;
  const field = (shape: Shape): FieldShape => ({ shape, key: step });
  const fields = new Map([
    ["key", field(string)],
    ["value", field(value)],
  ]);
  return arrayOf({ kind: "object", fields });
}

/** Which keys come out is known only where it is known which go in, and is left unknown even then: see the method. */
function renamedKeys({ input }: Call): Shape {
  return input.kind === "object" ? { kind: "object", fields: new Map(), rest: unknown } : unknown;
}

const any = Number.MAX_SAFE_INTEGER;
const yielding =
  (result: Shape): MethodShape["yields"] =>
  (call) =>
    readArguments(call, result);

const plain = (kinds: readonly Kind[] | undefined, arity: readonly [number, number], result: Shape): MethodShape => ({
  arity,
  ...(kinds && { input: kinds }),
  yields: yielding(result),
});
const comparison = plain(undefined, [1, 1], boolean);
const ordering = plain(["number", "string"], [1, 1], boolean);
const junction = plain(["boolean"], [1, any], boolean);
const arithmetic = plain(["number"], [1, any], number);
const trimming = plain(["string"], [0, 0], string);

const methods: ReadonlyMap<string, MethodShape> = new Map<string, MethodShape>(
  Object.entries({
    echo: { arity: [1, any], yields: inferFirst },
    map: { arity: [1, 1], yields: inferMap },
    match: { arity: [1, any], yields: inferMatch },
    first: { arity: [0, 0], yields: ({ input }) => itemOf(input) },
    last: { arity: [0, 0], yields: ({ input }) => itemOf(input) },
    slice: { arity: [0, 2], input: ["array", "string"], yields: inferSlice },
    size: plain(["array", "object", "string"], [0, 0], number),
    entries: { arity: [0, 0], input: ["object"], yields: inferEntries },
    jsonStringify: plain(undefined, [0, 0], string),
    jsonParse: plain(["string"], [0, 0], unknown),
    joinNotNull: plain(["array", "string", "number", "boolean"], [1, 1], string),
    filter: { arity: [1, 1], yields: inferChoice(filtered) },
    find: { arity: [1, 1], yields: inferChoice(itemOf) },
    get: { arity: [1, 1], input: ["array", "string", "object"], yields: inferGet },
    eq: comparison,
    ne: comparison,
    gt: ordering,
    gte: ordering,
    lt: ordering,
    lte: ordering,
    and: junction,
    or: junction,
    not: plain(["boolean"], [0, 0], boolean),
    in: plain(undefined, [1, 1], boolean),
    contains: plain(["array"], [1, 1], boolean),
    add: arithmetic,
    sub: arithmetic,
    mul: arithmetic,
    div: arithmetic,
    mod: arithmetic,
    toString: plain(["boolean", "number", "string"], [0, 0], string),
    parseInt: plain(["number", "string"], [0, 1], number),
    split: plain(["string"], [1, 2], arrayOf(string)),
    trim: trimming,
    trimStart: trimming,
    trimEnd: trimming,
    keysToCamelCase: { arity: [0, 0], input: ["object"], yields: renamedKeys },
    keysToCamelCaseDeep: { arity: [0, 0], input: ["object", "array"], yields: renamedKeys },
  } satisfies Record<string, MethodShape>),
);
