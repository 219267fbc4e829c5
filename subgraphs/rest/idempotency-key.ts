/**
 * Whether a service can know a write again that it has seen (draft-ietf-httpapi-idempotency-key-header). An empty key is
 * none: two writes with it are two.
 *
 * @param headers  Name, value, name, value... in lower case.
 */
export function hasIdempotencyKey(headers: readonly string[]): boolean {
  return headers.some((name, at) => at % 2 === 0 && name === "idempotency-key" && headers[at + 1]?.trim() !== "");
}
