import type {
  Entry,
  Expression,
  MappingAst,
  PathExpression,
  SelectionList,
  Step,
} from "../../subgraphs/mapping/ast.ts";

/**
 * The mapping language once more, as a plain tree walk that shares nothing with the compiled form but the parser. It is
 * the oracle of the property tests, written to be read beside the connect spec rather than to be fast. Problems are
 * counted only as present or absent.
 */
export interface Interpreted {
  readonly value: unknown;
  readonly hasProblems: boolean;
}

export function interpretMapping(ast: MappingAst, data: unknown, variables: Record<string, unknown> = {}): Interpreted {
  const run = new Interpreter(variables);
  const value =
    ast.body.kind === "list"
      ? run.select(ast.body.list, data, new Map())
      : run.evaluate(ast.body.value, { current: data, flowing: data, locals: new Map() });
  return { value: value ?? null, hasProblems: run.problems > 0 };
}

interface Env {
  readonly current: unknown;
  readonly flowing: unknown;
  readonly locals: ReadonlyMap<string, unknown>;
}

type Dict = Record<string, unknown>;
const isDict = (value: unknown): value is Dict => typeof value === "object" && value !== null && !Array.isArray(value);
const kind = (value: unknown): string => (value === null ? "null" : Array.isArray(value) ? "array" : typeof value);

class Interpreter {
  problems = 0;
  readonly #variables: Record<string, unknown>;

  constructor(variables: Record<string, unknown>) {
    this.#variables = variables;
  }

  #problem(): undefined {
    this.problems += 1;
    return undefined;
  }

  select(list: SelectionList, value: unknown, locals: Env["locals"]): unknown {
    if (Array.isArray(value)) return value.map((item) => this.select(list, item, locals) ?? null);
    const result = this.entries(list, { current: value, flowing: value, locals });
    if (result !== undefined) return result;
    if (!isDict(value)) return value;
    return isLone(list) ? undefined : {};
  }

  entries(list: SelectionList, env: Env): unknown {
    const [only] = list.entries;
    if (only && isLone(list)) return this.evaluate(only.value, env);
    let merged: unknown;
    for (const entry of list.entries) merged = this.merge(merged, this.entry(entry, env));
    return merged;
  }

  entry(entry: Entry, env: Env): unknown {
    const value = this.evaluate(entry.value, env);
    if (entry.kind === "keyed") return value === undefined ? undefined : Object.fromEntries([[entry.key.name, value]]);
    if (entry.kind === "path" || value === null || isDict(value)) return value;
    return this.#problem();
  }

  merge(a: unknown, b: unknown): unknown {
    if (a === undefined) return b;
    if (b === undefined) return a;
    if (a === null || b === null) return null;
    if (Array.isArray(a) && Array.isArray(b)) {
      const length = Math.max(a.length, b.length);
      return Array.from({ length }, (_, index) => this.merge(a[index], b[index]));
    }
    if (isDict(a) && isDict(b)) {
      const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])];
      const own = (dict: Dict, key: string): unknown => (Object.hasOwn(dict, key) ? dict[key] : undefined);
      return Object.fromEntries(keys.map((key) => [key, this.merge(own(a, key), own(b, key))]));
    }
    if (kind(a) !== kind(b)) this.#problem();
    return b;
  }

  evaluate(expression: Expression, env: Env): unknown {
    if (expression.kind === "literal") return expression.value;
    if (expression.kind === "array") return expression.items.map((item) => this.evaluate(item, env) ?? null);
    if (expression.kind === "path") return this.path(expression, env);
    if (expression.kind === "object") {
      const result = this.entries(expression.list, env);
      if (result !== undefined || isLone(expression.list)) return result;
      const { current } = env;
      return expression.group && (current === null || typeof current !== "object") ? current : {};
    }
    const before = this.problems;
    let value: unknown;
    for (const operand of expression.operands) {
      const own = this.problems;
      value = this.evaluate(operand, env);
      if (value === undefined || (value === null && expression.operator === "??")) continue;
      this.problems -= own - before;
      return value;
    }
    if (value === null) this.problems = before;
    return value;
  }

  path(path: PathExpression, env: Env): unknown {
    let value = this.head(path, env);
    let { locals } = env;
    for (const step of path.steps) {
      if (value === undefined) return undefined;
      if (step.kind === "key") {
        value = this.key(value, step.name, step.optional);
        continue;
      }
      if (step.name === "as") {
        const [name, bound] = step.args ?? [];
        const flowing = { ...env, flowing: value, locals };
        if (name?.kind === "path" && name.head.kind === "variable") {
          locals = new Map(locals).set(name.head.name, bound ? this.evaluate(bound, flowing) : value);
        }
      } else {
        value = this.method(step, value, { ...env, flowing: value, locals });
      }
      if (step.optional && value === null) return undefined;
    }
    return path.selection && value !== undefined ? this.select(path.selection, value, locals) : value;
  }

  head({ head }: PathExpression, env: Env): unknown {
    if (head.kind === "key") {
      return env.current === undefined ? undefined : this.key(env.current, head.name, head.optional);
    }
    const value = this.#headValue(head, env);
    return head.optional && value === null ? undefined : value;
  }

  #headValue(head: Exclude<PathExpression["head"], { kind: "key" }>, env: Env): unknown {
    if (head.kind === "current") return env.current;
    if (head.kind === "flowing") return env.flowing;
    if (head.kind === "expression") return this.evaluate(head.value, env);
    if (env.locals.has(head.name)) return env.locals.get(head.name);
    return Object.hasOwn(this.#variables, head.name) ? this.#variables[head.name] : this.#problem();
  }

  key(value: unknown, name: string, optional: boolean): unknown {
    if (Array.isArray(value)) return value.map((item) => this.key(item, name, optional) ?? null);
    if (!isDict(value) || !Object.hasOwn(value, name)) return optional ? undefined : this.#problem();
    return optional && value[name] === null ? undefined : value[name];
  }

  /** A few methods of each family: those that the generated mappings use. */
  method(step: Extract<Step, { kind: "method" }>, value: unknown, env: Env): unknown {
    const argument = (index: number, flowing: unknown): unknown => {
      const given = step.args?.[index];
      return given && this.evaluate(given, { ...env, flowing });
    };
    const list = Array.isArray(value) ? value : [value];
    switch (step.name) {
      case "echo":
        return argument(0, value);
      case "map":
        return list.map((item) => argument(0, item) ?? null);
      case "first":
        if (typeof value === "string") return Array.from(value)[0];
        if (Array.isArray(value)) return value[0];
        this.#problem();
        return value;
      case "size":
        if (typeof value === "string") return Array.from(value).length;
        if (Array.isArray(value)) return value.length;
        return isDict(value) ? Object.keys(value).length : this.#problem();
      case "entries":
        return isDict(value) ? Object.keys(value).map((key) => ({ key, value: value[key] })) : this.#problem();
      case "jsonStringify":
        return JSON.stringify(value);
      case "not":
        return typeof value === "boolean" ? !value : this.#problem();
      case "match":
        for (const pair of step.args ?? []) {
          if (pair.kind !== "array" || pair.items.length !== 2) continue;
          const [candidate, result] = pair.items as [Expression, Expression];
          const flowing = { ...env, flowing: value };
          if (canonical(this.evaluate(candidate, flowing)) === canonical(value)) return this.evaluate(result, flowing);
        }
        return this.#problem();
      case "filter": {
        const kept: unknown[] = [];
        for (const item of list) {
          const held = argument(0, item);
          if (typeof held !== "boolean") return this.#problem();
          if (held) kept.push(item);
        }
        return kept;
      }
      default:
        return this.#problem();
    }
  }
}

function isLone(list: SelectionList): boolean {
  return list.entries.length === 1 && list.entries[0]?.kind === "path";
}

/** JSON text with sorted keys. */
function canonical(value: unknown): string | undefined {
  return JSON.stringify(value, (_key, item: unknown) =>
    isDict(item) ? Object.fromEntries(Object.entries(item).toSorted(([a], [b]) => (a < b ? -1 : 1))) : item,
  );
}
