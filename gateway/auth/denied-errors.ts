import { GatewayError } from "../gateway-error.ts";

/** What is said in `errors` of what a client may not see. */
export interface DeniedErrors {
  /** JSON of the list, as Apollo Server writes it. */
  readonly text: string;
  /** `extensions.code` of each. */
  readonly codes: readonly string[];
}

/** @param path  Response names from the root, with `@` for the items of a list: other routers write it so, too. */
export function unauthorized(path: readonly string[]): GatewayError {
  return new GatewayError("UNAUTHORIZED_FIELD_OR_TYPE", "Unauthorized field or type", { path });
}

export function writeDenied(denied: readonly (readonly string[])[]): DeniedErrors {
  const errors = denied.map((path) => unauthorized(path).toJSON());
  return { text: JSON.stringify(errors), codes: errors.map(({ extensions }) => String(extensions?.["code"])) };
}
