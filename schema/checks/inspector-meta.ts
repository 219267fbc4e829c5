import type { Change } from "@graphql-inspector/core";

/** A name that a change of the inspector carries; empty where it does not. Its type says `any`. */
export function metaText(change: Change, key: string): string {
  const meta: unknown = change.meta;
  const value: unknown = typeof meta === "object" && meta !== null ? Reflect.get(meta, key) : undefined;
  return typeof value === "string" ? value : "";
}
