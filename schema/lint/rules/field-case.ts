import type { LintRule } from "../rule.ts";
import { capitalised, findMisnamed } from "../name-case.ts";

export const fieldCase: LintRule = {
  code: "FIELD_CASE",
  severity: "warning",
  find: (subgraphs) =>
    findMisnamed(subgraphs, {
      kinds: ["field", "inputField", "argument"],
      what: "fields and arguments",
      name: "camelCase",
      // `_id` and `_links` are the words of some APIs.
      pattern: /^_?[a-z][A-Za-z0-9]*$/,
      join: ([first = "", ...rest]) => first.toLowerCase() + rest.map(capitalised).join(""),
    }),
};
