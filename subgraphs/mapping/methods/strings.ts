import { codePoints } from "../code-points.ts";
import { kindOf } from "../json.ts";
import { renderScalar } from "../scalar-text.ts";
import type { Scope } from "../scope.ts";
import { refuse, withArgument, withoutArguments, type Method, type MethodCall, type Report } from "./method.ts";

/** Methods of strings, and those that make one. */
export const stringMethods: Readonly<Record<string, Method>> = {
  toString: withoutArguments((value, report, scope) => {
    const { text = "", error } = renderScalar(value);
    return error === undefined ? text : report(scope, `Method \`->toString\` takes a scalar. ${error}`);
  }),
  joinNotNull: withArgument(joinNotNull),
  split,
  trim: trimming("trim", true, true),
  trimStart: trimming("trimStart", true, false),
  trimEnd: trimming("trimEnd", false, true),
};

/** Scalars as one text; nulls are passed over. */
function joinNotNull(value: unknown, separator: unknown, report: Report, scope: Scope): unknown {
  if (typeof separator !== "string") {
    return report(
      scope,
      `The separator of \`->joinNotNull\` must be a string, but it is of kind ${kindOf(separator)}.`,
    );
  }
  const texts: string[] = [];
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  for (const item of values) {
    const { text, error } = renderScalar(item);
    if (error !== undefined) return report(scope, `Method \`->joinNotNull\` joins scalars alone. ${error}`);
    if (text !== undefined) texts.push(text);
  }
  return texts.join(separator);
}

/** `split(separator[, count])`: the first `count` pieces, the rest dropped. */
function split(call: MethodCall): ReturnType<Method> {
  const [separator, count] = call.args.map((argument) => call.compile(argument));
  if (separator === undefined || call.args.length > 2) return refuse(call, "takes one or two arguments");
  return (value, current, scope) => {
    if (typeof value !== "string") {
      return call.report(scope, `Method \`->split\` takes a string, but the value is of kind ${kindOf(value)}.`);
    }
    const by = separator(current, value, scope);
    if (typeof by !== "string") {
      return call.report(
        scope,
        `The separator of \`->split\` must be a string, but it is ${by === undefined ? "missing" : `of kind ${kindOf(by)}`}.`,
      );
    }
    const limit = count ? count(current, value, scope) : undefined;
    if (count && (typeof limit !== "number" || !Number.isInteger(limit) || limit < 0)) {
      return call.report(scope, "The count of `->split` must be an integer that is not negative.");
    }
    const pieces = by === "" ? codePoints(value) : value.split(by);
    return typeof limit === "number" ? pieces.slice(0, limit) : pieces;
  };
}

function trimming(name: string, start: boolean, end: boolean): Method {
  return withoutArguments((value, report, scope) => {
    if (typeof value !== "string") {
      return report(scope, `Method \`->${name}\` takes a string, but the value is of kind ${kindOf(value)}.`);
    }
    const from = start ? firstInk(value) : 0;
    const to = end ? lastInk(value, from) : value.length;
    return value.slice(from, to);
  });
}

/** Unicode's White_Space. `String#trim` differs: it takes U+FEFF and leaves U+0085. */
function isWhiteSpace(character: string): boolean {
  return /^\p{White_Space}$/u.test(character);
}

function firstInk(text: string): number {
  let at = 0;
  while (at < text.length && isWhiteSpace(text.charAt(at))) at += 1;
  return at;
}

/** One past the last character that is no white space, `from` at least. A regular expression would take quadratic time. */
function lastInk(text: string, from: number): number {
  let at = text.length;
  while (at > from && isWhiteSpace(text.charAt(at - 1))) at -= 1;
  return at;
}
