/**
 * Infers the shape of a mapping from its syntax tree, and finds what it reads that does not exist.
 *
 *     `$args.filter.nme` with `filter: { name: String }`   ->  unknown, and "`nme` is not a field of `Filter`"
 */
import type { TypeNode } from "graphql";
import { didYouMean } from "../../../../schema/did-you-mean.ts";
import type {
  Entry,
  Expression,
  KeyStep,
  MappingAst,
  ObjectExpression,
  PathExpression,
  SelectionList,
  Span,
} from "../../../mapping/ast.ts";
import type { TypeIndex } from "../../type-index.ts";
import { openType, shapeOfType } from "./graphql-shape.ts";
import { inferMethod } from "./methods.ts";
import {
  arrayOf,
  boolean,
  eachOf,
  membersOf,
  mergeShapes,
  missing,
  nullShape,
  number,
  oneOf,
  unknown,
  type FieldShape,
  type RecordShape,
  type Shape,
} from "./shape.ts";

export interface ShapeFinding {
  readonly kind: "argument" | "field" | "variable" | "nothing";
  readonly message: string;
  readonly at: Span;
}

/** Where a mapping stands. */
export interface Environment {
  readonly types: TypeIndex;
  /** Those that may be read here, by name with `$`. */
  readonly variables: ReadonlyMap<string, Shape>;
  /** `$` outermost. Absent before there is a response: nothing can be read from it. */
  readonly root?: Shape;
  /** Connect v0.2 knows nothing of what methods yield. */
  readonly followMethods: boolean;
  report(finding: ShapeFinding): void;
}

/** What names mean at a point inside a mapping. */
interface Scope extends Environment {
  /** Expressions that may still be looked at: a selection is inferred for each alternative of what it is applied to. */
  readonly budget: { left: number };
  /** `$`; absent where there is nothing to read from. */
  readonly current: Shape | undefined;
  /** `@` */
  readonly flowing: Shape;
  readonly locals: ReadonlyMap<string, Shape>;
}

type NamedSpan = Span & { readonly name: string };

export function inferMapping(ast: MappingAst, environment: Environment): Shape {
  const { root } = environment;
  const scope: Scope = {
    ...environment,
    current: root,
    flowing: root ?? nullShape,
    locals: new Map(),
    budget: { left: MOST_EXPRESSIONS },
  };
  if (ast.body.kind === "value") return inferExpression(ast.body.value, scope);
  // The whole list is mapped over a body that is an array.
  const shape = inferList(ast.body.list, scope);
  return root?.kind === "unknown" ? eachOf(shape) : shape;
}

/** Far more than a mapping written by hand has; nested alternatives would multiply without end. */
const MOST_EXPRESSIONS = 50_000;

function inferExpression(expression: Expression, scope: Scope): Shape {
  if (scope.budget.left <= 0) return unknown;
  scope.budget.left -= 1;
  switch (expression.kind) {
    case "literal":
      return inferLiteral(expression.value);
    case "object":
      return inferObject(expression, scope);
    case "array":
      return arrayOf(oneOf(expression.items.map((item) => inferExpression(item, scope))));
    case "chain":
      return inferChain(expression.operands.map((operand) => inferExpression(operand, scope)));
    case "path":
      return inferPath(expression, scope);
    default:
      return expression satisfies never;
  }
}

function inferLiteral(value: string | number | bigint | boolean | null): Shape {
  if (value === null) return nullShape;
  if (typeof value === "string") return { kind: "string", value };
  return typeof value === "boolean" ? boolean : number;
}

function inferObject({ list }: ObjectExpression, scope: Scope): Shape {
  return list.entries.length === 0 ? emptyObject : inferList(list, scope);
}

const emptyObject: Shape = { kind: "object", fields: new Map() };

/** Of all operands but the last, null and missing are passed over. */
function inferChain(operands: readonly Shape[]): Shape {
  const last = operands.length - 1;
  return oneOf(
    operands.flatMap((operand, index) =>
      index === last
        ? [operand]
        : membersOf(operand).filter(({ kind }) => kind !== "null" && kind !== "missing" && kind !== "error"),
    ),
  );
}

/** A typed value as far as methods look into it: a list, a leaf, or some object. */
function settle(shape: Shape, { types }: Scope): Shape {
  return shape.kind === "typed" ? shapeOfType(shape.type, types) : shape;
}

function inferList(list: SelectionList, scope: Scope): Shape {
  const [only] = list.entries;
  if (only?.kind === "path" && list.entries.length === 1) return inferPath(only.value, scope);
  let result: Shape = list.entries.length === 0 ? missing : emptyObject;
  for (const entry of list.entries) result = mergeShapes(result, inferEntry(entry, scope));
  return result;
}

function inferEntry(entry: Entry, scope: Scope): Shape {
  const shape = inferExpression(entry.value, scope);
  if (entry.kind !== "keyed") return openFields(shape, entry, scope);
  const field: FieldShape = { shape, key: entry.key };
  return { kind: "object", fields: new Map([[entry.key.name, field]]) };
}

/** A typed value that is merged into others gives them its fields. */
function openFields(shape: Shape, key: Span, { types }: Scope): Shape {
  if (shape.kind !== "typed") return shape;
  const open = openType(shape.type, types);
  if (open.kind === "shape") return open.shape;
  if (open.kind === "list") return shape;
  const fields = [...open.fields].map(([name, type]): [string, FieldShape] => [
    name,
    { key, shape: { kind: "typed", type } },
  ]);
  return { kind: "object", fields: new Map(fields) };
}

function inferPath(path: PathExpression, scope: Scope): Shape {
  const [first] = path.steps;
  // Before there is a response `$.id` is as wrong as `id`.
  if (path.head.kind === "current" && !scope.current && first?.kind === "key") {
    return readCurrent(withoutDot(first), scope);
  }
  let shape = inferHead(path, scope);
  let { locals } = scope;
  for (const step of path.steps) {
    const within: Scope = { ...scope, flowing: shape, locals };
    if (step.kind === "key") {
      shape = followKey(shape, withoutDot(step), scope);
    } else if (step.name === "as") {
      const [name, bound] = step.args ?? [];
      const value = bound ? inferExpression(bound, within) : shape;
      if (name?.kind === "path" && name.head.kind === "variable")
        locals = new Map([...locals, [name.head.name, value]]);
    } else {
      const input = oneOf(membersOf(shape).map((member) => settle(member, scope)));
      const inferred = inferMethod(step, input, (argument, flowing) =>
        inferExpression(argument, { ...within, flowing }),
      );
      shape = scope.followMethods ? inferred : unknown;
    }
  }
  return path.selection ? applySelection(shape, path.selection, { ...scope, locals }) : shape;
}

/** A key step begins with its dot, which is not at fault. */
function withoutDot({ name, start, end }: KeyStep): NamedSpan {
  return { name, start: Math.max(start + 1, end - name.length), end };
}

function inferHead({ head }: PathExpression, scope: Scope): Shape {
  switch (head.kind) {
    case "key":
      return readCurrent(head, scope);
    case "current":
      return scope.current ?? emptyObject;
    case "flowing":
      return scope.flowing;
    case "variable":
      return readVariable(head, scope);
    case "expression":
      return inferExpression(head.value, scope);
    default:
      return head satisfies never;
  }
}

function readCurrent(head: NamedSpan, scope: Scope): Shape {
  if (scope.current) return followKey(scope.current, head, scope);
  scope.report({
    kind: "nothing",
    message: `\`${head.name}\` would be read from the response, which is not there when the request is built.`,
    at: head,
  });
  return unknown;
}

function readVariable(head: NamedSpan, scope: Scope): Shape {
  const local = scope.locals.get(head.name);
  if (local) return local;
  const variable = scope.variables.get(head.name);
  if (variable) return variable;
  const allowed = [...scope.variables.keys()];
  scope.report({
    kind: "variable",
    message: `\`${head.name}\` cannot be read here. ${didYouMean(head.name, allowed) ?? `Available are ${quoted(allowed)}.`}`,
    at: head,
  });
  return unknown;
}

function quoted(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(", ");
}

/** One key step. On an array it applies to every item. */
function followKey(shape: Shape, step: NamedSpan, scope: Scope): Shape {
  switch (shape.kind) {
    case "typed":
      return followTyped(shape.type, step, scope);
    case "object":
      return shape.fields.get(step.name)?.shape ?? shape.rest ?? missing;
    case "record":
      return shape.fields.get(step.name) ?? reportUnknownKey(shape, step, scope);
    case "array":
      return arrayOf(followKey(shape.item, step, scope));
    case "each":
      return eachOf(followKey(shape.item, step, scope));
    case "oneOf":
      return oneOf(shape.members.map((member) => followKey(member, step, scope)));
    case "error":
    case "unknown":
      return shape;
    case "null":
    case "missing":
    case "boolean":
    case "number":
    case "string":
      return missing;
    default:
      return shape satisfies never;
  }
}

function reportUnknownKey(record: RecordShape, step: NamedSpan, scope: Scope): Shape {
  const names = [...record.fields.keys()];
  const hint = didYouMean(step.name, names) ?? (names.length > 0 ? `There are ${quoted(names)}.` : "There are none.");
  const what = record.keys === "argument" ? "an argument" : "a key";
  const message = `\`${record.variable}.${step.name}\` is not ${what} of \`${record.owner}\`. ${hint}`;
  scope.report({ kind: record.keys, message, at: step });
  return unknown;
}

function followTyped(type: TypeNode, step: NamedSpan, scope: Scope): Shape {
  const open = openType(type, scope.types);
  if (open.kind === "list") return arrayOf(followTyped(open.item, step, scope));
  if (open.kind === "shape") {
    if (open.shape.kind === "unknown") return unknown;
    scope.report({ kind: "field", message: `\`${step.name}\` cannot be read from a scalar.`, at: step });
    return unknown;
  }
  const field = open.fields.get(step.name);
  if (field) return { kind: "typed", type: field };
  if (step.name === "__typename") return { kind: "string" };
  const hint = didYouMean(step.name, open.fields.keys());
  const message = `\`${step.name}\` is not a field of \`${open.typeName}\`.${hint === undefined ? "" : ` ${hint}`}`;
  scope.report({ kind: "field", message, at: step });
  return unknown;
}

/** `{ … }` after a path: once for each item of an array. */
function applySelection(shape: Shape, list: SelectionList, scope: Scope): Shape {
  switch (shape.kind) {
    case "array":
      return arrayOf(applySelection(shape.item, list, scope));
    case "each":
      return eachOf(applySelection(shape.item, list, scope));
    case "oneOf":
      return oneOf(shape.members.map((member) => applySelection(member, list, scope)));
    case "typed": {
      const open = openType(shape.type, scope.types);
      if (open.kind === "list") return arrayOf(applySelection({ kind: "typed", type: open.item }, list, scope));
      const current = open.kind === "shape" ? open.shape : shape;
      return current.kind === "unknown" ? eachOf(inferIn(current, list, scope)) : inferIn(current, list, scope);
    }
    case "unknown":
      return eachOf(inferIn(shape, list, scope));
    case "null":
    case "missing":
    case "error":
      return shape;
    case "object":
    case "record":
    case "boolean":
    case "number":
    case "string":
      return inferIn(shape, list, scope);
    default:
      return shape satisfies never;
  }
}

function inferIn(current: Shape, list: SelectionList, scope: Scope): Shape {
  const shape = inferList(list, { ...scope, current, flowing: current });
  // Over a primitive from which nothing was selected, the primitive itself is the result.
  return shape.kind === "missing" ? current : shape;
}
