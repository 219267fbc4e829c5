import { codePoints } from "../code-points.ts";
import { isObject, kindOf, ownValue } from "../json.ts";
import { refuse, withArgument, withoutArguments, type Method, type MethodCall, type Report } from "./method.ts";
import type { Scope } from "../scope.ts";

/** Methods of arrays; `first`, `last`, `slice`, `get` and `size` also take strings, which count in code points. */
export const arrayMethods: Readonly<Record<string, Method>> = {
  map,
  filter,
  find,
  first: withoutArguments((value, report, scope) => endOf(value, "first", report, scope)),
  last: withoutArguments((value, report, scope) => endOf(value, "last", report, scope)),
  slice,
  size: withoutArguments(sizeOf),
  get: withArgument(getItem),
};
function map(call: MethodCall): ReturnType<Method> {
  const [argument] = call.args;
  if (argument === undefined || call.args.length > 1) return refuse(call, "takes exactly one argument");
  const evaluate = call.compile(argument);
  return (value, current, scope) => {
    const values: readonly unknown[] = Array.isArray(value) ? value : [value];
    return values.map((item) => evaluate(current, item, scope) ?? null);
  };
}

/** An element at the start or end of an array, a code point of a string; anything else goes on as it is. */
function endOf(value: unknown, end: "first" | "last", report: Report, scope: Scope): unknown {
  if (Array.isArray(value) || typeof value === "string") {
    const items: readonly unknown[] = typeof value === "string" ? codePoints(value) : value;
    return items.at(end === "first" ? 0 : -1);
  }
  report(scope, `Method \`->${end}\` takes an array or a string, but the value is of kind ${kindOf(value)}.`);
  return value;
}

function filter(call: MethodCall): ReturnType<Method> {
  return selecting(call, (values, holds) => {
    const kept: unknown[] = [];
    for (const value of values) {
      const held = holds(value);
      if (held === undefined) return undefined;
      if (held) kept.push(value);
    }
    return kept;
  });
}

function find(call: MethodCall): ReturnType<Method> {
  return selecting(call, (values, holds) => {
    for (const value of values) {
      const held = holds(value);
      if (held === undefined) return undefined;
      if (held) return value;
    }
    return undefined;
  });
}

/** Runs `select` over the elements with a predicate that yields missing, once reported, where it is no boolean. */
function selecting(
  call: MethodCall,
  select: (values: readonly unknown[], holds: (value: unknown) => boolean | undefined) => unknown,
): ReturnType<Method> {
  const [argument] = call.args;
  if (argument === undefined || call.args.length > 1) return refuse(call, "takes exactly one argument");
  const evaluate = call.compile(argument);
  const { name } = call.step;
  return (value, current, scope) =>
    select(Array.isArray(value) ? value : [value], (item) => {
      const held = evaluate(current, item, scope);
      if (typeof held === "boolean") return held;
      const found = held === undefined ? "is missing" : `is of kind ${kindOf(held)}`;
      return call.report(scope, `The condition of \`->${name}\` must be a boolean, but it ${found}.`);
    });
}

/** `slice(start, end)`; negative bounds count as 0, and an end before the start yields nothing. */
function slice(call: MethodCall): ReturnType<Method> {
  if (call.args.length > 2) return refuse(call, "takes at most two arguments");
  const [start, end] = call.args.map((argument) => call.compile(argument));
  return (value, current, scope) => {
    if (typeof value !== "string" && !Array.isArray(value)) {
      return call.report(
        scope,
        `Method \`->slice\` takes an array or a string, but the value is of kind ${kindOf(value)}.`,
      );
    }
    const bounds = [start?.(current, value, scope), end?.(current, value, scope)];
    const wrong = bounds.find((bound) => bound !== undefined && !isInteger(bound));
    if (wrong !== undefined) {
      return call.report(scope, `The bounds of \`->slice\` must be integers, but one is of kind ${kindOf(wrong)}.`);
    }
    if (start === undefined) return value;
    const items: readonly unknown[] = typeof value === "string" ? codePoints(value) : value;
    const [from = 0, to = items.length] = bounds.map((bound) =>
      bound === undefined ? undefined : Math.max(0, Number(bound)),
    );
    const kept = items.slice(from, to);
    return typeof value === "string" ? kept.join("") : kept;
  };
}

function isInteger(value: unknown): value is number | bigint {
  return typeof value === "bigint" || Number.isInteger(value);
}

function sizeOf(value: unknown, report: Report, scope: Scope): unknown {
  if (Array.isArray(value)) return value.length;
  if (typeof value === "string") return codePoints(value).length;
  if (isObject(value)) return Object.keys(value).length;
  return report(
    scope,
    `Method \`->size\` takes an array, an object or a string, but the value is of kind ${kindOf(value)}.`,
  );
}

/** An element or code point by index, counted from the end where negative; a member of an object by key. */
function getItem(value: unknown, at: unknown, report: Report, scope: Scope): unknown {
  if (isObject(value)) {
    if (typeof at !== "string") {
      return report(scope, `Method \`->get\` takes a string for an object, but its argument is of kind ${kindOf(at)}.`);
    }
    return (
      ownValue(value, at) ??
      missingItem(Object.hasOwn(value, at), `Property \`.${at}\` not found in object.`, report, scope)
    );
  }
  if (typeof value !== "string" && !Array.isArray(value)) {
    return report(
      scope,
      `Method \`->get\` takes an array, a string or an object, but the value is of kind ${kindOf(value)}.`,
    );
  }
  if (!isInteger(at)) {
    return report(
      scope,
      `Method \`->get\` takes an integer for ${kindOf(value) === "array" ? "an array" : "a string"}, but its argument is of kind ${kindOf(at)}.`,
    );
  }
  const items: readonly unknown[] = typeof value === "string" ? codePoints(value) : value;
  const item = items.at(Number(at));
  return item === undefined ? report(scope, `Index ${at} is out of range: the length is ${items.length}.`) : item;
}

/** Null where the key holds null, otherwise missing and a problem. */
function missingItem(holdsNull: boolean, message: string, report: Report, scope: Scope): null | undefined {
  return holdsNull ? null : report(scope, message);
}
