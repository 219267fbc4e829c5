/**
 * Names findings for good, so that a waiver or a code-scanning service knows one again on another branch, on another
 * machine, and after lines have moved. What it is made of: code, coordinate, subject and, where a coordinate can be in
 * several files, the file; for findings that are equal in all of it the text they point at, and then their order.
 */
import { createHash } from "node:crypto";
import type { SourceRange } from "../diagnostic.ts";
import type { Finding } from "./finding.ts";

export interface FingerprintOptions {
  /** A file's name that is the same on each machine: relative to the project's root, with `/`. */
  readonly stableName: (file: string) => string;
  readonly textOf: (file: string) => string | undefined;
}

/** The fingerprints of all findings of one run, in their order: 16 hexadecimal digits each, no two alike. */
export function fingerprint(findings: readonly Finding[], options: FingerprintOptions): string[] {
  const identities = findings.map((finding) => identityOf(finding, options));
  const seen = new Map<string, number>();
  for (const identity of identities) seen.set(identity, (seen.get(identity) ?? 0) + 1);

  const texts = findings.map((finding, index) =>
    (seen.get(identities[index] ?? "") ?? 0) > 1 ? textAt(finding.locations[0], options.textOf) : "",
  );
  const result: string[] = [];
  const used = new Map<string, number>();
  // By place, not by the order in which checks happen to report.
  const order = findings.map((_, index) => index).toSorted((a, b) => comparePlaces(findings[a], findings[b]));
  for (const index of order) {
    const identity = `${identities[index] ?? ""}\n${texts[index] ?? ""}`;
    const ordinal = used.get(identity) ?? 0;
    used.set(identity, ordinal + 1);
    result[index] = createHash("sha256").update(`1\n${identity}\n${ordinal}`).digest("hex").slice(0, 16);
  }
  return result;
}

/** The API schema has a coordinate once, wherever it is written. Elsewhere each subgraph may have it. */
function identityOf(finding: Finding, { stableName }: FingerprintOptions): string {
  const { code, check, coordinate = "", subject = "", locations } = finding;
  const file = check === "schema" ? undefined : locations[0]?.file;
  return JSON.stringify([code, coordinate, subject, file === undefined ? "" : stableName(file)]);
}

function textAt(range: SourceRange | undefined, textOf: FingerprintOptions["textOf"]): string {
  const lines = range && textOf(range.file)?.split(/\r\n|[\n\r]/);
  if (!range || !lines) return "";
  const written = lines.slice(range.line - 1, range.endLine);
  return written
    .map((line, index) =>
      line.slice(index === 0 ? range.column - 1 : 0, index === written.length - 1 ? range.endColumn - 1 : undefined),
    )
    .join(" ")
    .replaceAll(/\s+/g, " ");
}

function comparePlaces(a: Finding | undefined, b: Finding | undefined): number {
  const [first, second] = [a?.locations[0], b?.locations[0]];
  return (
    compareText(first?.file ?? "", second?.file ?? "") ||
    (first?.line ?? 0) - (second?.line ?? 0) ||
    (first?.column ?? 0) - (second?.column ?? 0)
  );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
