import type { ServerResponse } from "node:http";
import { isHeaderValue } from "../../subgraphs/rest/headers.ts";
import type { RestRequest, RestResponse } from "../../subgraphs/rest/operation.ts";
import type { ReturnedHeaders } from "../../subgraphs/rest/returned-headers.ts";

/**
 * Puts headers of services' answers on the answer to the client that they were asked for. A cache has to do with no such
 * answer: what is kept is another client's, or another time's.
 *
 * @param onReturn  Told that the answer is one for this client alone.
 */
export function returnTo(
  response: ServerResponse,
  returned: ReturnedHeaders,
  onReturn: () => void,
): (asked: RestRequest, answer: RestResponse) => void {
  return ({ sourceKey = "" }, { headers, cache }) => {
    const policies = returned.get(sourceKey);
    // A call that nobody waited for may end after its operation.
    if (!policies || response.headersSent || cache !== undefined) return;
    for (const [name, policy] of Object.entries(policies)) {
      const values = (headers[name] ?? []).filter(isHeaderValue);
      if (values.length === 0) continue;
      onReturn();
      if (policy === "append") response.appendHeader(name, values);
      else if (policy === "last" || !response.hasHeader(name)) response.setHeader(name, values);
    }
  };
}
