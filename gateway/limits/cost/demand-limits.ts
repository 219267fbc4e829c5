export interface DemandLimits {
  /** `measure`: an operation past a limit is run all the same, and told of. Default `measure`. */
  readonly mode?: "measure" | "enforce";
  /** By `@cost` and `@listSize`. Absent: no limit. */
  readonly maxCost?: number;
  /** REST calls at most. Absent: no limit. */
  readonly maxCalls?: number;
  /** The length of a list of which nothing says it. Default 10. */
  readonly listSize?: number;
}
