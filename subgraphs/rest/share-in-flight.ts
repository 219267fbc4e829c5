import { RestError } from "./rest-error.ts";
import type { RestTransport, TransportCall, TransportRequest } from "./transport.ts";

interface Shared {
  readonly call: TransportCall;
  /** Invariant: `call` is aborted when the last of them leaves, never before. */
  callers: number;
}

/**
 * A transport over another one, on which equal GET and HEAD requests that are in flight at the same time are sent once.
 * Equal means source, tenant, method, URL and every header, so that an upstream service could not have told them apart;
 * no request joins one that was sent before a write ended, whoever wrote. Nothing is kept once an answer is there.
 *
 * @param options.onShared  Called for each request that joins another one.
 * @param options.isOwn  Whether the answers of a source are for one client alone; none of its requests is shared.
 */
export function shareInFlight(
  transport: RestTransport,
  {
    onShared,
    isOwn,
  }: { readonly onShared?: (() => void) | undefined; readonly isOwn?: (source: string) => boolean } = {},
): RestTransport {
  const running = new Map<string, Shared>();
  const forgetAll = (): void => running.clear();

  function start(request: TransportRequest, key: string): Shared {
    const shared: Shared = { call: transport.request(request), callers: 0 };
    running.set(key, shared);
    const forget = (): void => {
      if (running.get(key) === shared) running.delete(key);
    };
    shared.call.response.then(forget, forget);
    return shared;
  }

  return {
    request(request) {
      if (request.safe || (isOwn?.(request.source ?? "") && isRead(request))) return transport.request(request);
      const key = keyOf(request);
      if (key === undefined) {
        forgetAll();
        const call = transport.request(request);
        call.response.then(forgetAll, forgetAll);
        return call;
      }
      const known = running.get(key);
      if (known) onShared?.();
      const shared = known ?? start(request, key);
      return join(shared, () => {
        // Forgotten first: a new caller must get a call of its own, not the one that is being aborted.
        if (running.get(key) === shared) running.delete(key);
        shared.call.abort();
      });
    },
    close: () => transport.close(),
    secrets: () => transport.secrets?.() ?? [],
    ...(transport.identityOf && { identityOf: (source) => transport.identityOf?.(source) ?? "" }),
  };
}

/** One caller's view of a call: it may leave without the others noticing. */
function join(shared: Shared, abandon: () => void): TransportCall {
  shared.callers += 1;
  let hasEnded = false;
  let leave: (error: RestError) => void;
  const response = new Promise<Awaited<TransportCall["response"]>>((resolve, reject) => {
    leave = reject;
    shared.call.response.then(resolve, reject).finally(() => {
      hasEnded = true;
    });
  });
  return {
    response,
    abort(reason) {
      if (hasEnded) return;
      hasEnded = true;
      leave(reason ?? new RestError("REST_ABORTED", "The upstream call was cancelled."));
      shared.callers -= 1;
      if (shared.callers === 0) abandon();
    },
  };
}

function isRead({ method }: Pick<TransportRequest, "method">): boolean {
  return method === "GET" || method === "HEAD";
}

/**
 * `undefined` for what is never shared. No two requests have one key: checked headers hold no line break, so an empty
 * line ends them, and the URL comes last.
 */
function keyOf(request: TransportRequest): string | undefined {
  const { method, url, headers, body, source, tenant, timeoutMs, maxBodyBytes } = request;
  if (!isRead({ method }) || body !== undefined) return undefined;
  // A tenant's name is the config's, but may hold anything.
  const owner = tenant === undefined ? (source ?? "") : JSON.stringify([source, tenant]);
  return `${method} ${timeoutMs ?? ""} ${maxBodyBytes ?? ""} ${owner}\n${headers.join("\n")}\n\n${url}`;
}
