import type { RestResponse } from "./operation.ts";
import type { RestError } from "./rest-error.ts";

/** Who waits for the outcome of a call, without a promise: told once, and never before the call was handed back. */
export interface Settle {
  resolve(response: RestResponse): void;
  reject(error: RestError): void;
}
