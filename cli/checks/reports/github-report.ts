/**
 * Workflow commands of GitHub Actions, which shows each at its line of a pull request.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 */
import type { ReportedFinding } from "../../../schema/checks/apply-waivers.ts";
import { describeCounts, describeScope, type CheckReport } from "../check-report.ts";
import type { ReportContext } from "./report-context.ts";
import { describeUses } from "./text-report.ts";

export function githubReport({ findings, summary }: CheckReport, context: ReportContext): string {
  const notes = summary.notes.map((note) => `::notice::${escapeData(note)}`);
  // A last line for people who read the log. What is no command is printed as it is, so that none may start in it.
  const last = `${describeCounts(summary)}. ${describeScope(summary)}`.replaceAll(/[\r\n]/g, " ");
  return `${[...findings.map((finding) => command(finding, context)), ...notes, last].join("\n")}\n`;
}

function command(finding: ReportedFinding, { repositoryPath }: ReportContext): string {
  const { waived, severity, code, message, locations, fix } = finding;
  const [first] = locations;
  const kind = waived ? "notice" : severity;
  const isOneLine = first !== undefined && first.line === first.endLine;
  const properties = [
    ...(first === undefined ? [] : [["file", repositoryPath(first.file)] as const]),
    ...(first === undefined ? [] : [["line", String(first.line)] as const]),
    ...(first === undefined ? [] : [["endLine", String(first.endLine)] as const]),
    // Columns are for annotations of one line.
    ...(isOneLine ? [["col", String(first.column)] as const, ["endColumn", String(first.endColumn)] as const] : []),
    ["title", waived ? `${code} (waived until ${waived.expires})` : code] as const,
  ].map(([name, value]) => `${name}=${escapeProperty(value)}`);
  const text = [message, ...describeUses(finding), ...(fix === undefined ? [] : [`fix: ${fix}`])];
  return `::${kind} ${properties.join(",")}::${escapeData(text.join("\n"))}`;
}

/** As the toolkit of GitHub Actions escapes. */
function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
