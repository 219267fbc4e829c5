/**
 * A key in camel case:
 *
 *     user_id, USER_ID, UserId, user-id -> userId      HTTPServer -> httpServer      userID stays
 *     _id and __typename keep their underscores, since those say what kind of key it is
 */
export function camelCase(key: string): string {
  const start = /^_*/u.exec(key)?.[0] ?? "";
  const [first, ...rest] = key
    .slice(start.length)
    .split(/[_\s-]+/u)
    .filter((word) => word !== "");
  if (first === undefined) return key;
  return start + lowerStart(first) + rest.map(capitalize).join("");
}

/** `URL` -> `url`, `HTTPServer` -> `httpServer`, `Name` -> `name`. */
function lowerStart(word: string): string {
  if (isAllCapitals(word)) return word.toLowerCase();
  const capitals = /^[A-Z]+/u.exec(word)?.[0].length ?? 0;
  const lowered = Math.max(1, capitals - 1);
  return word.slice(0, lowered).toLowerCase() + word.slice(lowered);
}

function capitalize(word: string): string {
  const rest = word.slice(1);
  return word.charAt(0).toUpperCase() + (isAllCapitals(word) ? rest.toLowerCase() : rest);
}

function isAllCapitals(word: string): boolean {
  return word === word.toUpperCase();
}
