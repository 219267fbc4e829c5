/** What is wrong with the operations of clients, beside that they do not fit the schema: `OPERATION_INVALID`. */
export const operationCodes = {
  FRAGMENT_NAME_DUPLICATE:
    "Two different fragments of one file have the same name (a warning); points at the second, which is not used.",
  OPERATION_FILE_INVALID:
    "A file of operations cannot be read: it is no JSON of persisted operations, or no program (a warning); points at the fault.",
  OPERATION_NAME_DUPLICATE: "Two different operations have the same name (a warning); points at the second.",
  OPERATIONS_MISSING: "A pattern of `checks.operations` matches no file (a warning).",
} as const;
