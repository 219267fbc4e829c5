/**
 * Where a directive stands in an operation. One that can stand in none of them concerns no client.
 * Spec: https://spec.graphql.org/draft/#ExecutableDirectiveLocation
 */
export const executableLocations: ReadonlySet<string> = new Set([
  "QUERY",
  "MUTATION",
  "SUBSCRIPTION",
  "FIELD",
  "FRAGMENT_DEFINITION",
  "FRAGMENT_SPREAD",
  "INLINE_FRAGMENT",
  "VARIABLE_DEFINITION",
]);
