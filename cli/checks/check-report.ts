/** What all forms of the report are made of. */
import type { OperationBudget } from "../../gateway/check-budgets.ts";
import { applyWaivers, type ReportedFinding } from "../../schema/checks/apply-waivers.ts";
import type { CheckName, Finding } from "../../schema/checks/finding.ts";
import { fingerprint, type FingerprintOptions } from "../../schema/checks/fingerprint.ts";
import type { Waiver } from "../../schema/checks/read-waivers.ts";

export interface CheckReport {
  /** In the order of the checks, and by place within one. */
  readonly findings: readonly ReportedFinding[];
  readonly summary: CheckSummary;
}

export interface CheckSummary {
  /** Waived ones are in neither. */
  readonly errors: number;
  readonly warnings: number;
  readonly waived: number;
  /** What was compared with; `null` where nothing was. */
  readonly baseline: string | null;
  /** Changes of the schema that break nobody. */
  readonly safeChanges: number;
  /** Client operations that were read. */
  readonly operations: number;
  /** REST calls of each operation, where they could be counted. */
  readonly calls: readonly OperationBudget[];
  /** What was not checked, and why. */
  readonly notes: readonly string[];
}

export const checkNames: readonly CheckName[] = [
  "composition",
  "schema",
  "operations",
  "drift",
  "probe",
  "budgets",
  "lint",
  "waivers",
];

export const checkTitles: Readonly<Record<CheckName, string>> = {
  composition: "Composition",
  schema: "Changes of the API schema",
  operations: "Client operations",
  drift: "REST drift",
  probe: "Live probe",
  budgets: "Call budgets",
  lint: "Lint",
  waivers: "Waivers",
};

export interface ReportInput {
  /** Judged. */
  readonly findings: readonly Finding[];
  readonly waivers: readonly Waiver[];
  /** What is wrong with the file of waivers. */
  readonly waiverFindings: readonly Finding[];
  readonly now: Date;
  /** False where some check could not run. */
  readonly complete: boolean;
  readonly summary: Omit<CheckSummary, "errors" | "warnings" | "waived">;
}

export function buildReport(input: ReportInput, options: FingerprintOptions): CheckReport {
  const named = withFingerprints(input.findings, options);
  const { findings: marked, faults } = applyWaivers(named, input.waivers, input);
  const own = withFingerprints([...input.waiverFindings, ...faults], options);
  const findings = inOrder([...marked, ...own]);
  const counting = findings.filter(({ waived }) => !waived);
  const errors = counting.filter(({ severity }) => severity === "error").length;
  return {
    findings,
    summary: {
      errors,
      warnings: counting.length - errors,
      waived: findings.length - counting.length,
      ...input.summary,
    },
  };
}

function withFingerprints(findings: readonly Finding[], options: FingerprintOptions): ReportedFinding[] {
  const names = fingerprint(findings, options);
  return findings.map((finding, index) => ({ ...finding, fingerprint: names[index] ?? "" }));
}

function inOrder(findings: readonly ReportedFinding[]): ReportedFinding[] {
  return findings.toSorted((a, b) => {
    const [fileA, lineA, columnA] = placeOf(a);
    const [fileB, lineB, columnB] = placeOf(b);
    return (
      checkNames.indexOf(a.check) - checkNames.indexOf(b.check) ||
      (fileA < fileB ? -1 : fileA > fileB ? 1 : 0) ||
      lineA - lineB ||
      columnA - columnB
    );
  });
}

function placeOf({ locations: [first] }: Finding): readonly [file: string, line: number, column: number] {
  return [first?.file ?? "", first?.line ?? 0, first?.column ?? 0];
}

/** `2 errors, 1 warning, 1 waived`; `nothing found` where there is nothing. */
export function describeCounts({
  errors,
  warnings,
  waived,
}: Pick<CheckSummary, "errors" | "warnings" | "waived">): string {
  const counted = [plural(errors, "error"), plural(warnings, "warning"), waived > 0 ? `${waived} waived` : ""];
  return counted.filter((part) => part !== "").join(", ") || "nothing found";
}

/** What the checks looked at: `Compared with main:schema/supergraph.graphql, 2 safe changes. 8 client operations.` */
export function describeScope({ baseline, safeChanges, operations }: CheckSummary): string {
  const safe = safeChanges === 0 ? "" : `, ${plural(safeChanges, "safe change")}`;
  const compared = baseline === null ? "Compared with nothing" : `Compared with ${baseline}${safe}`;
  return `${compared}. ${plural(operations, "client operation") || "No client operations"}.`;
}

function plural(count: number, noun: string): string {
  return count === 0 ? "" : `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** `Feed: 3 -> 53 REST calls at worst, budget 10` */
export function describeCalls({ operation, max, before, budget }: OperationBudget): string {
  const was = before === undefined || before.max === max ? "" : `${before.max ?? "unbounded"} -> `;
  const limit = budget === undefined ? "" : `, budget ${budget}`;
  return `${operation}: ${was}${max ?? "unbounded"} REST ${max === 1 ? "call" : "calls"} at worst${limit}`;
}

/** Those that a person wants to see: other than before, or over the budget. All are in the JSON report. */
export function notableCalls({ calls }: CheckSummary): OperationBudget[] {
  return calls.filter(
    ({ budget, before, max }) =>
      (before && before.max !== max) || (budget !== undefined && (max === null || max > budget)),
  );
}
