import { relative, resolve, sep } from "node:path";
import { buildReport } from "../checks/check-report.ts";
import { openRepository } from "../checks/git.ts";
import { loadWaivers } from "../checks/load-waivers.ts";
import { renderReport, type ReportTarget } from "../checks/reports/render-report.ts";
import { runChecks } from "../checks/run-checks.ts";
import type { CommandContext, ExitCode } from "../command-context.ts";
import { noMemo } from "../memo.ts";
import { createTextReader } from "../output.ts";
import { packageVersion } from "../own-package.ts";
import { openProject, requireSubgraphs } from "../project.ts";
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
  const result = await runChecks(project, { against: options.against, memo: noMemo });
  const now = new Date();
  const textOf = createTextReader(project.dir, result.texts);
  const pathFrom = (folder: string, file: string): string =>
    relative(folder, resolve(project.dir, file)).split(sep).join("/");
  const report = buildReport(
    { ...result, ...(await loadWaivers(project)), now },
    { stableName: (file) => pathFrom(project.root, file), textOf },
  );
  const top = resolve(project.dir, (await openRepository(project.dir))?.toRoot ?? ".");
  const reportContext = {
    textOf,
    repositoryPath: (file: string) => pathFrom(top, file),
    now,
    version: packageVersion(),
  };
  for (const { format, file } of options.reports) {
    const text = renderReport(report, format, reportContext);
    if (file === undefined) output.raw(text);
    else await writeText(resolve(project.dir, file), text);
  }
  return report.summary.errors > 0 ? 1 : 0;
}
