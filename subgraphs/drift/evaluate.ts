/**
 * Follows a mapping through its syntax tree, without data: which places of the answer each of its keys is read from.
 *
 *     `id name: profile.fullName`   ->   { id: $.id, name: $.profile.fullName }
 */
import type { Expression, MappingAst, PathExpression, SelectionList, Span, Step } from "../mapping/ast.ts";
import { flatten, followKey, objectOf } from "./follow.ts";
import { flattenGiven, followGiven, givenFields } from "./given.ts";
import { applyMethod } from "./apply-method.ts";
import { mergeValues } from "./merge-values.ts";
import type { Scope } from "./scope.ts";
import { nothing, oneOf, unknown, type Data, type FieldValue, type Read, type Value } from "./value.ts";

export function evaluate(ast: MappingAst, scope: Scope): Value {
  if (ast.body.kind === "value") return evaluateExpression(ast.body.value, scope);
  return select(scope.current, ast.body.list, scope);
}

function evaluateExpression(expression: Expression, scope: Scope): Value {
  scope.budget.left -= 1;
  if (scope.budget.left < 0) return unknown;
  switch (expression.kind) {
    case "literal":
      return expression.value === null
        ? nothing
        : { kind: "literal", value: expression.value, at: expression, text: scope.text };
    case "object":
      return evaluateList(expression.list, scope);
    case "array":
      return { kind: "list", item: oneOf(expression.items.map((item) => evaluateExpression(item, scope))) };
    case "chain":
      return evaluateChain(expression.operands.map((operand) => evaluateExpression(operand, scope)));
    case "path":
      return evaluatePath(expression, scope);
    default:
      return expression satisfies never;
  }
}

/** Of all operands but the last, null does not come through. */
function evaluateChain(operands: readonly Value[]): Value {
  const reads = operands.flatMap(lastReads);
  const members = operands.map((operand, index) => {
    for (const read of lastReads(operand)) {
      read.alternatives = reads.filter((other) => other !== read);
      read.hasFallback = index < operands.length - 1;
    }
    const left = leftOf(operand, operands.slice(0, index));
    return index < operands.length - 1 ? guard(left) : left;
  });
  return { kind: "oneOf", members };
}

/** `x?->match(…) ?? x`: the second `x` is only what the first has no pair for. */
function leftOf(operand: Value, before: readonly Value[]): Value {
  if (operand.kind !== "given" && operand.kind !== "data") return operand;
  for (const other of before) {
    const input = other.kind === "oneOf" ? other.input : undefined;
    const isSame = (input?.kind === "given" || input?.kind === "data") && input.path === operand.path;
    if (isSame && other.kind === "oneOf" && other.rest) return other.rest;
    // Of a list that was mapped item by item nothing is left.
    if (other.kind === "list" && operand.kind === "given" && other.source === operand.path) return nothing;
  }
  return operand;
}

function lastReads(value: Value): readonly Read[] {
  if (value.kind === "oneOf") return value.members.flatMap(lastReads);
  const last = value.kind === "data" ? value.chain.at(-1) : undefined;
  return last ? [last] : [];
}

function guard(value: Value): Value {
  if (value.kind === "data") return { ...value, isGuarded: true };
  return value.kind === "oneOf" ? { ...value, members: value.members.map(guard) } : value;
}

/** A list of entries over a value: an object, or one for each item. */
function select(value: Value, list: SelectionList, scope: Scope): Value {
  switch (value.kind) {
    case "data": {
      const current = objectOf(value, scope.schemas);
      const selected = evaluateList(list, { ...scope, current, flowing: current });
      return withBase(selected, value, flatten(value, scope.schemas));
    }
    case "list":
      return { ...value, item: select(value.item, list, scope) };
    case "oneOf":
      return { ...value, members: value.members.map((member) => select(member, list, scope)) };
    case "null":
      return scope.current.kind === "null" ? evaluateList(list, scope) : nothing;
    case "given": {
      const { dims, item } = flattenGiven(value);
      const selected = evaluateList(list, { ...scope, current: item, flowing: item });
      return listsOf(selected, dims);
    }
    case "object":
    case "made":
    case "literal":
    case "unknown":
      return evaluateList(list, { ...scope, current: value, flowing: value });
    default:
      return value satisfies never;
  }
}

function listsOf(value: Value, dims: number): Value {
  return dims <= 0 ? value : { kind: "list", item: listsOf(value, dims - 1) };
}

/** @param flat  The same, with its lists counted. */
function withBase(value: Value, base: Data, flat: Data): Value {
  if (value.kind === "object" && !value.base) return { ...value, base };
  if (value.kind === "oneOf") return { ...value, members: value.members.map((member) => withBase(member, base, flat)) };
  // A lone path: its value is the result, once for each item.
  return rebase(value, flat);
}

/** Puts what led to an object before what led on from it. */
function rebase(value: Value, base: Data): Value {
  switch (value.kind) {
    case "data": {
      const shape = {
        before: { ...value.shape.before, dims: value.shape.before.dims + base.shape.before.dims },
        after: { ...value.shape.after, dims: value.shape.after.dims + base.shape.after.dims },
      };
      return {
        ...value,
        chain: [...base.chain, ...value.chain],
        influences: [...base.influences, ...value.influences],
        shape,
      };
    }
    case "object":
      return value.base
        ? { ...value, base: rebase(value.base, base) as Data }
        : { ...value, fields: mapFields(value.fields, (field) => rebase(field, base)) };
    case "list":
      return value.base
        ? { ...value, base: rebase(value.base, base) as Data }
        : { ...value, item: rebase(value.item, base) };
    case "oneOf":
      return { ...value, members: value.members.map((member) => rebase(member, base)) };
    case "made":
      return { ...value, from: [...value.from, base] };
    default:
      return value;
  }
}

function mapFields(
  fields: ReadonlyMap<string, FieldValue>,
  change: (value: Value) => Value,
): ReadonlyMap<string, FieldValue> {
  return new Map([...fields].map(([name, field]) => [name, { ...field, value: change(field.value) }]));
}

function evaluateList(list: SelectionList, scope: Scope): Value {
  const [only] = list.entries;
  if (only?.kind === "path" && list.entries.length === 1) return evaluateExpression(only.value, scope);
  let fields = new Map<string, FieldValue>();
  let result: Value = { kind: "object", fields, isOpen: false };
  for (const entry of list.entries) {
    const value = evaluateExpression(entry.value, scope);
    const isNew = entry.kind === "keyed" && !fields.has(entry.key.name);
    if (isNew && result.kind === "object" && result.fields === fields) {
      // Nearly every entry: the map is ours alone as long as nothing else was merged in.
      fields.set(entry.key.name, { value, key: entry.key });
      continue;
    }
    result = mergeValues(
      result,
      entry.kind === "keyed" ? fieldOf(entry.key, value) : mergeable(wholeOf(value, entry, scope)),
    );
    if (result.kind === "object") {
      fields = new Map(result.fields);
      result = { ...result, fields };
    }
  }
  return result;
}

/** `... profile`, `... $args.input`: an object with all its keys. */
function wholeOf(value: Value, span: Span, scope: Scope): Value {
  if (value.kind === "oneOf") return { ...value, members: value.members.map((member) => wholeOf(member, span, scope)) };
  if (value.kind === "given") {
    const fields = givenFields(value, scope.types, span);
    if (!fields) return value;
    return {
      kind: "object",
      fields: new Map([...fields].map(([name, one]) => [name, { value: one, key: span }])),
      isOpen: false,
    };
  }
  if (value.kind !== "data") return value;
  return { kind: "object", fields: new Map(), isOpen: true, merged: [{ data: value, text: scope.text, span }] };
}

function fieldOf(key: Span & { readonly name: string }, value: Value): Value {
  return { kind: "object", fields: new Map([[key.name, { value, key }]]), isOpen: false };
}

/** Fields of an object that is merged into another one hang on what led to it. */
function mergeable(value: Value): Value {
  if (value.kind === "oneOf") return { ...value, members: value.members.map(mergeable) };
  if (value.kind !== "object") return value;
  const { base, ...rest } = value;
  return base ? { ...rest, fields: mapFields(value.fields, (field) => rebase(field, base)) } : value;
}

function evaluatePath(path: PathExpression, scope: Scope): Value {
  let value = evaluateHead(path, scope);
  let { locals } = scope;
  for (const step of path.steps) {
    if (step.kind === "key") {
      value = followValue(value, withoutDot(step), step.optional, scope);
      continue;
    }
    const within: Scope = { ...scope, flowing: value, locals };
    if (step.name === "as") {
      const [name, bound] = step.args ?? [];
      const source = bound ? evaluateExpression(bound, within) : value;
      if (name?.kind === "path" && name.head.kind === "variable")
        locals = new Map([...locals, [name.head.name, source]]);
    } else {
      value = applyMethod(step, value, { scope: within, evaluate: evaluateExpression, follow: followValue });
    }
  }
  return path.selection ? select(value, path.selection, { ...scope, locals }) : value;
}

type NamedSpan = Span & { readonly name: string };

/** A key step begins with its dot. */
function withoutDot(step: Step & { kind: "key" }): NamedSpan {
  return {
    name: step.name,
    start: Math.max(step.start + 1, step.end - step.name.length - (step.optional ? 1 : 0)),
    end: step.end,
  };
}

function evaluateHead({ head }: PathExpression, scope: Scope): Value {
  switch (head.kind) {
    case "key":
      return followValue(scope.current, head, head.optional, scope);
    case "current":
      return scope.current;
    case "flowing":
      return scope.flowing;
    case "variable":
      return scope.locals.get(head.name) ?? scope.variables(head.name, head);
    case "expression":
      return evaluateExpression(head.value, scope);
    default:
      return head satisfies never;
  }
}

function followValue(value: Value, key: NamedSpan, isOptional: boolean, scope: Scope): Value {
  switch (value.kind) {
    case "data": {
      const followed = followKey(value, { name: key.name, span: key, isOptional, text: scope.text }, scope.schemas);
      if (followed.source) scope.reads.push(followed.source);
      return followed;
    }
    case "given":
      return followGiven(value, key, scope.types);
    case "object":
      return value.fields.get(key.name)?.value ?? (value.isOpen ? unknown : nothing);
    case "list":
      return {
        kind: "list",
        item: followValue(value.item, key, isOptional, scope),
        ...(value.base && { base: value.base }),
      };
    case "oneOf":
      return { ...value, members: value.members.map((member) => followValue(member, key, isOptional, scope)) };
    case "made":
      return { kind: "made", from: [value] };
    case "literal":
    case "null":
      return nothing;
    case "unknown":
      return unknown;
    default:
      return value satisfies never;
  }
}
