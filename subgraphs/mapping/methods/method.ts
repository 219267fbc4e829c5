import type { Expression, MethodStep } from "../ast.ts";
import type { ApplyStep, Evaluate, Scope } from "../scope.ts";

/** A method call while it is being compiled. */
export interface MethodCall {
  readonly step: MethodStep;
  /** Empty where there were no parentheses. */
  readonly args: readonly Expression[];
  /** Compiles an argument; evaluate it with the input, or one of its elements, as the flowing value. */
  compile(argument: Expression): Evaluate;
  readonly report: Report;
}

/** Records a problem and returns missing. */
export type Report = (scope: Scope, message: string) => undefined;

/** Turns a call into the closure that runs it. Wrong arguments are found here, and reported whenever it runs. */
export type Method = (call: MethodCall) => ApplyStep;

/** A method without arguments; even `()` is too much. */
export function withoutArguments(run: (value: unknown, report: Report, scope: Scope) => unknown): Method {
  return (call) => {
    if (call.step.args) return refuse(call, `takes no arguments`);
    return (value, _current, scope) => run(value, call.report, scope);
  };
}

/** A method that takes exactly one argument, which must not be missing. */
export function withArgument(
  run: (value: unknown, argument: unknown, report: Report, scope: Scope) => unknown,
): Method {
  return (call) => {
    const [argument] = call.args;
    if (argument === undefined || call.args.length > 1) return refuse(call, `takes exactly one argument`);
    const evaluate = call.compile(argument);
    return (value, current, scope) => {
      const given = evaluate(current, value, scope);
      if (given === undefined) return call.report(scope, `The argument of \`->${call.step.name}\` is missing.`);
      return run(value, given, call.report, scope);
    };
  };
}

/** Reports, whenever the call runs, that its arguments cannot be right. */
export function refuse(call: MethodCall, expectation: string): ApplyStep {
  const { name, args } = call.step;
  const given = args === undefined ? "none were given" : `${args.length} were given`;
  return (_value, _current, scope) => call.report(scope, `Method \`->${name}\` ${expectation}, but ${given}.`);
}
