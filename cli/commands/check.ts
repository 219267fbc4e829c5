import { relative, resolve, sep } from "node:path";
import { loadCheckInputs, keyOf, type CheckInputs } from "../checks/check-inputs.ts";
import { buildReport } from "../checks/check-report.ts";
import { openRepository } from "../checks/git.ts";
import { loadWaivers } from "../checks/load-waivers.ts";
import type { ReportContext } from "../checks/reports/report-context.ts";
import { renderReport, type ReportTarget } from "../checks/reports/render-report.ts";
import { runChecks, type CheckResult } from "../checks/run-checks.ts";
import type { CommandContext, ExitCode } from "../command-context.ts";
import { createDiskMemo, pruneDiskMemo } from "../disk-memo.ts";
import { noMemo } from "../memo.ts";
import { createTextReader } from "../output.ts";
import { packageVersion } from "../own-package.ts";
import { openProject, requireSubgraphs, type Project } from "../project.ts";
import { writeText } from "../write-text.ts";

export interface CheckCommandOptions {
  readonly against?: string;
  /** `<subgraph>.<source>=<file|url>`, each. */
  readonly openapi?: readonly string[];
  readonly probe?: true;
  readonly cache: boolean;
  /** What goes to standard output, and what to files. */
  readonly reports: readonly ReportTarget[];
}

/** Checks a change of the graph: what it breaks for clients, and down to the REST services. */
export async function check(context: CommandContext, options: CheckCommandOptions): Promise<ExitCode> {
  const { output, ...location } = context;
  const project = await openProject(location);
  requireSubgraphs(project);
  output.progress(`checking ${project.subgraphs.length} subgraphs`);
  const now = new Date();
  // What another composer makes depends on its version, which we do not know.
  const memo = options.cache && project.config.composer !== "apollo" ? createDiskMemo(project.root) : noMemo;
  const inputs = await loadCheckInputs(project, options);
  const run = (): Promise<CheckResult> => runChecks(project, inputs, { memo, probe: options.probe === true });
  // What the services answer now, no cache knows.
  const result = options.probe ? await run() : await memo(await keyOf(project, inputs), run);
  if (options.cache) await pruneDiskMemo(project.root, now);

  const reportContext = await createReportContext(project, inputs, now);
  const { textOf } = reportContext;
  const stableName = (file: string): string => pathFrom(project.root, resolve(project.dir, file));
  const waivers = await loadWaivers(project);
  const report = buildReport({ ...result, ...waivers, now }, { stableName, textOf });
  for (const { format, file } of options.reports) {
    const text = renderReport(report, format, reportContext);
    if (file === undefined) output.raw(text);
    else await writeText(resolve(project.dir, file), text);
  }
  return report.summary.errors > 0 ? 1 : 0;
}

async function createReportContext(
  project: Project,
  { baseline, texts }: CheckInputs,
  now: Date,
): Promise<ReportContext> {
  const repository = await openRepository(project.dir);
  const top = resolve(project.dir, repository?.toRoot ?? ".");
  const known = new Map("note" in baseline ? texts : [...texts, [baseline.name, baseline.text]]);
  return {
    textOf: createTextReader(project.dir, known),
    repositoryPath: (file) => pathFrom(top, resolve(project.dir, file)),
    now,
    version: packageVersion(),
  };
}

function pathFrom(folder: string, file: string): string {
  return relative(folder, file).split(sep).join("/");
}
