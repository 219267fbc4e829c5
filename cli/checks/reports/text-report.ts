import type { OperationUse } from "../../../schema/checks/finding.ts";
import type { ReportedFinding } from "../../../schema/checks/apply-waivers.ts";
import { formatDiagnostic } from "../../../schema/format-diagnostic.ts";
import {
  checkNames,
  checkTitles,
  describeCalls,
  describeCounts,
  describeScope,
  notableCalls,
  type CheckReport,
} from "../check-report.ts";

/**
 *     Changes of the API schema
 *
 *     subgraphs/users.graphql:7:3 error FIELD_REMOVED `User.email` was removed.
 *     ...
 *     used by `ProfilePage` (schema/operations/profile.graphql:3:5)
 *     fingerprint: 6f1c0a8e2b7d4953
 *
 *     1 error, 2 safe changes ...
 */
export function textReport({ findings, summary }: CheckReport, textOf: (file: string) => string | undefined): string {
  const groups = checkNames.flatMap((check) => {
    const own = findings.filter((finding) => finding.check === check);
    if (own.length === 0) return [];
    return [checkTitles[check], ...own.map((finding) => describe(finding, textOf))];
  });
  const calls = notableCalls(summary).map(describeCalls);
  const notes = summary.notes.map((note) => `note: ${note}`);
  const last = `${describeCounts(summary)}. ${describeScope(summary)}`;
  return `${[...groups, ...[calls, notes].filter(({ length }) => length > 0).map((lines) => lines.join("\n")), last].join("\n\n")}\n`;
}

function describe(finding: ReportedFinding, textOf: (file: string) => string | undefined): string {
  const { waived } = finding;
  if (waived) {
    const [first] = finding.locations;
    const place = first ? `${first.file}:${first.line}:${first.column} ` : "";
    return `${place}waived ${finding.code} ${finding.message}\nuntil ${waived.expires} by ${waived.owner}: ${waived.reason}`;
  }
  return [formatDiagnostic(finding, { textOf }), ...describeUses(finding), `fingerprint: ${finding.fingerprint}`].join(
    "\n",
  );
}

/** Who uses what it is about, but for the one operation that it is about itself. */
function usesToShow({ operations = [], message }: ReportedFinding): readonly OperationUse[] {
  const [only] = operations;
  return operations.length === 1 && only && message.includes(`\`${only.name}\``) ? [] : operations;
}

/** One line, or none. */
export function describeUses(finding: ReportedFinding): string[] {
  const uses = listUses(finding, describeUse);
  return uses === undefined ? [] : [`used by ${uses}`];
}

const mostUses = 5;

/** The first of them and how many more, as `write` has one; `undefined` where none is to be shown. */
export function listUses(finding: ReportedFinding, write: (use: OperationUse) => string): string | undefined {
  const uses = usesToShow(finding);
  if (uses.length === 0) return undefined;
  const more = uses.length > mostUses ? [`${uses.length - mostUses} more`] : [];
  return [...uses.slice(0, mostUses).map(write), ...more].join(", ");
}

/** `` `ProfilePage` (schema/operations/profile.graphql:3:5) `` */
export function describeUse({ name, location: { file, line, column } }: OperationUse): string {
  return `\`${name}\` (${file}:${line}:${column})`;
}
