import { GraphQLError } from "graphql";
import { tellFault, type FailureListener } from "../http/failures.ts";
import type { Access } from "./access.ts";
import type { PoliciesFunction, PoliciesRequest } from "./auth-options.ts";

/**
 * The access of one request, with the project's own function to ask which policies hold. Where it fails nothing is
 * known, and the operation is refused whole: its client must not take a fault of ours for a decision about it.
 */
export function withPolicies(
  access: Access,
  ask: PoliciesFunction | undefined,
  headers: () => PoliciesRequest["headers"],
  listener: FailureListener,
): Access {
  if (!ask) return access;
  const { claims } = access;
  return {
    ...access,
    async policies(names) {
      try {
        return new Set(await ask({ policies: names, headers: headers(), ...(claims && { claims }) }));
      } catch (error) {
        if (error instanceof GraphQLError) throw error;
        const message = "The policies of the operation could not be decided.";
        throw new GraphQLError(message, {
          extensions: { code: "INTERNAL_SERVER_ERROR", ...tellFault(error, message, listener, "`auth.policies`") },
        });
      }
    },
  };
}
