import type { Deadline } from "./deadline.ts";

/** One upstream request, complete: what is here is what is sent. */
export interface RestRequest {
  readonly subgraph: string;
  /** Which call of the graph this is: a connector's coordinate, or `subgraph:source` for coded sources. */
  readonly coordinate: string;
  /** Name of the source, where it has one. */
  readonly source?: string;
  /** Key of the source's settings: `users.api`; the name of a remote subgraph. */
  readonly sourceKey?: string;
  /** Which of a source's fixed base URLs was chosen for the client. */
  readonly tenant?: string;
  readonly method: string;
  /** Absolute http(s) URL, already encoded. */
  readonly url: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string | Uint8Array;
  /** For the whole call, in milliseconds. Default: the transport's. Of callers that share a call the first one's holds. */
  readonly timeoutMs?: number;
  /** Most decoded bytes of the body. Default: the transport's. */
  readonly maxBodyBytes?: number;
  /** Aborts this caller's interest alone; other callers that share the request keep theirs. */
  readonly signal?: AbortSignal;
}

/** The upstream's answer, whatever its status. */
export interface RestResponse {
  readonly status: number;
  /** Lower-case names, each a list. */
  readonly headers: Readonly<Record<string, readonly string[]>>;
  /** The whole body, content encodings undone. */
  readonly body: Uint8Array;
}

/** Upstream calls made on behalf of one GraphQL operation. */
export interface RestOperation {
  /** @throws RestError when no answer came: refused, timed out, too large, aborted. A status never throws. */
  fetch(request: RestRequest): Promise<RestResponse>;
  /** True once all of it was cancelled: nobody waits for the operation any more. */
  readonly isAborted?: boolean;
  /** When its time is over. */
  readonly deadline?: Deadline;
}
