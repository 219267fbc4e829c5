/** Runs rules over subgraphs. What the baseline has as well is not of the change that is checked, and is left out. */
import type { Finding } from "../checks/finding.ts";
import type { Severity } from "../diagnostic.ts";
import type { LintedSubgraph, LintFinding, LintRule } from "./rule.ts";

export interface LintInput<Subgraph extends LintedSubgraph> {
  readonly subgraphs: readonly Subgraph[];
  /** Those of the graph that a change is compared with. Absent: everything that is found is said. */
  readonly baseline?: readonly Subgraph[] | undefined;
  /** `checks.rules`, by code. A rule that is named there is said whatever the baseline has. */
  readonly settings?: Readonly<Record<string, "off" | Severity>> | undefined;
}

export function lint<Subgraph extends LintedSubgraph>(
  rules: readonly LintRule<Subgraph>[],
  input: LintInput<Subgraph>,
): Finding[] {
  const { subgraphs, settings = {} } = input;
  return rules.flatMap((rule): Finding[] => {
    const { code, evenIfOld = false } = rule;
    const setting = Object.hasOwn(settings, code) ? settings[code] : undefined;
    const severity = setting ?? rule.severity;
    if (severity === "off") return [];
    const found = rule.find(subgraphs);
    if (found.length === 0) return [];
    // Only here: whoever makes the baseline on demand makes none where nothing was found.
    const baseline = setting === undefined && !evenIfOld ? input.baseline : undefined;
    const isOld = baseline ? identities(rule.find(baseline)) : new Set<string>();
    return found
      .filter((each) => !isOld.has(identityOf(each)))
      .map(({ subgraph: _name, ...finding }) => ({ check: "lint", code, severity, ...finding }));
  });
}

function identities(findings: readonly LintFinding[]): ReadonlySet<string> {
  return new Set(findings.map(identityOf));
}

function identityOf({ subgraph, coordinate, subject }: LintFinding): string {
  return JSON.stringify([subgraph, coordinate, subject]);
}
