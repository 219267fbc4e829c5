import { kindOf } from "../json.ts";
import { compareNumbers, isNumber, jsonEqual } from "../json-equal.ts";
import { refuse, withArgument, withoutArguments, type Method } from "./method.ts";

/** Methods that yield a boolean. */
export const logicMethods: Readonly<Record<string, Method>> = {
  and: connective(false),
  or: connective(true),
  not: withoutArguments((value, report, scope) =>
    typeof value === "boolean"
      ? !value
      : report(scope, `Method \`->not\` takes a boolean, but the value is of kind ${kindOf(value)}.`),
  ),
  eq: withArgument((value, other) => jsonEqual(value, other)),
  ne: withArgument((value, other) => !jsonEqual(value, other)),
  gt: ordering("gt", (order) => order > 0),
  gte: ordering("gte", (order) => order >= 0),
  lt: ordering("lt", (order) => order < 0),
  lte: ordering("lte", (order) => order <= 0),
  in: withArgument((value, options, report, scope) =>
    Array.isArray(options)
      ? options.some((option) => jsonEqual(option, value))
      : report(scope, `Method \`->in\` takes one array, but its argument is of kind ${kindOf(options)}.`),
  ),
  contains: withArgument((value, item, report, scope) =>
    Array.isArray(value)
      ? value.some((one) => jsonEqual(one, item))
      : report(scope, `Method \`->contains\` takes an array, but the value is of kind ${kindOf(value)}.`),
  ),
};

/** `and` stops at the first false, `or` at the first true. An argument that is no boolean is reported and passed over. */
function connective(stop: boolean): Method {
  return (call) => {
    const { name, args } = call.step;
    if (!args) return refuse(call, "needs an argument list");
    const operands = args.map((argument) => call.compile(argument));
    return (value, current, scope) => {
      if (typeof value !== "boolean") {
        return call.report(scope, `Method \`->${name}\` takes a boolean, but the value is of kind ${kindOf(value)}.`);
      }
      if (value === stop) return stop;
      for (const operand of operands) {
        const given = operand(current, value, scope);
        if (given === undefined) return call.report(scope, `An argument of \`->${name}\` is missing.`);
        if (given === stop) return stop;
        if (typeof given !== "boolean") {
          call.report(scope, `The arguments of \`->${name}\` must be booleans, but one is of kind ${kindOf(given)}.`);
        }
      }
      return !stop;
    };
  };
}

/** Two numbers by value, or two strings by code points. */
function ordering(name: string, holds: (order: number) => boolean): Method {
  return withArgument((value, other, report, scope) => {
    if (isNumber(value) && isNumber(other)) return holds(compareNumbers(value, other));
    if (typeof value === "string" && typeof other === "string") return holds(compareText(value, other));
    return report(
      scope,
      `Method \`->${name}\` compares two numbers or two strings, but the value is of kind ${kindOf(value)} and its argument of kind ${kindOf(other)}.`,
    );
  });
}

/** Code point order. `<` compares UTF-16 units, which sorts U+FF5E after U+1F600. */
function compareText(a: string, b: string): number {
  const shorter = Math.min(a.length, b.length);
  let at = 0;
  while (at < shorter && a.charCodeAt(at) === b.charCodeAt(at)) at += 1;
  if (at === shorter) return a.length - b.length;
  const [unitA, unitB] = [a.charCodeAt(at), b.charCodeAt(at)];
  // Only where one unit is a surrogate and the other is not do the two orders differ.
  if (isSurrogate(unitA) !== isSurrogate(unitB)) return isSurrogate(unitA) ? 1 : -1;
  return unitA - unitB;
}

function isSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdfff;
}
