/** What `check` itself finds, around the checks: its baseline and its waivers. */
export const checkCodes = {
  BASELINE_INVALID:
    "The committed supergraph that a change is compared with cannot be read (a warning), so that nothing is compared; points at the fault in it.",
  WAIVER_INVALID: "An entry of the waivers is malformed; points at the value at fault.",
  WAIVER_EXPIRED: "A waiver's day has passed, so that the finding it accepts counts again; points at `expires`.",
  WAIVER_UNUSED:
    "A waiver accepts a finding that is not there, or that no waiver can accept (a warning); points at its fingerprint.",
} as const;
