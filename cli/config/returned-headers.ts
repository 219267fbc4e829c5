import type { ReturnedHeaders } from "../../subgraphs/rest/returned-headers.ts";
import type { RestuaryConfig } from "./config.ts";
import type { InNumbers } from "./units.ts";

/** `undefined` where no source has any. */
export function returnedHeadersOf({
  sources = {},
  subgraphs = {},
}: InNumbers<RestuaryConfig>): ReturnedHeaders | undefined {
  const found = [...Object.entries(sources), ...Object.entries(subgraphs)].flatMap(([key, { returnHeaders = {} }]) => {
    const policies = Object.entries(returnHeaders).map(([header, policy]) => [header.toLowerCase(), policy] as const);
    return policies.length > 0 ? [[key, Object.fromEntries(policies)] as const] : [];
  });
  return found.length > 0 ? new Map(found) : undefined;
}
