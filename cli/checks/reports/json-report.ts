import type { ReportedFinding } from "../../../schema/checks/apply-waivers.ts";
import type { CheckName } from "../../../schema/checks/finding.ts";
import type { Severity, SourceRange } from "../../../schema/diagnostic.ts";
import type { CheckReport, CheckSummary } from "../check-report.ts";

/** The report for programs; its JSON Schema is `schemas/check-report.schema.json`. */
export interface JsonReport {
  /** Of this form. It changes when something is taken away, not when something is added. */
  readonly version: 1;
  readonly findings: readonly JsonFinding[];
  readonly summary: CheckSummary;
}

interface JsonFinding {
  readonly check: CheckName;
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly locations: readonly SourceRange[];
  readonly coordinate?: string;
  readonly fix?: string;
  readonly operations?: readonly {
    readonly name: string;
    readonly file: string;
    readonly line: number;
    readonly column: number;
  }[];
  readonly fingerprint: string;
  readonly waived?: { readonly reason: string; readonly owner: string; readonly expires: string };
}

export function jsonReport({ findings, summary }: CheckReport): string {
  const report: JsonReport = { version: 1, findings: findings.map(jsonFinding), summary };
  return `${JSON.stringify(report, null, 2)}\n`;
}

function jsonFinding(finding: ReportedFinding): JsonFinding {
  const { check, code, severity, message, locations, coordinate, fix, operations, fingerprint, waived } = finding;
  return {
    check,
    code,
    severity,
    message,
    locations,
    ...(coordinate === undefined ? {} : { coordinate }),
    ...(fix === undefined ? {} : { fix }),
    ...(operations === undefined
      ? {}
      : {
          operations: operations.map(({ name, location: { file, line, column } }) => ({ name, file, line, column })),
        }),
    fingerprint,
    ...(waived === undefined ? {} : { waived }),
  };
}
