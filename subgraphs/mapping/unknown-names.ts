import type { Expression, MappingAst, PathExpression, SelectionList, Span } from "./ast.ts";
import { methodNames } from "./methods/registry.ts";
import { isVariableName } from "./variable-names.ts";

export interface FoundName extends Span {
  /** A method without `->`, a variable with its `$`. */
  readonly name: string;
}

/**
 * Methods that do not exist, and variables that neither have a meaning of their own nor are bound by `->as`. Both are
 * problems only when they run (connect spec below v0.5), so that validation decides what to say of them.
 */
export function findUnknownNames(ast: MappingAst): {
  readonly methods: readonly FoundName[];
  readonly variables: readonly FoundName[];
} {
  const found = { methods: [] as FoundName[], variables: [] as FoundName[] };
  const walkList = (list: SelectionList, locals: ReadonlySet<string>): void => {
    for (const entry of list.entries) walk(entry.value, locals);
  };
  const walk = (expression: Expression, locals: ReadonlySet<string>): void => {
    if (expression.kind === "object") walkList(expression.list, locals);
    else if (expression.kind === "array") expression.items.forEach((item) => walk(item, locals));
    else if (expression.kind === "chain") expression.operands.forEach((operand) => walk(operand, locals));
    else if (expression.kind === "path") walkPath(expression, locals);
  };
  const walkPath = (path: PathExpression, outer: ReadonlySet<string>): void => {
    let locals = outer;
    const { head } = path;
    if (head.kind === "expression") walk(head.value, locals);
    if (head.kind === "variable" && !isVariableName(head.name) && !locals.has(head.name)) found.variables.push(head);
    for (const step of path.steps) {
      if (step.kind === "key") continue;
      const [first, ...rest] = step.args ?? [];
      if (step.name === "as" && first?.kind === "path" && first.head.kind === "variable") {
        for (const argument of rest) walk(argument, locals);
        locals = new Set(locals).add(first.head.name);
        continue;
      }
      if (!methodNames.has(step.name)) found.methods.push(step);
      for (const argument of step.args ?? []) walk(argument, locals);
    }
    if (path.selection) walkList(path.selection, locals);
  };
  if (ast.body.kind === "list") walkList(ast.body.list, new Set());
  else walk(ast.body.value, new Set());
  return found;
}
