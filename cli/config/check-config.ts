import type { z } from "zod";
import type { Diagnostic } from "../../schema/diagnostic.ts";
import { didYouMean } from "../../schema/did-you-mean.ts";
import { configSchema, knownKeysAt } from "./config-schema.ts";
import type { Locate } from "./config-text.ts";
import type { RestuaryConfig } from "./config.ts";

/**
 * Checks a config's value. Collects every fault: `CONFIG_UNKNOWN_KEY` and `CONFIG_INVALID_VALUE`, at their place where
 * `locate` knows it and by key path in any case.
 */
export function checkConfig(
  value: unknown,
  file: string,
  locate: Locate,
): { config?: RestuaryConfig; diagnostics: Diagnostic[] } {
  const result = configSchema.safeParse(value);
  if (result.success) return { config: result.data, diagnostics: [] };
  return { diagnostics: result.error.issues.flatMap((issue) => fromIssue(issue, value, file, locate)) };
}

function fromIssue(issue: z.core.$ZodIssue, value: unknown, file: string, locate: Locate): Diagnostic[] {
  const at = (path: readonly PropertyKey[], what: "key" | "value"): Diagnostic["locations"] => {
    const range = locate(path, what);
    return range ? [range] : [];
  };
  // A module has no places that are known, so that the sentence itself names the file.
  const subject = (path: readonly PropertyKey[]): string => {
    const where = at(path, "value").length > 0 ? "" : `${file}: `;
    return path.length === 0 ? `${where}The config` : `${where}\`${path.map(String).join(".")}\``;
  };

  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key): Diagnostic => {
      const fix = didYouMean(key, knownKeysAt(issue.path));
      return {
        code: "CONFIG_UNKNOWN_KEY",
        severity: "error",
        message: `${subject([...issue.path, key])} is not a key of the config.`,
        locations: at([...issue.path, key], "key"),
        fix:
          fix ??
          `Known here: ${knownKeysAt(issue.path)
            .map((known) => `\`${known}\``)
            .join(", ")}.`,
      };
    });
  }
  const isKey = issue.code === "invalid_key";
  return [
    {
      code: "CONFIG_INVALID_VALUE",
      severity: "error",
      message: `${subject(issue.path)}: ${sentence(issue, valueAt(value, issue.path))}`,
      locations: at(issue.path, isKey ? "key" : "value"),
    },
  ];
}

function sentence(issue: z.core.$ZodIssue, found: unknown): string {
  switch (issue.code) {
    case "invalid_type":
      return `Expected ${nameOfType(issue.expected)}, found ${describe(found)}.`;
    case "invalid_value":
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
