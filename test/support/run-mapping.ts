import { compileMapping } from "../../subgraphs/mapping/compile.ts";
import type { Problem, SpecVersion, Variables } from "../../subgraphs/mapping/mapping.ts";
import { parseMapping } from "../../subgraphs/mapping/parse.ts";

export interface RunOptions {
  readonly variables?: Variables;
  readonly version?: SpecVersion;
}

export function run(
  source: string,
  data: unknown,
  options: RunOptions = {},
): { value: unknown; problems: readonly Problem[] } {
  const mapping = compileMapping(source, { specVersion: options.version ?? "0.3" });
  return mapping.apply(data, { variables: options.variables ?? {} });
}

/** The value alone; a mapping that reports a problem fails, since no case here expects one. */
export function valueOf(source: string, data: unknown, options: RunOptions = {}): unknown {
  const { value, problems } = run(source, data, options);
  if (problems.length > 0) throw new Error(`Unexpected problem: ${JSON.stringify(problems)}`);
  return value;
}

/** `message @ path`, which is what a reader of a problem sees. */
export function problemsOf(source: string, data: unknown, options: RunOptions = {}): string[] {
  return run(source, data, options).problems.map(({ message, path }) => `${message} @ ${path}`);
}

/** Each diagnostic as `message <source text it points at>`. */
export function diagnosticsOf(source: string, version: SpecVersion): string[] {
  return parseMapping(source, { specVersion: version }).diagnostics.map(
    ({ message, start, end }) => `${message} <${source.slice(start, end)}>`,
  );
}
