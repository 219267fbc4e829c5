import type { RequestContext } from "./request-context.ts";

/**
 * What Apollo Server is given as its context. For its gateway it makes an object literal with accessors for each request: a
 * hidden class of its own, which V8 keeps in the old generation until the next full collection, and by it all of the request's
 * objects. So that it is not ours too that are kept, nor answers of services, what is in here is taken out at the end.
 *
 * It copies the object itself: hence one within another.
 */
export interface HeldContext {
  readonly held: {
    /** Absent before it is made, and when the request has been answered. */
    request?: RequestContext | undefined;
  };
}
