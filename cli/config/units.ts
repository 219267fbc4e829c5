/**
 * Durations and sizes as people write them in a config: `500ms`, `1.5s`, `2m`, `10MB`. Code gets milliseconds and bytes.
 * A number alone is refused: whether `30` is seconds or milliseconds is found out in an incident.
 */
import { z } from "zod";

/** `500ms`, `2s`, `1.5s`, `1m`, `1h`. */
export type Duration = `${number}${"ms" | "s" | "m" | "h"}`;
/** `500B`, `64KB`, `10MB`, `1GB`; 1 KB is 1,024 bytes. */
export type Size = `${number}${"B" | "KB" | "MB" | "GB"}`;

/** What a config is to the code that reads it: durations in milliseconds, sizes in bytes. */
export type InNumbers<T> = T extends Duration | Size
  ? number
  : T extends (...args: never[]) => unknown
    ? T
    : T extends object
      ? { readonly [Key in keyof T]: InNumbers<T[Key]> }
      : T;

const milliseconds: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };
// By 1,024, as nginx, Redis and the `bytes` package of Express have it.
const bytes: Readonly<Record<string, number>> = { B: 1, KB: 2 ** 10, MB: 2 ** 20, GB: 2 ** 30 };

// Longer than a day is a mistake, and setTimeout's own limit (24.8 days) would make it no time at all.
const MAX_DURATION_MS = 86_400_000;

interface Limits {
  /** Default: more than nothing. */
  readonly allowZero?: boolean;
}

/** A duration, for code in whole milliseconds (at most a day). */
export function duration(limits: Limits = {}): z.ZodType<number, string> {
  return quantity("a duration with its unit, such as `500ms`, `2s` or `1m`", milliseconds, MAX_DURATION_MS, limits);
}

/** A size, for code in whole bytes. */
export function size(limits: Limits = {}): z.ZodType<number, string> {
  return quantity("a size with its unit, such as `64KB` or `10MB`", bytes, Number.MAX_SAFE_INTEGER, limits);
}

function quantity(
  wanted: string,
  units: Readonly<Record<string, number>>,
  max: number,
  { allowZero = false }: Limits,
): z.ZodType<number, string> {
  const pattern = new RegExp(`^(\\d+(?:\\.\\d+)?) ?(${Object.keys(units).join("|")})$`);
  const fault = (found: unknown): string => `Expected ${wanted}, found ${shown(found)}.`;
  return z
    .string({ error: ({ input }) => fault(input) })
    .regex(pattern, { error: ({ input }) => fault(input), abort: true })
    .transform((text, context) => {
      const [, amount = "", unit = ""] = pattern.exec(text) ?? [];
      const value = Math.round(Number(amount) * (units[unit] ?? Number.NaN));
      if (value <= max && (allowZero || value > 0)) return value;
      context.addIssue({
        code: "custom",
        message: value > max ? `\`${text}\` is too long.` : `Expected more than 0, found \`${text}\`.`,
      });
      return z.NEVER;
    });
}

function shown(value: unknown): string {
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return `\`${value}\``;
  return value === undefined ? "nothing" : value === null ? "null" : "something else";
}
