import type { AccessRules } from "../../schema/access-rules.ts";
import type { Subgraph } from "../../subgraphs/subgraph.ts";
import type { Access } from "./access.ts";

/**
 * What of a client's identity can change an answer of a graph. `scopes`: that it has a token, and its scopes. `token`: all
 * that is in the token. `request`: that, and any header.
 */
export type ReadsIdentity = "none" | "scopes" | "token" | "request";

export function findIdentity({ types, fields }: AccessRules, subgraphs: readonly Subgraph[]): ReadsIdentity {
  const rules = [...types.values(), ...fields.values()];
  // The function that decides about policies is given the headers.
  if (rules.some(({ policies }) => policies !== undefined)) return "request";
  if (subgraphs.some(({ readsClaims = true }) => readsClaims)) return "token";
  return rules.length > 0 ? "scopes" : "none";
}

/** Equal for clients to whom a graph that reads this much of them answers alike. */
export function identityKey(reads: ReadsIdentity, { claims, scopes, identity }: Access): string {
  if (!claims || reads === "none") return "";
  return reads === "scopes" ? JSON.stringify([...scopes].toSorted()) : identity;
}
