import type { MethodStep } from "../ast.ts";
import type { CompileContext, Local } from "../compile-context.ts";
import { didYouMean } from "../../../schema/did-you-mean.ts";
import { isVariableName } from "../variable-names.ts";
import { Site, type ApplyStep } from "../scope.ts";
import { arrayMethods } from "./arrays.ts";
import { choiceMethods } from "./choice.ts";
import { jsonMethods } from "./json-text.ts";
import { logicMethods } from "./logic.ts";
import type { Method, MethodCall } from "./method.ts";
import { numberMethods } from "./numbers.ts";
import { objectMethods } from "./objects.ts";
import { stringMethods } from "./strings.ts";

const methods: ReadonlyMap<string, Method> = new Map(
  Object.entries({
    ...arrayMethods,
    ...choiceMethods,
    ...jsonMethods,
    ...logicMethods,
    ...numberMethods,
    ...objectMethods,
    ...stringMethods,
  }),
);

/** The name of every method, `as` included. */
export const methodNames: ReadonlySet<string> = new Set([...methods.keys(), "as"]);

/** A method call as a closure. An unknown method is a problem whenever it runs. */
export function compileMethod(step: MethodStep, context: CompileContext): ApplyStep {
  const call = methodCall(step, context);
  const method = methods.get(step.name);
  if (method) return method(call);
  const suggestion = didYouMean(step.name, methodNames);
  const message = `Method \`->${step.name}\` does not exist.${suggestion === undefined ? "" : ` ${suggestion}`}`;
  return (_value, _current, scope) => call.report(scope, message);
}

function methodCall(step: MethodStep, context: CompileContext): MethodCall {
  const site = new Site(context.flowing, step);
  return {
    step,
    args: step.args ?? [],
    compile: (argument) => context.unit.expression(argument, context),
    report: (scope, message) => site.report(scope, message),
  };
}

/**
 * `->as($x)` and `->as($x, e)`: the input goes on; `$x` is the input, or `e`, for the rest of the path and all that
 * nests in it.
 */
export function compileBinding(
  step: MethodStep,
  context: CompileContext,
): { step: ApplyStep; locals: ReadonlyMap<string, Local> } {
  const { locals } = context;
  const call = methodCall(step, context);
  const [name, bound, ...rest] = call.args;
  const isVariable =
    name?.kind === "path" &&
    name.head.kind === "variable" &&
    !name.head.optional &&
    name.steps.length === 0 &&
    !name.selection;
  if (!isVariable || rest.length > 0) {
    return {
      locals,
      step: (_value, _current, scope) =>
        call.report(scope, "Method `->as` takes a new variable and, at most, an expression to bind it to."),
    };
  }
  const variable = name.head.kind === "variable" ? name.head.name : "";
  if (isVariableName(variable)) {
    return {
      locals,
      step: (_value, _current, scope) =>
        call.report(scope, `\`${variable}\` has a meaning of its own, so \`->as\` cannot bind it.`),
    };
  }
  const slot = context.unit.slots++;
  const place = bound ? { text: variable } : (context.flowing.parent ?? context.flowing);
  const evaluate = bound ? call.compile(bound) : undefined;
  return {
    locals: new Map(locals).set(variable, { slot, place }),
    step: (value, current, scope) => {
      scope.locals[slot] = evaluate ? evaluate(current, value, scope) : value;
      return value;
    },
  };
}
