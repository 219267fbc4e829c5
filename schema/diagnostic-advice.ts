import type { DiagnosticCode } from "./diagnostic-codes.ts";

export interface Advice {
  readonly why: string;
  readonly fix: string;
}

/** What is more particular than the advice for all codes of a kind. */
export const diagnosticAdvice: Readonly<Partial<Record<DiagnosticCode, Partial<Advice>>>> = {
  WAIVER_EXPIRED: {
    why: "A waiver is a promise to put something right by a day. That day has passed, so that the finding counts again.",
    fix: "Put the finding right and remove the waiver, or agree on a later `expires`.",
  },
  WAIVER_UNUSED: {
    why: "What it accepted is not there any more. Left in place it would silently accept the same thing when it comes back.",
    fix: "Remove the entry from the file of waivers.",
  },
  WAIVER_INVALID: {
    why: "A waiver that cannot be read accepts nothing, and nobody would notice.",
    fix: 'Write `{ fingerprint: "0123456789abcdef", reason: why, owner: who, expires: 2027-01-31 }`.',
  },
  REQUEST_HEADER_REMOVED: {
    why: "What a service needs to know who asks, or for whom, is seldom in its OpenAPI document. Without it the service may refuse, or answer for somebody else.",
    fix: "Keep the header in `@source` or `@connect`, or let the config forward it: `sources.<subgraph>.<source>.forward`.",
  },
  BASELINE_INVALID: {
    fix: "Run `restuary compose` and commit its result, or name what to compare with: `--against <git ref, file or URL>`.",
  },
};
