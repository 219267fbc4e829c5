/** A comment for a pull request: counts first, details folded. */
import type { ReportedFinding } from "../../../schema/checks/apply-waivers.ts";
import {
  checkNames,
  checkTitles,
  describeCalls,
  describeCounts,
  describeScope,
  notableCalls,
  type CheckReport,
} from "../check-report.ts";
import { describeUse, listUses } from "./text-report.ts";

// GitHub takes 65 536 characters of a comment, GitLab a million.
const mostCharacters = 60_000;

export function markdownReport({ findings, summary }: CheckReport): string {
  const mark = summary.errors > 0 ? "❌" : summary.warnings > 0 ? "⚠️" : "✅";
  const head = [
    // Lets a workflow find its own comment and update it.
    "<!-- restuary check -->",
    `### ${mark} Restuary: ${describeCounts(summary)}`,
    escapeText(describeScope(summary)),
  ];
  const groups = checkNames.flatMap((check) => {
    const own = findings.filter((finding) => finding.check === check);
    return own.length === 0 ? [] : [group(checkTitles[check], own)];
  });
  const calls = notableCalls(summary).map(describeCalls);
  const counted =
    calls.length === 0 ? [] : [{ head: "<b>REST calls</b>", items: calls.map((line) => `- ${escapeText(line)}`) }];
  const notes = summary.notes.map((note) => `> ${escapeText(note)}`);
  return `${[...head, ...withinLimit([...groups, ...counted]), ...notes].join("\n\n")}\n`;
}

/** Whole groups and, of the one that is too long, what fits. */
function withinLimit(groups: readonly { readonly head: string; readonly items: readonly string[] }[]): string[] {
  let left = mostCharacters;
  let omitted = 0;
  const texts: string[] = [];
  for (const { head, items } of groups) {
    const fitting: string[] = [];
    for (const text of items) {
      left -= text.length + 1;
      if (left < 0) omitted++;
      else fitting.push(text);
    }
    left -= head.length;
    if (fitting.length > 0) texts.push(`<details>\n<summary>${head}</summary>\n\n${fitting.join("\n")}\n\n</details>`);
  }
  return omitted === 0 ? texts : [...texts, `${omitted} more are in the other forms of this report.`];
}

function group(title: string, findings: readonly ReportedFinding[]): { head: string; items: string[] } {
  const count = (isCounted: (finding: ReportedFinding) => boolean): number => findings.filter(isCounted).length;
  const counts = describeCounts({
    errors: count(({ severity, waived }) => severity === "error" && !waived),
    warnings: count(({ severity, waived }) => severity === "warning" && !waived),
    waived: count(({ waived }) => waived !== undefined),
  });
  return { head: `<b>${title}</b>: ${counts}`, items: findings.map(item) };
}

function item(finding: ReportedFinding): string {
  const { severity, code, message, locations, fix, waived, fingerprint } = finding;
  const [first] = locations;
  const mark = waived ? "➖" : severity === "error" ? "❌" : "⚠️";
  const uses = listUses(finding, (use) => escapeText(describeUse(use)));
  const place = first ? `${asCode(`${first.file}:${first.line}:${first.column}`)} · ` : "";
  return [
    `- ${mark} **${code.replaceAll("_", "\\_")}** ${escapeText(message)}`,
    ...(uses === undefined ? [] : [`  Used by ${uses}`]),
    ...(fix === undefined ? [] : [`  Fix: ${escapeText(fix)}`]),
    ...(waived
      ? [`  Waived until ${waived.expires} by ${escapeText(waived.owner)}: ${escapeText(waived.reason)}`]
      : []),
    `  <sub>${place}fingerprint ${asCode(fingerprint)}</sub>`,
  ].join("  \n");
}

function asCode(text: string): string {
  // A fence longer than any run of backticks inside.
  const longest = Math.max(0, ...Array.from(text.matchAll(/`+/g), ([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return longest === 0 ? `${fence}${text}${fence}` : `${fence} ${text} ${fence}`;
}

/**
 * Messages write code in backticks, as Markdown does. The rest is text: it may hold what people wrote, and must neither
 * format, nor notify a person whose name is a directive's.
 */
function escapeText(text: string): string {
  const parts = text.replaceAll(/\s+/g, " ").split(/(`[^`]+`)/);
  return parts
    .map((part, index) =>
      index % 2 === 1
        ? part
        : part
            .replaceAll("&", "&amp;")
            .replaceAll("<", "&lt;")
            .replaceAll(">", "&gt;")
            .replaceAll(/[\\`*_{}[\]|~$]/g, "\\$&")
            .replaceAll(/[@#](?=\w)/g, "$&<!-- -->"),
    )
    .join("");
}
