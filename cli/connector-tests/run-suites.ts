import type { Diagnostic } from "../../schema/diagnostic.ts";
import { checkCase, type Failure } from "../../subgraphs/connector-tests/check-case.ts";
import { findConnector } from "../../subgraphs/connector-tests/find-connector.ts";
import { runCase } from "../../subgraphs/connector-tests/run-case.ts";
import type { TestCase } from "../../subgraphs/connector-tests/suite.ts";
import type { MappingProblemReport } from "../../subgraphs/operation-context.ts";
import { shownPath } from "../project.ts";
import { loadSuite, type LoadedSuite, type SchemaCache } from "./load-suite.ts";

export interface SuiteReport {
  readonly file: string;
  readonly name: string;
  /** Why the suite could not be run; then it has no tests. */
  readonly findings: readonly Diagnostic[];
  readonly tests: readonly TestReport[];
}

export interface TestReport {
  readonly name: string;
  readonly target: string;
  readonly line: number;
  readonly status: "passed" | "failed" | "skipped";
  readonly durationMs: number;
  readonly failures: readonly Failure[];
  /** Mapping problems that the test expects nothing of. */
  readonly problems: readonly MappingProblemReport[];
}

export interface RunOptions {
  readonly dir: string;
  /** SDL instead of the suites' own; absolute. */
  readonly schema?: string;
  /** Only tests whose name matches are run. */
  readonly pattern?: RegExp;
  /** A problem that no test expects fails it. */
  readonly strict: boolean;
}

/** @throws ToolError when a suite or its schema cannot be read. */
export async function runSuites(files: readonly string[], options: RunOptions): Promise<readonly SuiteReport[]> {
  const schemas: SchemaCache = new Map();
  const reports: SuiteReport[] = [];
  for (const file of files) {
    const { loaded, diagnostics } = await loadSuite(file, { ...options, schemas });
    const shownAs = shownPath(options, file);
    reports.push({
      file: shownAs,
      name: loaded?.suite.name ?? shownAs,
      findings: diagnostics,
      tests: loaded ? await runTests(loaded, options) : [],
    });
  }
  return reports;
}

async function runTests(loaded: LoadedSuite, { pattern, strict }: RunOptions): Promise<TestReport[]> {
  const reports: TestReport[] = [];
  for (const test of loaded.suite.cases) {
    if (pattern && !pattern.test(test.name)) continue;
    reports.push(await runTest(test, loaded, strict));
  }
  return reports;
}

async function runTest(test: TestCase, { connectors, readFile }: LoadedSuite, strict: boolean): Promise<TestReport> {
  const { name, target, range, variables, answer } = test;
  const about = { name, target, line: range.line };
  if (test.skip) return { ...about, status: "skipped", durationMs: 0, failures: [], problems: [] };

  const startedAt = performance.now();
  const report = (failures: readonly Failure[], problems: readonly MappingProblemReport[]): TestReport => {
    const durationMs = Math.round((performance.now() - startedAt) * 10) / 10;
    return { ...about, status: failures.length === 0 ? "passed" : "failed", durationMs, failures, problems };
  };
  const { connector, fix } = findConnector(target, connectors);
  if (!connector) {
    const message = `\`${target}\` is no connector of the schema.${fix === undefined ? "" : ` ${fix}`}`;
    return report([{ what: "target", message, range: test.locate(["target"]) }], []);
  }
  const body = answer.body && (answer.body.kind === "inline" ? answer.body.text : readFile(answer.body.file));
  const run = await runCase(connector, {
    variables,
    answer: { status: answer.status, headers: answer.headers, ...(body !== undefined && { body }) },
  });
  const { failures, problems } = checkCase(test, run, { readFile, strict });
  return report(failures, problems);
}
