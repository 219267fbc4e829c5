/** What `check` finds in the number of REST calls that operations make. */
export const budgetCodes = {
  BUDGET_EXCEEDED:
    "An operation may make more REST calls than its budget in `checks.budgets`; points at the operation.",
  BUDGET_UNBOUNDED:
    "An operation with a budget makes calls for each item of a list, and nothing says how long that list may be; points at the operation.",
  BUDGET_UNKNOWN_OPERATION:
    "`checks.budgets` names an operation that is not there (a warning); points at the name in the config.",
  CALLS_GREW: "An operation may make more REST calls than it did in the baseline (a warning); points at the operation.",
  N_PLUS_ONE:
    "A connector is asked once for each item of a list, which is new, or breaks a budget (a warning); points at the connector. Give its type a connector with `$batch`.",
  OPERATION_NOT_PLANNED: "The gateway finds no plan for an operation that fits the schema; points at the operation.",
} as const;
