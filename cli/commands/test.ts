import { readFile } from "node:fs/promises";
import { relative, resolve } from "node:path";
import type { Diagnostic } from "../../schema/diagnostic.ts";
import type { CommandContext, ExitCode } from "../command-context.ts";
import { findSuites } from "../connector-tests/find-suites.ts";
import { junitReport } from "../connector-tests/junit-report.ts";
import { runSuites, type SuiteReport } from "../connector-tests/run-suites.ts";
import { countTests, describeSuite, describeTotals } from "../connector-tests/text-report.ts";
import { hasError } from "../output.ts";
import { shownPath } from "../project.ts";
import { reasonOf, ToolError } from "../tool-error.ts";
import { untilStopped } from "../until-stopped.ts";
import { watchProject } from "../watch-project.ts";
import { writeText } from "../write-text.ts";

export interface TestOptions {
  readonly testNamePattern?: string;
  readonly schema?: string;
  readonly junit?: string;
  readonly allowProblems?: true;
  readonly watch?: true;
}

/** Runs connector tests: the suites named, or all of the project. Makes no call. */
export async function test(context: CommandContext, paths: readonly string[], options: TestOptions): Promise<ExitCode> {
  if (!options.watch) return runOnce(context, paths, options);

  const runAgain = async (files: readonly string[]): Promise<void> => {
    context.output.text(`\n${files.map((file) => shownPath(context, file)).join(", ")} changed`);
    await runWatched(context, paths, options);
  };
  const outside = [...paths, options.schema ?? "."]
    .map((path) => resolve(context.dir, path))
    .filter((path) => relative(context.dir, path).startsWith(".."));
  const stopWatching = await watchProject(
    { root: context.dir, subgraphs: outside.map((file) => ({ file })) },
    runAgain,
  );
  await runWatched(context, paths, options);
  context.output.text("Waiting for a change.");
  await untilStopped();
  await stopWatching();
  return 0;
}

/** A mistake is one more thing that may be put right while we watch. */
async function runWatched(context: CommandContext, paths: readonly string[], options: TestOptions): Promise<void> {
  try {
    await runOnce(context, paths, options);
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    context.output.text(error.message);
    context.output.json({ findings: error.diagnostics, error: { message: error.message } });
  }
}

async function runOnce(context: CommandContext, paths: readonly string[], options: TestOptions): Promise<ExitCode> {
  const { dir, output } = context;
  const suites = await runSuites(await findSuites(dir, paths), {
    dir,
    strict: options.allowProblems !== true,
    ...(options.schema === undefined ? {} : { schema: resolve(dir, options.schema) }),
    ...(options.testNamePattern === undefined ? {} : { pattern: readPattern(options.testNamePattern) }),
  });
  const findings = [...new Set(suites.flatMap((suite) => suite.findings))];
  const totals = countTests(suites);
  const total = totals.passed + totals.failed + totals.skipped;
  if (total === 0 && findings.length === 0 && options.testNamePattern !== undefined) {
    throw new ToolError(`No test has a name that matches ${options.testNamePattern}.`);
  }
  if (options.junit !== undefined) await writeText(resolve(dir, options.junit), junitReport(suites));

  await print(context, suites, findings);
  output.json({ suites, findings, total: totals });
  output.text(`\n${describeTotals(totals)}`);
  return totals.failed > 0 || hasError(findings) ? 1 : 0;
}

async function print(
  { dir, output }: CommandContext,
  suites: readonly SuiteReport[],
  findings: readonly Diagnostic[],
): Promise<void> {
  if (output.format === "json") return;
  for (const suite of suites) {
    if (suite.tests.length === 0) continue;
    const text = await readFile(resolve(dir, suite.file), "utf8").catch(() => undefined);
    output.text(describeSuite(suite, (file) => (file === suite.file ? text : undefined)));
  }
  output.findings(findings);
}

function readPattern(text: string): RegExp {
  try {
    return new RegExp(text, "i");
  } catch (error) {
    throw new ToolError(`-t is no regular expression: ${reasonOf(error)}.`, { cause: error });
  }
}
