import type { LintRule } from "../rule.ts";
import { capitalised, findMisnamed } from "../name-case.ts";

export const typeCase: LintRule = {
  code: "TYPE_CASE",
  severity: "warning",
  find: (subgraphs) =>
    findMisnamed(subgraphs, {
      kinds: ["type"],
      what: "types",
      name: "PascalCase",
      pattern: /^[A-Z][A-Za-z0-9]*$/,
      join: (words) => words.map(capitalised).join(""),
    }),
};
