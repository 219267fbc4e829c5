/**
 * A base URL for each tenant, out of a list that the config fixes: what a client sends chooses among them and never makes
 * one, so that it cannot send this process anywhere else.
 */
import { RestError } from "./rest-error.ts";

export type TenantUrls =
  | { readonly header: string; readonly urls: Readonly<Record<string, string>> }
  | { readonly context: string; readonly urls: Readonly<Record<string, string>> };

/** What is known of the client. */
export interface TenantEvidence {
  readonly requestHeaders: Readonly<Record<string, readonly string[]>>;
  readonly context: Readonly<Record<string, unknown>>;
}

/** @returns The tenant and its base URL; `undefined` for one that is not in the list, or none at all. */
export function findTenant(
  tenants: TenantUrls,
  { requestHeaders, context }: TenantEvidence,
): { readonly tenant: string; readonly url: string } | undefined {
  let tenant: unknown;
  if ("header" in tenants) {
    const name = tenants.header.toLowerCase();
    const values = Object.hasOwn(requestHeaders, name) ? requestHeaders[name] : undefined;
    // Two of them are a trick, or a mistake: which one a proxy before us looked at is not known.
    tenant = values?.length === 1 ? values[0] : undefined;
  } else if (Object.hasOwn(context, tenants.context)) tenant = context[tenants.context];
  if (typeof tenant !== "string" || !Object.hasOwn(tenants.urls, tenant)) return undefined;
  const url = tenants.urls[tenant];
  return url === undefined ? undefined : { tenant, url };
}

/** For clients: it does not tell which tenants there are. */
export const UNKNOWN_TENANT = "The service is not known for the tenant of this request.";

/** @throws RestError `REST_URL` */
export function requireTenant(
  tenants: TenantUrls,
  evidence: TenantEvidence,
): { readonly tenant: string; readonly url: string } {
  const found = findTenant(tenants, evidence);
  if (!found) throw new RestError("REST_URL", UNKNOWN_TENANT);
  return found;
}

export function isTenantUrls(baseUrl: string | TenantUrls | undefined): baseUrl is TenantUrls {
  return typeof baseUrl === "object";
}
