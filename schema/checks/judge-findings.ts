/** What a project's config makes of findings: `checks.rules`, and `checks.usage`. */
import type { Severity } from "../diagnostic.ts";
import type { Finding, OperationUse } from "./finding.ts";

/** Who asks for an element of the API schema. */
export interface Usage {
  of(coordinate: string): readonly OperationUse[];
}

export interface Judgement {
  readonly rules?: Readonly<Record<string, "off" | Severity>>;
  /** `operations`: a break of the schema that no known operation uses is a warning. */
  readonly usage: "strict" | "operations";
  /** Absent where there is no schema to hold the operations against, or no operation. */
  readonly uses?: Usage;
}

/** Adds to each finding the operations that it reaches, and gives it the severity that the config asks for. */
export function judgeFindings(findings: readonly Finding[], judgement: Judgement): Finding[] {
  return findings.flatMap((finding) => {
    // A graph that does not compose cannot be checked: no config makes that pass.
    if (isFixed(finding)) return [finding];
    const rule = judgement.rules?.[finding.code];
    if (rule === "off") return [];
    const used = addOperations(finding, judgement.uses);
    // A rule is about this code alone, and outranks what is said about all breaks.
    return [rule === undefined ? downgrade(used, judgement) : { ...used, severity: rule }];
  });
}

const errorsOfCheck: ReadonlySet<string> = new Set(["UNKNOWN_METHOD", "CONNECTORS_UNREACHABLE_FIELD"]);

/** Neither rules nor waivers change it. What is an error of `check` alone keeps no graph from composing. */
export function isFixed({ check, severity, code }: Finding): boolean {
  return check === "composition" && severity === "error" && !errorsOfCheck.has(code);
}

function addOperations(finding: Finding, uses: Usage | undefined): Finding {
  if (finding.operations !== undefined || !uses) return finding;
  const reached = finding.affects ?? (finding.coordinate === undefined ? [] : [finding.coordinate]);
  const operations = new Map<string, OperationUse>();
  for (const coordinate of reached) {
    for (const use of uses.of(coordinate)) {
      const { file, line, column } = use.location;
      // One place of each is enough to find it by; those without a name are told apart by theirs.
      const key = use.name === "(anonymous)" ? JSON.stringify([file, line, column]) : use.name;
      if (!operations.has(key)) operations.set(key, use);
    }
  }
  return operations.size === 0 ? finding : { ...finding, operations: [...operations.values()] };
}

function downgrade(finding: Finding, { usage, uses }: Judgement): Finding {
  const isUnusedBreak =
    usage === "operations" && finding.check === "schema" && finding.severity === "error" && !finding.operations?.length;
  // Without any operation "nobody uses it" is not known, but unknown.
  if (!isUnusedBreak || !uses) return finding;
  return { ...finding, severity: "warning", message: `${finding.message} No known operation uses it.` };
}
