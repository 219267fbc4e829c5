/** `schema/waivers.yaml`: findings that somebody accepts, for a reason and until a day. */
import { z } from "zod";
import { checkData } from "../check-data.ts";
import type { Diagnostic, SourceRange } from "../diagnostic.ts";
import { startOf } from "../source-text.ts";
import { parseYamlText } from "../yaml-text.ts";
import type { Finding } from "./finding.ts";

export interface Waiver {
  readonly fingerprint: string;
  readonly reason: string;
  readonly owner: string;
  /** A day, `2027-01-31`: the last one that it is valid on. */
  readonly expires: string;
  /** Of its fingerprint, and of its `expires`. */
  readonly place: SourceRange;
  readonly expiresPlace: SourceRange;
}

const text = z.string().regex(/\S/, "Expected a text that says something.");

const entry = z.strictObject({
  fingerprint: z
    .string()
    .regex(/^[0-9a-f]{16}$/, "Expected the fingerprint of a finding: 16 hexadecimal digits in quotes."),
  reason: text,
  owner: text,
  expires: z.string().refine(isDay, "Expected a day that the calendar has, such as `2027-01-31`."),
});

/** Reads what is well formed; every fault is a finding `WAIVER_INVALID` at its place, and costs its own entry alone. */
export function readWaivers(source: string, file: string): { waivers: Waiver[]; findings: Finding[] } {
  const { value, locate, diagnostics } = parseYamlText(source, file, "WAIVER_INVALID");
  if (diagnostics.length > 0) return { waivers: [], findings: diagnostics.map(finding) };
  // A file without an entry is an empty object here.
  const entries = isEmpty(value) ? [] : value;
  if (!Array.isArray(entries)) {
    const message = "The waivers are no list. Expected a list of `{ fingerprint, reason, owner, expires }`.";
    return { waivers: [], findings: [invalid(message, locate([]) ?? startOf(file))] };
  }

  const waivers: Waiver[] = [];
  const findings: Finding[] = [];
  for (const [index, each] of entries.entries()) {
    const checked = checkData(entry, each, {
      file,
      noun: "waiver",
      codes: { unknownKey: "WAIVER_INVALID", invalidValue: "WAIVER_INVALID" },
      locate: (path, what) => locate([index, ...path], what),
    });
    findings.push(...checked.diagnostics.map(finding));
    const { data } = checked;
    if (!data) continue;
    const place = locate([index, "fingerprint"]) ?? startOf(file);
    if (waivers.some((other) => other.fingerprint === data.fingerprint)) {
      findings.push(invalid(`\`${data.fingerprint}\` is waived twice. Keep one of the two.`, place));
      continue;
    }
    waivers.push({ ...data, place, expiresPlace: locate([index, "expires"]) ?? place });
  }
  return { waivers, findings };
}

function isEmpty(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value) && Object.keys(value).length === 0;
}

function isDay(day: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) return false;
  const date = new Date(`${day}T00:00:00Z`);
  // 2027-02-30 is read as March 2.
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day);
}

function finding(diagnostic: Diagnostic): Finding {
  return { ...diagnostic, check: "waivers" };
}

function invalid(message: string, place: SourceRange): Finding {
  return { check: "waivers", code: "WAIVER_INVALID", severity: "error", message, locations: [place] };
}
