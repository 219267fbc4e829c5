import { GraphQLError } from "graphql";
import { withinDeadline, type Deadline } from "../../subgraphs/rest/deadline.ts";
import { tellFault, type FailureListener } from "../http/failures.ts";
import { RefusedError } from "../limits/refused-error.ts";
import type { Access } from "./access.ts";
import type { PoliciesFunction, PoliciesRequest } from "./auth-options.ts";

export interface AskedPolicies {
  readonly ask: PoliciesFunction;
  readonly headers: () => PoliciesRequest["headers"];
  /** Of the operation that waits for them. */
  readonly deadline: Deadline | undefined;
  readonly listener: FailureListener;
}

/**
 * The access of one request, with the project's own function to ask which policies hold. Where it fails nothing is
 * known, and the operation is refused whole: its client must not take a fault of ours for a decision about it.
 */
export function withPolicies(access: Access, { ask, headers, deadline, listener }: AskedPolicies): Access {
  const { claims } = access;
  return {
    ...access,
    async policies(names) {
      try {
        const asked = ask({ policies: names, headers: headers(), ...(claims && { claims }) });
        return new Set(asked instanceof Promise ? await withinDeadline(asked, deadline, "`auth.policies`") : asked);
      } catch (error) {
        if (error instanceof GraphQLError) throw error;
        const message = "The policies of the operation could not be decided.";
        const told = tellFault(error, message, listener, "`auth.policies`");
        throw new RefusedError("INTERNAL_SERVER_ERROR", message, told, 500);
      }
    },
  };
}
