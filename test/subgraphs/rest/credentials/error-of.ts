import { RestError } from "../../../../subgraphs/rest/rest-error.ts";
import { rejectionOf } from "../upstream.ts";

/** The RestError that a promise was rejected with; fails for any other. */
export async function errorOf(promise: Promise<unknown>): Promise<RestError> {
  const error = await rejectionOf(promise);
  if (error instanceof RestError) return error;
  throw error;
}
