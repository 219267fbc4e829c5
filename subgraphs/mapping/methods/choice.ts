import { jsonEqual } from "../json-equal.ts";
import { refuse, type Method } from "./method.ts";

/** Methods that put another value in the input's place. */
export const choiceMethods: Readonly<Record<string, Method>> = {
  echo(call) {
    const [argument] = call.args;
    if (argument === undefined) return refuse(call, "takes an argument");
    const evaluate = call.compile(argument);
    return (value, current, scope) => evaluate(current, value, scope);
  },

  /** `match([candidate, value], …)`: the value of the first candidate that equals the input. Only the chosen value is evaluated. */
  match(call) {
    const pairs = call.args.flatMap((argument) => {
      const [candidate, result] = argument.kind === "array" ? argument.items : [];
      if (argument.kind !== "array" || argument.items.length !== 2 || !candidate || !result) return [];
      return [{ candidate: call.compile(candidate), result: call.compile(result) }];
    });
    return (value, current, scope) => {
      for (const { candidate, result } of pairs) {
        if (jsonEqual(candidate(current, value, scope), value)) return result(current, value, scope);
      }
      return call.report(scope, "Method `->match` found no `[candidate, value]` pair that fits its input.");
    };
  },
};
