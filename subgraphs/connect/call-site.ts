/** Calls a connector from where it stands in a fetch. */
import { GraphQLError } from "graphql";
import type { CallSite, OwnVariables } from "./connector-call.ts";
import type { FieldCall, Run } from "./fetch-plan.ts";
import type { CallOutcome, TakeDirectly } from "./response.ts";

/** @param readOwn  Throws a GraphQLError for a value that is not of its argument's type. */
export function callSite(
  { compiled, selection }: CallSite,
  readOwn: () => OwnVariables,
  { operation }: Run,
  take?: TakeDirectly,
): Promise<CallOutcome> {
  let own: OwnVariables;
  try {
    own = readOwn();
  } catch (thrown) {
    if (!(thrown instanceof GraphQLError)) throw thrown;
    return Promise.resolve({
      kind: "error",
      error: { message: thrown.message, extensions: { code: "BAD_USER_INPUT" } },
    });
  }
  const prepared = compiled.prepare(own, operation);
  return prepared.kind === "call" ? compiled.send(prepared, selection, operation, take) : Promise.resolve(prepared);
}

/** @throws GraphQLError for a value that is not of its argument's type. */
export function readArguments({ args }: FieldCall, run: Run): Readonly<Record<string, unknown>> {
  return args?.(run.variables) ?? noArguments;
}

const noArguments: Readonly<Record<string, unknown>> = {};
