/**
 * What lint finds in the SDL of subgraphs. Which of them are off by default is each rule's to say; `docs/lint.md` lists
 * them.
 */
export const lintCodes = {
  DEPRECATED_WITHOUT_REASON:
    "A `@deprecated` does not say what to use in its place (a warning); points at the directive.",
  ENUM_VALUE_CASE: "An enum value is not written in `SCREAMING_SNAKE_CASE` (off by default); points at the value.",
  FIELD_CASE: "A field, input field or argument is not written in `camelCase` (a warning); points at its name.",
  MISSING_DESCRIPTION:
    "A type, or a field of one, is described in no subgraph that has it (off by default); points at its name.",
  NON_NULL_ENTITY_FIELD:
    "A non-null field comes from a lookup that may find nothing: that null takes the whole object away, with what other subgraphs know of it (a warning); points at the field.",
  NULLABILITY_DIFFERS:
    "A field is non-null in one subgraph and nullable in another, so that it is nullable for clients (a warning); points at the type in each.",
  SECRET_IN_SDL: "A password, key or token is written into the SDL; points at where it is, and never shows it.",
  TYPE_CASE: "A type is not written in `PascalCase` (a warning); points at its name.",
  UNBATCHED_ENTITY:
    "An entity can only be looked up one by one, and other places refer to it in lists (a warning); points at the connector.",
  UNUSED_TYPE: "No operation can reach a type (a warning); points at its definitions.",
} as const;

export type LintCode = keyof typeof lintCodes;
