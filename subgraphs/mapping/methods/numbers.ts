import { kindOf } from "../json.ts";
import { isNumber } from "../json-equal.ts";
import { refuse, type Method } from "./method.ts";

type Num = number | bigint;

/** Arithmetic from left to right over the arguments. Integers stay exact up to 64 bits, except in `div`. */
export const numberMethods: Readonly<Record<string, Method>> = {
  add: arithmetic(
    (a, b) => a + b,
    (a, b) => a + b,
  ),
  sub: arithmetic(
    (a, b) => a - b,
    (a, b) => a - b,
  ),
  mul: arithmetic(
    (a, b) => a * b,
    (a, b) => a * b,
  ),
  div: arithmetic((a, b) => a / b),
  mod: arithmetic(
    (a, b) => a % b,
    (a, b) => (b === 0n ? undefined : a % b),
  ),
  parseInt: parseInteger,
};

/** @param exact  Over integers, where a double could lose digits. */
function arithmetic(
  float: (a: number, b: number) => number,
  exact?: (a: bigint, b: bigint) => bigint | undefined,
): Method {
  return (call) => {
    const { name, args } = call.step;
    if (!args) return refuse(call, "needs an argument list");
    const operands = args.map((argument) => call.compile(argument));
    return (value, current, scope) => {
      if (!isNumber(value)) {
        return call.report(scope, `Method \`->${name}\` takes a number, but the value is of kind ${kindOf(value)}.`);
      }
      let total: Num = value;
      for (const operand of operands) {
        const given = operand(current, value, scope);
        if (given === undefined) return call.report(scope, `An argument of \`->${name}\` is missing.`);
        if (!isNumber(given)) {
          return call.report(
            scope,
            `The arguments of \`->${name}\` must be numbers, but one is of kind ${kindOf(given)}.`,
          );
        }
        const next = combine(total, given, float, exact);
        if (next === undefined) return call.report(scope, `Method \`->${name}\` has no finite result.`);
        total = next;
      }
      return total;
    };
  };
}

function combine(
  a: Num,
  b: Num,
  float: (a: number, b: number) => number,
  exact?: (a: bigint, b: bigint) => bigint | undefined,
): Num | undefined {
  const result = float(Number(a), Number(b));
  const isInteger = isExactInteger(a) && isExactInteger(b);
  const isSafe = typeof a === "number" && typeof b === "number" && Number.isSafeInteger(result);
  if (exact && isInteger && !isSafe) {
    const sum = exact(BigInt(a), BigInt(b));
    if (sum === undefined) return undefined;
    if (sum >= -(2n ** 63n) && sum < 2n ** 64n) return shortest(sum);
  }
  if (!Number.isFinite(result)) return undefined;
  // No JSON text says -0, and a client that sees it would wonder.
  return result === 0 ? 0 : result;
}

function isExactInteger(value: Num): boolean {
  return typeof value === "bigint" || Number.isSafeInteger(value);
}

/** As a number where that loses nothing. */
function shortest(value: bigint): Num {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

const defaultBase = 10;

/** `parseInt([base])` of a whole string, or of a number without its fraction; 64 bits at most. */
function parseInteger(call: Parameters<Method>[0]): ReturnType<Method> {
  if (call.args.length > 1) return refuse(call, "takes at most one argument");
  const [argument] = call.args;
  const evaluateBase = argument && call.compile(argument);
  return (value, current, scope) => {
    const base = evaluateBase ? evaluateBase(current, value, scope) : defaultBase;
    if (typeof base !== "number" || !Number.isInteger(base) || base < 2 || base > 36) {
      return call.report(scope, "The base of `->parseInt` must be an integer from 2 to 36.");
    }
    if (typeof value !== "string" && !isNumber(value)) {
      return call.report(
        scope,
        `Method \`->parseInt\` takes a string or a number, but the value is of kind ${kindOf(value)}.`,
      );
    }
    const text = typeof value === "number" ? Math.trunc(value).toFixed(0) : String(value);
    const parsed = readInteger(text, base);
    return parsed ?? call.report(scope, `Method \`->parseInt\` found no 64-bit integer of base ${base} in its input.`);
  };
}

function readInteger(text: string, base: number): Num | undefined {
  const [, sign, digits] = /^([+-]?)0*([0-9a-z]*)$/iu.exec(text) ?? [];
  // More digits than 64 bits have in base 2 cannot fit, and reading them would take the square of their number.
  if (digits === undefined || digits.length > 64 || !/[0-9a-z]$/iu.test(text)) return undefined;
  let total = 0n;
  for (const character of digits) {
    const digit = Number.parseInt(character, 36);
    if (digit >= base) return undefined;
    total = total * BigInt(base) + BigInt(digit);
  }
  if (sign === "-") total = -total;
  return total >= -(2n ** 63n) && total < 2n ** 63n ? shortest(total) : undefined;
}
