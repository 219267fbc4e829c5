import type { MethodStep, PathExpression, PathHead } from "./ast.ts";
import type { CompileContext } from "./compile-context.ts";
import { compileKeyStep } from "./compile-key.ts";
import type { VariableName } from "./mapping.ts";
import { compileBinding, compileMethod } from "./methods/registry.ts";
import { keyPlace, Site, type ApplyStep, type Evaluate, type Place } from "./scope.ts";

/** A path: where it starts, its steps, and the selection at its end. */
export function compilePath(path: PathExpression, context: CompileContext): Evaluate {
  const head = compileHead(path.head, context);
  const { steps, place, locals } = compileSteps(path, head.place, context);
  if (path.selection) {
    const apply = context.unit.selection(path.selection, { ...context, current: place, flowing: place, locals });
    steps.push((value, _current, scope) => apply(value, scope));
  }
  return chainSteps(head.evaluate, steps);
}

function chainSteps(head: Evaluate, steps: readonly ApplyStep[]): Evaluate {
  const [only] = steps;
  if (only === undefined) return head;
  if (steps.length === 1) {
    return (current, flowing, scope) => {
      const value = head(current, flowing, scope);
      return value === undefined ? undefined : only(value, current, scope);
    };
  }
  return (current, flowing, scope) => {
    let value = head(current, flowing, scope);
    for (const step of steps) {
      if (value === undefined) return undefined;
      value = step(value, current, scope);
    }
    return value;
  };
}

function compileSteps(
  path: PathExpression,
  start: Place,
  context: CompileContext,
): { steps: ApplyStep[]; place: Place; locals: CompileContext["locals"] } {
  const steps: ApplyStep[] = [];
  let place = start;
  let { locals } = context;
  for (const step of path.steps) {
    if (step.kind === "key") {
      place = keyPlace(place, step.name);
      steps.push(compileKeyStep(step, place));
      continue;
    }
    place = { parent: place, text: `->${step.name}` };
    const within = { ...context, flowing: place, locals };
    if (step.name === "as") {
      const binding = compileBinding(step, within);
      locals = binding.locals;
      steps.push(dropNull(step, binding.step));
    } else {
      steps.push(dropNull(step, compileMethod(step, within)));
    }
  }
  return { steps, place, locals };
}

/** `?` after a method: null ends the path as missing. */
function dropNull(step: MethodStep, apply: ApplyStep): ApplyStep {
  if (!step.optional) return apply;
  return (value, current, scope) => apply(value, current, scope) ?? undefined;
}

interface CompiledHead {
  readonly evaluate: Evaluate;
  readonly place: Place;
}

function compileHead(head: PathHead, context: CompileContext): CompiledHead {
  const compiled = compileHeadValue(head, context);
  if (!head.optional || head.kind === "key") return compiled;
  const { evaluate, place } = compiled;
  return { place, evaluate: (current, flowing, scope) => evaluate(current, flowing, scope) ?? undefined };
}

function compileHeadValue(head: PathHead, context: CompileContext): CompiledHead {
  switch (head.kind) {
    case "key": {
      const place = keyPlace(context.current, head.name);
      const read = compileKeyStep({ ...head, kind: "key" }, place);
      return {
        place,
        evaluate: (current, _flowing, scope) => (current === undefined ? undefined : read(current, current, scope)),
      };
    }
    case "current":
      return { place: context.current, evaluate: (current) => current };
    case "flowing":
      return { place: context.flowing, evaluate: (_current, flowing) => flowing };
    case "variable":
      return compileVariable(head, head.name, context);
    case "expression":
      return { place: { text: head.literal ? "" : "$()" }, evaluate: context.unit.expression(head.value, context) };
    default:
      return head satisfies never;
  }
}

function compileVariable(head: PathHead, name: string, context: CompileContext): CompiledHead {
  const local = context.locals.get(name);
  if (local) return { place: local.place, evaluate: (_current, _flowing, scope) => scope.locals[local.slot] };
  const place = { text: name };
  const site = new Site(place, head);
  const key = name as VariableName;
  // An unknown variable is simply never bound: validation names it, evaluation yields missing.
  return {
    place,
    evaluate: (_current, _flowing, scope) => {
      const value = Object.hasOwn(scope.variables, key) ? scope.variables[key] : undefined;
      return value === undefined ? site.report(scope, `Variable \`${name}\` is not bound here.`) : value;
    },
  };
}
