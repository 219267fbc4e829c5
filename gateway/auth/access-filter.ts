import type { GraphQLCompositeType } from "graphql";
import type { Grants } from "./grants.ts";
import type { Requirements } from "./requirements.ts";

/** Says of each field of an operation whether a client may see it. */
export interface AccessFilter {
  allows(parent: GraphQLCompositeType, field: string): boolean;
}

/** @returns `undefined` where everything is granted. */
export function createAccessFilter(requirements: Requirements, grants: Grants): AccessFilter | undefined {
  if (grants.key === "") return undefined;
  return {
    allows(parent, field) {
      for (const clause of requirements.of(parent, field)) if (!grants.allows(clause)) return false;
      return true;
    },
  };
}
