/**
 * `--format` and `--out`, both repeatable, as reports that are asked for:
 *
 *     --format json                                 JSON to standard output
 *     --out sarif=check.sarif --out junit=out.xml   text to standard output, and two files
 *     --format sarif --out check.sarif              text to standard output, and a file
 *
 * A file that says no form takes one of a `--format`: that which its ending tells, else the first that is left.
 */
import { extname } from "node:path";
import type { ReportTarget } from "./render-report.ts";
import { reportFormats, type ReportFormat } from "./report-formats.ts";

const byExtension: Readonly<Record<string, ReportFormat>> = {
  ".txt": "text",
  ".json": "json",
  ".sarif": "sarif",
  ".xml": "junit",
  ".md": "markdown",
};

/** @returns What is asked for: one report for standard output, and files. Or a sentence that says what is wrong. */
export function readReportArguments(
  formats: readonly ReportFormat[],
  outs: readonly string[],
): readonly ReportTarget[] | string {
  const left = [...formats];
  const files: ReportTarget[] = [];
  for (const out of outs) {
    const [, named = "", file = ""] = /^([a-z]+)=(.+)$/s.exec(out) ?? [];
    if (isReportFormat(named)) {
      files.push({ format: named, file });
      continue;
    }
    const told = byExtension[extname(out).toLowerCase()];
    const at = Math.max(
      left.findIndex((format) => format === told),
      0,
    );
    const format = left.splice(at, 1)[0] ?? told;
    if (out === "" || format === undefined) {
      return `--out ${out}: expected <format>=<file>; the formats are ${reportFormats.join(", ")}.`;
    }
    files.push({ format, file: out });
  }
  const [printed = "text", another] = left;
  if (another !== undefined) {
    return `Only one report goes to standard output. Write the other to a file: --out ${another}=<file>.`;
  }
  return [{ format: printed }, ...files];
}

function isReportFormat(text: string): text is ReportFormat {
  return reportFormats.some((format) => format === text);
}
