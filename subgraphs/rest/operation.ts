import type { Deadline } from "./deadline.ts";

/** One upstream request, complete: what is here is what is sent. */
export interface RestRequest {
  readonly subgraph: string;
  /** Which call of the graph this is: a connector's coordinate, or `subgraph:source` for coded sources. */
  readonly coordinate: string;
  /** Name of the source, where it has one. */
  readonly source?: string | undefined;
  /** Key of the source's settings: `users.api`; the name of a remote subgraph. */
  readonly sourceKey?: string | undefined;
  /** Which of a source's fixed base URLs was chosen for the client. */
  readonly tenant?: string | undefined;
  readonly method: string;
  /** Absolute http(s) URL, already encoded. */
  readonly url: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  /** That it changes nothing, whatever its method says: a GraphQL query by POST. It is no write, and may be sent again. */
  readonly safe?: boolean;
  readonly body?: string | Uint8Array | undefined;
  /** For the whole call, in milliseconds. Default: the transport's. Of callers that share a call the first one's holds. */
  readonly timeoutMs?: number | undefined;
  /** Most decoded bytes of the body. Default: the transport's. */
  readonly maxBodyBytes?: number | undefined;
  /** Aborts this caller's interest alone; other callers that share the request keep theirs. */
  readonly signal?: AbortSignal | undefined;
}

/** The upstream's answer, whatever its status. */
export interface RestResponse {
  readonly status: number;
  /** Lower-case names, each a list. */
  readonly headers: Readonly<Record<string, readonly string[]>>;
  /** The whole body, content encodings undone. */
  readonly body: Uint8Array;
  /** True for the answer that a redirect led to. */
  readonly redirected?: true;
  /** Absent where the source keeps no answers. */
  readonly cache?: CacheOutcome;
}

/**
 * What the cache had to do with an answer. `hit`: it was kept and fresh. `revalidated`: it was kept, and the service
 * says that it still holds. `stale`: it was kept, and was given past its time. `miss`: the service made it. `bypass`: the
 * same, and the cache was not asked.
 */
export type CacheResult = "hit" | "revalidated" | "stale" | "miss" | "bypass";

/** `public`: clients of any identity. */
export type Audience = "public" | "private" | "unsaid";

export interface CacheOutcome {
  readonly result: CacheResult;
  /** Until when a client may keep what is made of it, in milliseconds since 1970; `undefined` where nothing says it. */
  readonly clientFreshUntil: number | undefined;
  /** Whom it is for, by its own word. */
  readonly audience: Audience;
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
