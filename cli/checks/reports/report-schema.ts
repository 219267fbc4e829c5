/** The JSON report. `schemas/check-report.schema.json` is made of this. */
import { z } from "zod";
import type { JsonReport } from "./json-report.ts";

const place = z.strictObject({
  file: z.string().describe("Relative to `-C`."),
  line: z.int().positive(),
  column: z.int().positive().describe("In UTF-16 units, from 1."),
});

const range = place.extend({
  endLine: z.int().positive(),
  endColumn: z.int().positive().describe("Exclusive."),
});

const finding = z.strictObject({
  check: z.enum(["composition", "schema", "operations", "drift", "probe", "budgets", "lint", "waivers"]),
  code: z.string().describe("`restuary explain-code` tells more of it."),
  severity: z.enum(["error", "warning"]),
  message: z.string(),
  locations: z.array(range).readonly(),
  coordinate: z.string().optional().describe("A schema coordinate, or a connector's."),
  fix: z.string().optional(),
  operations: z
    .array(place.extend({ name: z.string() }))
    .readonly()
    .optional()
    .describe("The client operations that ask for it."),
  fingerprint: z
    .string()
    .regex(/^[0-9a-f]{16}$/)
    .describe("The same when lines move: for waivers."),
  waived: z
    .strictObject({ reason: z.string(), owner: z.string(), expires: z.string() })
    .optional()
    .describe("Present where a waiver accepts it."),
});

const count = z.int().min(0);

const calls = z.strictObject({ min: count, max: count.nullable().describe("null: without bound.") });

// The cast: zod's `.optional()` admits an explicit `undefined` too, which `exactOptionalPropertyTypes` tells apart.
export const reportSchema: z.ZodType<JsonReport> = z.strictObject({
  version: z.literal(1),
  findings: z.array(finding).readonly(),
  summary: z.strictObject({
    errors: count.describe("Waived findings do not count."),
    warnings: count,
    waived: count,
    baseline: z.string().nullable().describe("What was compared with; null where nothing was."),
    safeChanges: count.describe("Changes of the API schema that break nobody."),
    operations: count.describe("Client operations that were read."),
    calls: z
      .array(
        calls.extend({
          operation: z.string(),
          location: range,
          uncounted: z.array(z.string()).readonly().describe("Connectors of code, whose calls are not in the numbers."),
          budget: z.int().positive().optional(),
          before: calls.optional().describe("In the baseline."),
        }),
      )
      .readonly()
      .describe("REST calls of each operation, where they could be counted."),
    notes: z.array(z.string()).readonly().describe("What was not checked, and why."),
  }),
}) as z.ZodType as z.ZodType<JsonReport>;
