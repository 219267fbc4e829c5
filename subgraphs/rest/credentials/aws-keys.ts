import { isObject } from "../../mapping/json.ts";
import { decodeBody } from "../decode-body.ts";
import { flattenHeaders } from "../headers.ts";
import type { RestResponse } from "../operation.ts";
import { RestError } from "../rest-error.ts";
import type { RestTransport } from "../transport.ts";
import type { AwsKeys, AwsKeysEndpoint } from "./auth-settings.ts";
import type { Fetched } from "./renewed-value.ts";

const TIMEOUT_MS = 5_000;

/**
 * The keys of a container's role
 * (https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html).
 *
 * @throws RestError `REST_CREDENTIAL`
 */
export async function fetchAwsKeys(
  { url, authorization }: AwsKeysEndpoint,
  transport: RestTransport,
  wallClock: () => number,
): Promise<Fetched<AwsKeys>> {
  let response: RestResponse;
  try {
    const own = authorization && (await authorization());
    const headers = flattenHeaders({ accept: "application/json", ...(own !== undefined && { authorization: own }) });
    response = await transport.request({ method: "GET", url, headers, timeoutMs: TIMEOUT_MS }).response;
  } catch (cause) {
    throw failed(url, { cause });
  }
  const { value } = decodeBody(response);
  const { AccessKeyId, SecretAccessKey, Token, Expiration } = isObject(value) ? value : {};
  const endsAt = typeof Expiration === "string" ? Date.parse(Expiration) : Number.NaN;
  if (typeof AccessKeyId !== "string" || typeof SecretAccessKey !== "string" || response.status !== 200) {
    throw failed(url, { body: `${response.status}: not keys of a role` });
  }
  return {
    value: {
      accessKeyId: AccessKeyId,
      secretAccessKey: SecretAccessKey,
      ...(typeof Token === "string" && { sessionToken: Token }),
    },
    lifetimeMs: Number.isNaN(endsAt) ? UNKNOWN_LIFETIME_MS : Math.max(0, endsAt - wallClock()),
  };
}

const UNKNOWN_LIFETIME_MS = 300_000;

function failed(url: string, { cause, body }: { readonly cause?: unknown; readonly body?: string }): RestError {
  return new RestError("REST_CREDENTIAL", "No credential for the upstream service could be had.", {
    ...(cause !== undefined && { cause }),
    detail: { method: "GET", url, ...(body !== undefined && { body }) },
  });
}
