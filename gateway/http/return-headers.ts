import type { ServerResponse } from "node:http";
import { isHeaderValue } from "../../subgraphs/rest/headers.ts";
import type { RestRequest, RestResponse } from "../../subgraphs/rest/operation.ts";

/** Which of several answers' values a client gets: that of the first, that of the last, or all of them, each a line. */
export type ReturnPolicy = "first" | "last" | "append";

/** By the key of a source, or the name of a remote subgraph: by lower-case name which headers of answers clients get. */
export type ReturnedHeaders = ReadonlyMap<string, Readonly<Record<string, ReturnPolicy>>>;

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
