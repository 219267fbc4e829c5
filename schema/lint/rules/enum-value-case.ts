import type { LintRule } from "../rule.ts";
import { findMisnamed } from "../name-case.ts";

/** Off by default: a value that is the same as the service's needs no mapping. */
export const enumValueCase: LintRule = {
  code: "ENUM_VALUE_CASE",
  severity: "off",
  find: (subgraphs) =>
    findMisnamed(subgraphs, {
      kinds: ["enumValue"],
      what: "enum values",
      name: "SCREAMING_SNAKE_CASE",
      pattern: /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*$/,
      join: (words) => words.map((word) => word.toUpperCase()).join("_"),
    }),
};
