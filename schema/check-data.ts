/**
 * Data from people, held against a zod schema: every fault is a diagnostic with its place and, for a key that is not
 * known, the one that was probably meant.
 */
import { z } from "zod";
import type { DiagnosticCode } from "./diagnostic-codes.ts";
import type { Diagnostic } from "./diagnostic.ts";
import { didYouMean } from "./did-you-mean.ts";
import { pathText } from "./path-text.ts";
import type { Locate } from "./yaml-text.ts";

export interface DataDescription {
  /** As messages name the file. */
  readonly file: string;
  /** What messages call the whole: `config`, `test suite`. */
  readonly noun: string;
  readonly codes: { readonly unknownKey: DiagnosticCode; readonly invalidValue: DiagnosticCode };
  /** Knows no place for data that a module returned. */
  readonly locate: Locate;
}

/** Checks a value; collects every fault. */
export function checkData<T>(
  schema: z.ZodType<T>,
  value: unknown,
  description: DataDescription,
): { data?: T; diagnostics: Diagnostic[] } {
  const result = schema.safeParse(value);
  if (result.success) return { data: result.data, diagnostics: [] };
  const diagnostics = result.error.issues
    .flatMap((issue) => meantIssues(issue, value))
    .flatMap((issue) => fromIssue(issue, schema, value, description));
  return { diagnostics: diagnostics.toSorted(byPlace) };
}

/** As the file is read; the schema has an order of its own. */
function byPlace({ locations: [a] }: Diagnostic, { locations: [b] }: Diagnostic): number {
  return a && b ? a.line - b.line || a.column - b.column : 0;
}

/** Of a choice (`true` or an object) what is wrong with the one that the value looks like. */
function meantIssues(issue: z.core.$ZodIssue, value: unknown): readonly z.core.$ZodIssue[] {
  if (issue.code !== "invalid_union") return [issue];
  const looksLike = issue.errors.filter((issues) =>
    issues.every(({ code, path }) => !(isOfKind(code) && path.length === 0)),
  );
  const [meant, ...others] = looksLike;
  if (meant && others.length === 0) {
    return meant.flatMap((each) => meantIssues({ ...each, path: [...issue.path, ...each.path] }, value));
  }
  // A schema may have a sentence of its own.
  if (!issue.message.startsWith("Invalid input")) return [issue];
  const expected = issue.errors.flatMap(([first]) => (first ? expectedBy(first) : []));
  const message = `Expected ${expected.join(" or ")}, found ${describe(valueAt(value, issue.path))}.`;
  return [{ code: "custom", path: issue.path, message, input: issue.input }];
}

function isOfKind(code: string): boolean {
  return code === "invalid_type" || code === "invalid_value";
}

function expectedBy(issue: z.core.$ZodIssue): readonly string[] {
  if (issue.code === "invalid_type") return [nameOfType(issue.expected)];
  return issue.code === "invalid_value" ? issue.values.map((each) => `\`${String(each)}\``) : [];
}

function fromIssue(
  issue: z.core.$ZodIssue,
  schema: z.ZodType,
  value: unknown,
  { file, noun, codes, locate }: DataDescription,
): Diagnostic[] {
  const at = (path: readonly PropertyKey[], what: "key" | "value"): Diagnostic["locations"] => {
    const range = locate(path, what);
    return range ? [range] : [];
  };
  // A module has no places that are known, so that the sentence itself names the file.
  const subject = (path: readonly PropertyKey[]): string => {
    const where = at(path, "value").length > 0 ? "" : `${file}: `;
    return path.length === 0 ? `${where}The ${noun}` : `${where}\`${pathText(path)}\``;
  };

  if (issue.code === "unrecognized_keys") {
    const known = knownKeysAt(schema, issue.path);
    return issue.keys.map((key): Diagnostic => ({
      code: codes.unknownKey,
      severity: "error",
      message: `${subject([...issue.path, key])} is not a key of the ${noun}.`,
      locations: at([...issue.path, key], "key"),
      fix: didYouMean(key, known) ?? `Known here: ${known.map((each) => `\`${each}\``).join(", ")}.`,
    }));
  }
  const isKey = issue.code === "invalid_key";
  const found = valueAt(value, issue.path);
  const said = sentence(issue, found);
  return [
    {
      code: codes.invalidValue,
      severity: "error",
      message: isMissing(issue, found)
        ? `${subject(issue.path)} is missing. ${said.replace(", found nothing", "")}`
        : `${subject(issue.path)}: ${said}`,
      locations: at(issue.path, isKey ? "key" : "value"),
    },
  ];
}

/** What is refused as a kind of value, where there is none, is a key that has to be there. */
function isMissing({ code, path }: z.core.$ZodIssue, found: unknown): boolean {
  return found === undefined && path.length > 0 && (isOfKind(code) || code === "invalid_union");
}

function sentence(issue: z.core.$ZodIssue, found: unknown): string {
  switch (issue.code) {
    case "invalid_type":
      // A schema may have a sentence of its own.
      if (!issue.message.startsWith("Invalid input")) return issue.message;
      return `Expected ${nameOfType(issue.expected)}, found ${describe(found)}.`;
    case "invalid_value":
      if (!issue.message.startsWith("Invalid ")) return issue.message;
      return `Expected ${issue.values.map((each) => `\`${String(each)}\``).join(" or ")}, found ${describe(found)}.`;
    case "too_small":
      return `Expected ${issue.inclusive === false ? "more than" : "at least"} ${issue.minimum}, found ${describe(found)}.`;
    case "too_big":
      return `Expected at most ${issue.maximum}, found ${describe(found)}.`;
    case "invalid_key":
      return issue.issues[0]?.message ?? issue.message;
    default:
      return issue.message;
  }
}

const typeNames: Readonly<Record<string, string>> = {
  string: "a string",
  number: "a number",
  int: "a whole number",
  boolean: "`true` or `false`",
  array: "a list",
  object: "an object",
  record: "an object",
};

function nameOfType(type: string): string {
  return typeNames[type] ?? type;
}

function describe(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "an object";
  if (typeof value === "string") return `the string \`${value}\``;
  if (typeof value === "number" || typeof value === "boolean") return `\`${value}\``;
  return `a ${typeof value}`;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let at: unknown = value;
  // Any value may be indexed here: what is not an object gives undefined.
  for (const step of path) at = (at as Record<PropertyKey, unknown> | null | undefined)?.[step];
  return at;
}

/** The keys that may stand at a place, read off the schema. */
function knownKeysAt(schema: z.ZodType, path: readonly PropertyKey[]): readonly string[] {
  let at: unknown = schema;
  for (const step of path) {
    at = unwrap(at);
    if (at instanceof z.ZodObject) at = (at.shape as Record<string, unknown>)[String(step)];
    else if (at instanceof z.ZodRecord) at = at.valueType;
    else if (at instanceof z.ZodArray) at = at.element;
    else return [];
  }
  return keysOf(unwrap(at));
}

/** Of a choice those of all that have any. */
function keysOf(schema: unknown): readonly string[] {
  if (schema instanceof z.ZodUnion) return schema.options.flatMap((option) => keysOf(unwrap(option)));
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}

function unwrap(schema: unknown): unknown {
  let at = schema;
  while (at instanceof z.ZodOptional || at instanceof z.ZodReadonly || at instanceof z.ZodNullable) {
    at = at.unwrap();
  }
  return at;
}
