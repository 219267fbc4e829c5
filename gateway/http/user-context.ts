import { GraphQLError } from "graphql";
import { reasonOf } from "../../subgraphs/rest/reason.ts";
import { withinDeadline, type Deadline } from "../../subgraphs/rest/deadline.ts";
import { RestError } from "../../subgraphs/rest/rest-error.ts";
import type { Claims } from "../auth/access.ts";
import { tellFault, type FailureListener } from "./failures.ts";

/** Makes `$context` of one operation from the client's headers: lower-case names, each a list of values. */
export type ContextFunction = (request: {
  readonly headers: Readonly<Record<string, readonly string[]>>;
  /** Of the client's token. Absent: it has none, or nothing verifies tokens. */
  readonly claims?: Claims;
}) => Readonly<Record<string, unknown>> | Promise<Readonly<Record<string, unknown>>>;

export async function makeUserContext(
  asked: Parameters<ContextFunction>[0],
  makeContext: ContextFunction,
  deadline: Deadline | undefined,
  listener: FailureListener,
): Promise<Readonly<Record<string, unknown>>> {
  try {
    const made = makeContext(asked);
    return (await (made instanceof Promise ? withinDeadline(made, deadline, "`gateway.context`") : made)) ?? {};
  } catch (error) {
    // A GraphQLError is meant for the client ("not signed in"); anything else is a fault of the function.
    if (error instanceof GraphQLError) throw error;
    const message = "The context of the operation could not be made.";
    const code = error instanceof RestError ? reasonOf(error) : "INTERNAL_SERVER_ERROR";
    throw new GraphQLError(message, {
      extensions: { code, ...tellFault(error, message, listener, "`gateway.context`") },
    });
  }
}
