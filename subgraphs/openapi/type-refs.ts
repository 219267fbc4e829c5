/** References to types that need no building. */
import type { ScalarName, TypeRef } from "./model.ts";

export function scalar(name: ScalarName, nullable: boolean): TypeRef {
  return { kind: "scalar", name, nullable };
}

/** Anything, null included. */
export function json(nullable: boolean): TypeRef {
  return scalar("JSON", nullable);
}

export function orNull(ref: TypeRef, nullable: boolean): TypeRef {
  return nullable ? { ...ref, nullable: true } : ref;
}
