import type { Finding } from "./finding.ts";
import { isFixed } from "./judge-findings.ts";
import type { Waiver } from "./read-waivers.ts";

/** A finding as it is reported. */
export interface ReportedFinding extends Finding {
  readonly fingerprint: string;
  /** Accepted: it is shown, and fails nothing. */
  readonly waived?: Pick<Waiver, "reason" | "owner" | "expires">;
}

export interface WaiverOptions {
  readonly now: Date;
  /** False where some check could not run, so that a finding may be missing for that. */
  readonly complete: boolean;
}

/**
 * Marks what is waived.
 *
 * @returns The findings, and what is wrong with the waivers: `WAIVER_EXPIRED`, `WAIVER_UNUSED`.
 */
export function applyWaivers(
  findings: readonly (Finding & { readonly fingerprint: string })[],
  waivers: readonly Waiver[],
  { now, complete }: WaiverOptions,
): { findings: ReportedFinding[]; faults: Finding[] } {
  // Calendar days of UTC: the same on every machine. ISO 8601 days are in order as texts.
  const today = now.toISOString().slice(0, 10);
  const byFingerprint = new Map(waivers.map((waiver) => [waiver.fingerprint, waiver]));
  const met = new Map<Waiver, Finding>();
  const marked = findings.map((finding): ReportedFinding => {
    const waiver = byFingerprint.get(finding.fingerprint);
    if (!waiver) return finding;
    met.set(waiver, finding);
    if (waiver.expires < today || isFixed(finding)) return finding;
    const { reason, owner, expires } = waiver;
    return { ...finding, waived: { reason, owner, expires } };
  });
  const faults = waivers.flatMap((waiver) => {
    const finding = met.get(waiver);
    if (!finding) return complete ? [unused(waiver)] : [];
    if (isFixed(finding)) return [impossible(waiver, finding)];
    return waiver.expires < today ? [expired(waiver, finding)] : [];
  });
  return { findings: marked, faults };
}

function unused({ fingerprint, place, owner }: Waiver): Finding {
  return {
    check: "waivers",
    code: "WAIVER_UNUSED",
    severity: "warning",
    message: `No finding has the fingerprint \`${fingerprint}\`, which ${owner} waived.`,
    locations: [place],
    subject: fingerprint,
    fix: "Remove the waiver.",
  };
}

function impossible({ fingerprint, place }: Waiver, finding: Finding): Finding {
  return {
    check: "waivers",
    code: "WAIVER_UNUSED",
    severity: "warning",
    message: `\`${finding.code}\` cannot be waived: a graph that does not compose cannot be served.`,
    locations: [place],
    subject: fingerprint,
    fix: "Remove the waiver.",
  };
}

function expired({ fingerprint, expires, expiresPlace, owner, reason }: Waiver, finding: Finding): Finding {
  return {
    check: "waivers",
    code: "WAIVER_EXPIRED",
    severity: "error",
    message: `The waiver of \`${finding.code}\`${finding.coordinate === undefined ? "" : ` at \`${finding.coordinate}\``} expired on ${expires}. ${owner} gave as its reason: ${reason}`,
    locations: [expiresPlace],
    subject: fingerprint,
    fix: "Put the finding right, or agree on a later day.",
  };
}
