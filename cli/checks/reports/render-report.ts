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
  switch (format) {
    case "text":
      return textReport(report, context.textOf);
    case "json":
      return jsonReport(report);
    case "sarif":
      return sarifReport(report, context);
    case "junit":
      return junitReport(report, context);
    case "markdown":
      return markdownReport(report);
    case "github":
      return githubReport(report, context);
  }
}
