/** `overload` and `drain` of a config's `gateway`. */
import { z } from "zod";
import { duration } from "./units.ts";

export const overloadSchema: z.ZodType = z.union(
  [
    z.literal(false),
    z.strictObject({
      maxOperations: z.int().positive().optional().describe("That one process answers at once. Default 2000."),
      maxDelay: duration().optional().describe("Of its event loop, for longer than a moment. Default 1s."),
    }),
  ],
  "Expected `false`, or `maxOperations` and `maxDelay`.",
);

export const drainSchema: z.ZodType = z.strictObject({
  wait: duration({ allowZero: true })
    .optional()
    .describe("Time to go on after the signal, while `/health/ready` says 503. Default 0s."),
  timeout: duration().optional().describe("Time for operations to end before they are cut. Default 10s."),
});
