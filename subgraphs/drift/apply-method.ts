/** What methods make of values, as far as it matters where a value came from. */
import type { Expression, MethodStep, Span } from "../mapping/ast.ts";
import { itemOf, narrow } from "./follow.ts";
import { itemOfGiven } from "./given.ts";
import type { Kind } from "./schema-view.ts";
import type { Scope } from "./scope.ts";
import { nothing, readsOf, unknown, type MatchUse, type Value } from "./value.ts";

/** A method is called at a point; its arguments are evaluated there. */
interface Call {
  readonly scope: Scope;
  readonly evaluate: (expression: Expression, scope: Scope) => Value;
  readonly follow: (value: Value, key: Span & { readonly name: string }, isOptional: boolean, scope: Scope) => Value;
}

export function applyMethod(step: MethodStep, input: Value, call: Call): Value {
  const { scope, evaluate } = call;
  const args = step.args ?? [];
  const [first] = args;
  switch (step.name) {
    case "echo":
      return first ? evaluate(first, scope) : unknown;
    case "map":
      return mapOver(input, first, call);
    case "match":
      return matchValue(step, input, call);
    case "first":
    case "last":
      return eachAlternative(input, (value) => item(value, scope));
    case "slice":
      return input;
    case "filter":
    case "find":
      return choose(step.name, input, args, call);
    case "get":
      return getFrom(input, first, call);
    default: {
      const from = [input, ...args.map((argument) => evaluate(argument, scope))];
      const type = kinds.get(step.name);
      const separator = step.name === "joinNotNull" && first?.kind === "literal" ? String(first.value) : undefined;
      return { kind: "made", from, ...(type && { type }), ...(separator !== undefined && { separator }) };
    }
  }
}

const kinds: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  ...["toString", "joinNotNull", "jsonStringify", "trim", "trimStart", "trimEnd"].map(
    (name) => [name, "string"] as const,
  ),
  ...["size", "parseInt"].map((name) => [name, "integer"] as const),
  ...["eq", "ne", "gt", "gte", "lt", "lte", "and", "or", "not", "in", "contains"].map(
    (name) => [name, "boolean"] as const,
  ),
]);

function eachAlternative(value: Value, change: (value: Value) => Value): Value {
  return value.kind === "oneOf"
    ? { ...value, members: value.members.map((member) => eachAlternative(member, change)) }
    : change(value);
}

function item(value: Value, scope: Scope): Value {
  switch (value.kind) {
    case "data":
      return itemOf(value, scope.schemas);
    case "given":
      return itemOfGiven(value);
    case "list":
      return value.item;
    case "made":
      return { kind: "made", from: [value] };
    default:
      return value;
  }
}

function mapOver(input: Value, argument: Expression | undefined, { scope, evaluate }: Call): Value {
  if (!argument) return unknown;
  return eachAlternative(input, (value): Value => {
    if (value.kind === "null") return value;
    const result = evaluate(argument, { ...scope, flowing: withoutChain(item(value, scope)) });
    const from = value.kind === "data" ? { base: value } : value.kind === "given" ? { source: value.path } : {};
    return { kind: "list", item: result, ...from };
  });
}

/** An item begins anew: whether there is a list at all is another matter than what is in its items. */
function withoutChain(value: Value): Value {
  return value.kind === "data" ? { ...value, chain: [], influences: [] } : value;
}

/** Whether something is chosen depends on what the condition reads. */
function choose(name: "filter" | "find", input: Value, args: readonly Expression[], { scope, evaluate }: Call): Value {
  return eachAlternative(input, (value) => {
    const within: Scope = { ...scope, flowing: withoutChain(item(value, scope)) };
    const influences = args.flatMap((argument) => readsOf(evaluate(argument, within)));
    const result = name === "find" ? item(value, scope) : value;
    return result.kind === "data" ? { ...result, influences: [...result.influences, ...influences] } : result;
  });
}

function getFrom(input: Value, index: Expression | undefined, call: Call): Value {
  const { scope } = call;
  if (index?.kind === "literal" && typeof index.value === "string") {
    return call.follow(input, { name: index.value, start: index.start, end: index.end }, false, scope);
  }
  return eachAlternative(input, (value) => item(value, scope));
}

/** Only pairs count; of them, only the values are results. */
function matchValue(step: MethodStep, input: Value, { scope, evaluate }: Call): Value {
  const literals: unknown[] = [];
  const members: Value[] = [];
  let others: MatchUse["others"] = "nothing";
  for (const pair of step.args ?? []) {
    const [candidate, value, ...rest] = pair.kind === "array" ? pair.items : [];
    if (!candidate || !value || rest.length > 0) continue;
    if (candidate.kind === "literal") {
      literals.push(candidate.value);
      const current = narrowCurrent(scope, input, candidate.value);
      members.push(evaluate(value, { ...scope, current }));
      continue;
    }
    const isDefault = candidate.kind === "path" && candidate.head.kind === "flowing" && candidate.steps.length === 0;
    if (!isDefault) members.push({ kind: "made", from: [evaluate(candidate, scope)] });
    members.push(evaluate(value, { ...scope, flowing: isDefault ? without(input, literals) : input }));
    if (isDefault) {
      others = members.at(-1)?.kind === "null" ? "null" : "value";
      break;
    }
  }
  return {
    kind: "oneOf",
    members: [...members, ...influence(input)],
    input,
    rest: others === "nothing" ? without(input, literals) : nothing,
    ...matchUse(step, input, { literals, others, scope }),
  };
}

function without(value: Value, literals: readonly unknown[]): Value {
  if (value.kind !== "data" && value.kind !== "given") return value;
  return { ...value, except: [...value.except, ...literals] };
}

/** What is not a single place still decides which of the values it is. */
function influence(input: Value): readonly Value[] {
  return input.kind === "data" || input.kind === "given" ? [] : [{ kind: "made", from: [input] }];
}

function matchUse(
  step: MethodStep,
  input: Value,
  { literals, others, scope }: { literals: readonly unknown[]; others: MatchUse["others"]; scope: Scope },
): { readonly match?: MatchUse } {
  if (input.kind !== "data") return {};
  return { match: { data: input, literals, others, text: scope.text, span: step, feeds: new Map() } };
}

/** `$` where it is known that the value just read from it is a certain one, or was mapped to it by a `->match` before. */
function narrowCurrent({ current, schemas, bodyOf }: Scope, input: Value, literal: unknown): Value {
  if (current.kind !== "data") return current;
  if (input.kind === "made" && input.isStatus) {
    return (current.path === "$" && typeof literal === "number" ? bodyOf?.(literal) : undefined) ?? current;
  }
  const first = input.kind === "oneOf" ? input.match : undefined;
  const data = first?.data ?? input;
  const literals = first
    ? first.literals.filter((_, index) => {
        const member = input.kind === "oneOf" ? input.members[index] : undefined;
        return member?.kind === "literal" && member.value === literal;
      })
    : [literal];
  if (data.kind !== "data" || data.chain.length !== 1) return current;
  const [read] = data.chain;
  return read && read.owner.path === current.path ? narrow(current, read.key, literals, schemas) : current;
}
