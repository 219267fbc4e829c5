/** What the rules about answers know, and words that they share. */
import type { SourceRange } from "../../schema/diagnostic.ts";
import type { TypeIndex } from "../connect/type-index.ts";
import type { DriftReport } from "./drift-report.ts";
import type { Schemas } from "./follow.ts";
import type { Data, Read } from "./value.ts";

/** By name of an enum: values that clients could get before, and that the SDL no longer has. */
export type FormerEnums = Readonly<Record<string, readonly string[]>>;

export interface RuleContext {
  /** `GET /users/{id}` */
  readonly operation: string;
  readonly report: DriftReport;
  readonly schemas: Schemas;
  readonly types: TypeIndex;
  readonly formerEnums: FormerEnums;
  /** What a finding reaches that feeds nothing by itself. */
  readonly fallback: readonly string[];
  /** Of what is read from no key: the whole selection. */
  readonly whole: SourceRange;
}

/** Where what a field is fed with was read last. */
export function placeOf(data: Data, { report, whole }: RuleContext): SourceRange {
  return data.source ? report.at(data.source.text, data.source.span) : whole;
}

/** `email`, or `the body`. */
export function nameOf(path: string): string {
  const name = path.replace(/^\$\.?/, "");
  return name === "" ? "its body" : `\`${name}\``;
}

/** Where the documents say it. */
export function pointers(before: string | undefined, after: string): string {
  if (before === undefined || before === after) return ` See \`${after}\`.`;
  return ` It was \`${before}\`; see \`${after}\` now.`;
}

export function affectsOf(read: Read, { fallback }: RuleContext): readonly string[] {
  return read.feeds.size > 0 ? [...read.feeds] : fallback;
}
