/** An operation as it is written, for what importing has no use of. */
import type { Operation } from "../openapi/operation.ts";
import type { ObjectNode, Resolver } from "../openapi/resolver.ts";

export function rawOperation({ pointer }: Operation, resolver: Resolver): ObjectNode | undefined {
  return resolver.object({ value: { $ref: pointer }, pointer: "#" });
}
