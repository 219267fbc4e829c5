import type {
  ArrayExpression,
  ChainExpression,
  Expression,
  LiteralExpression,
  MappingAst,
  ObjectExpression,
} from "./ast.ts";
import type { CompileContext, CompileUnit } from "./compile-context.ts";
import { compilePath } from "./compile-path.ts";
import { compileEntries, compileSelection, isLonePath } from "./compile-selection.ts";
import { isObject } from "./json.ts";
import type { Mapping, Problem, Variables } from "./mapping.ts";
import { inferOutput } from "./output.ts";
import { ProblemLog } from "./problem-log.ts";
import { inferReads } from "./reads.ts";
import { rootPlace, type Evaluate } from "./scope.ts";

/** Compiles an AST that was parsed from `source`, or is a part of what was. */
export function compileAst(ast: MappingAst, source: string): Mapping {
  const unit: CompileUnit = { slots: 0, expression: compileExpression, selection: compileSelection };
  const run = compileBody(ast, { current: rootPlace, flowing: rootPlace, locals: new Map(), unit });
  let reads: Mapping["reads"] | undefined;
  let output: Mapping["output"] | undefined;
  const evaluate = (data: unknown, variables: Variables, problems: Problem[]): unknown =>
    run(data, data, { variables, problems: new ProblemLog(problems), locals: [], depth: 0 });
  return {
    source,
    specVersion: ast.specVersion,
    ast,
    evaluate,
    apply(data, { variables = {} } = {}) {
      const problems: Problem[] = [];
      return { value: evaluate(data, variables, problems) ?? null, problems };
    },
    get reads() {
      return (reads ??= inferReads(ast));
    },
    get output() {
      return (output ??= inferOutput(ast));
    },
  };
}

/** A selection list maps over an array body; a lone path or expression takes the body as it is. */
function compileBody(ast: MappingAst, context: CompileContext): Evaluate {
  if (ast.body.kind === "value") return compileExpression(ast.body.value, context);
  const apply = compileSelection(ast.body.list, context);
  return (data, _flowing, scope) => (data === undefined ? undefined : apply(data, scope));
}

function compileExpression(expression: Expression, context: CompileContext): Evaluate {
  switch (expression.kind) {
    case "literal":
      return compileLiteral(expression);
    case "object":
      return compileObject(expression, context);
    case "array":
      return compileArray(expression, context);
    case "chain":
      return compileChain(expression, context);
    case "path":
      return compilePath(expression, context);
    default:
      return expression satisfies never;
  }
}

function compileLiteral({ value }: LiteralExpression): Evaluate {
  return () => value;
}

function compileObject(expression: ObjectExpression, context: CompileContext): Evaluate {
  const evaluate = compileEntries(expression.list, context);
  if (isLonePath(expression.list)) return evaluate;
  if (!expression.group) {
    return (current, flowing, scope) => {
      const result = evaluate(current, flowing, scope);
      return result === undefined ? {} : result;
    };
  }
  return (current, flowing, scope) => {
    const result = evaluate(current, flowing, scope);
    if (result !== undefined) return result;
    return isObject(current) || Array.isArray(current) ? {} : current;
  };
}

function compileArray(expression: ArrayExpression, context: CompileContext): Evaluate {
  const items = expression.items.map((item) => compileExpression(item, context));
  return (current, flowing, scope) => items.map((item) => item(current, flowing, scope) ?? null);
}

/**
 * `??` passes over null and missing, `?!` over missing alone. Where all are passed over, the last operand's null or
 * missing is the result. The problems of operands passed over are dropped once a later one succeeds.
 */
function compileChain(expression: ChainExpression, context: CompileContext): Evaluate {
  const operands = expression.operands.map((operand) => compileExpression(operand, context));
  const passesNull = expression.operator === "??";
  return (current, flowing, scope) => {
    const { problems } = scope;
    const outer = problems.begin();
    let own = problems.size;
    let value: unknown;
    for (const operand of operands) {
      own = problems.size;
      value = operand(current, flowing, scope);
      if (value !== undefined && !(value === null && passesNull)) {
        problems.settle(outer, own);
        return value;
      }
    }
    problems.settle(outer, value === null ? problems.size : 0);
    return value;
  };
}
