import type { CheckReport } from "../check-report.ts";
import { githubReport } from "./github-report.ts";
import { jsonReport } from "./json-report.ts";
import { junitReport } from "./junit-report.ts";
import { markdownReport } from "./markdown-report.ts";
import type { ReportContext } from "./report-context.ts";
import type { ReportFormat } from "./report-formats.ts";
import { sarifReport } from "./sarif-report.ts";
import { textReport } from "./text-report.ts";

/** One report that is asked for. */
export interface ReportTarget {
  readonly format: ReportFormat;
  /** Relative to `-C`. Absent for standard output. */
  readonly file?: string;
}

export function renderReport(report: CheckReport, format: ReportFormat, context: ReportContext): string {
  return renderers[format](report, context);
}

const renderers: Readonly<Record<ReportFormat, (report: CheckReport, context: ReportContext) => string>> = {
  text: (report, { textOf }) => textReport(report, textOf),
  json: jsonReport,
  sarif: sarifReport,
  junit: junitReport,
  markdown: markdownReport,
  github: githubReport,
};
