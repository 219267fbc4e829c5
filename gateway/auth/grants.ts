/** Which of an operation's clauses hold for one client: decided once per request, and known by a short key. */
import { TypeInfo, visit, visitWithTypeInfo, type GraphQLSchema } from "graphql";
import type { ClientOperation } from "../client-operation.ts";
import type { Access } from "./access.ts";
import type { Clause, Requirements } from "./requirements.ts";

export interface Grants {
  /** Equal for clients who may see the same of the operation. Empty for those who may see all of it. */
  readonly key: string;
  readonly allows: (clause: Clause) => boolean;
}

export const allGranted: Grants = { key: "", allows: () => true };

/** Every clause that decides about the operation, whatever its conditions are. */
export function findClauses(
  operation: ClientOperation,
  requirements: Requirements,
  schema: GraphQLSchema,
): readonly Clause[] {
  if (requirements.isEmpty) return [];
  const found = new Set<Clause>();
  const types = new TypeInfo(schema);
  const visitor = visitWithTypeInfo(types, {
    Field: ({ name }) => {
      const parent = types.getParentType();
      // A fragment on an interface may stand in one of its implementers, which needs no more than the interface does.
      for (const clause of parent ? requirements.of(parent, name.value) : []) found.add(clause);
    },
  });
  visit(operation.definition, visitor);
  for (const fragment of operation.fragments.values()) visit(fragment, visitor);
  return [...found];
}

/** @returns A promise only where policies have to be asked for. */
export function decideGrants(clauses: readonly Clause[], access: Access): Grants | Promise<Grants> {
  if (!access.policies || !clauses.some(({ kind }) => kind === "policies")) return grantsOf(clauses, access, nothing);
  const policies = new Set(clauses.flatMap((clause) => (clause.kind === "policies" ? clause.anyOf.flat() : [])));
  return access.policies([...policies]).then((held) => grantsOf(clauses, access, held));
}

const nothing: ReadonlySet<string> = new Set();

function grantsOf(clauses: readonly Clause[], { claims, scopes }: Access, policies: ReadonlySet<string>): Grants {
  const granted = new Set<Clause>();
  let key = "";
  for (const clause of clauses) {
    const holds =
      clause.kind === "authenticated"
        ? claims !== undefined
        : holdsOne(clause.anyOf, clause.kind === "scopes" ? scopes : policies);
    if (holds) granted.add(clause);
    key += holds ? "1" : "0";
  }
  if (granted.size === clauses.length) return allGranted;
  // A clause that was not found beforehand is not granted.
  return { key, allows: (clause) => granted.has(clause) };
}

function holdsOne(anyOf: readonly (readonly string[])[], held: ReadonlySet<string>): boolean {
  return anyOf.some((names) => names.every((name) => held.has(name)));
}
