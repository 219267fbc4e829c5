/**
 * How often a client may ask in a span of time. Clients are told how much they have left, and when they may ask again.
 *
 * Spec: https://datatracker.ietf.org/doc/html/draft-ietf-httpapi-ratelimit-headers-10
 */
import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Access } from "../auth/access.ts";
import { failure, type Answer } from "../http/answer.ts";
import { networkOf } from "./client-address.ts";
import type { HitCounter } from "./hit-counter.ts";

/** Who counts as one client. Where a request has no such header or claim, its address does. */
export type ClientKey =
  | { readonly kind: "ip" }
  /** In lower case. */
  | { readonly kind: "header"; readonly name: string }
  | { readonly kind: "claim"; readonly name: string };

export interface RateLimitOptions {
  readonly counter: HitCounter;
  readonly by: ClientKey;
  readonly addressOf: (request: IncomingMessage) => string;
}

export class RateLimit {
  readonly #options: RateLimitOptions;
  readonly #policy: string;

  constructor(options: RateLimitOptions) {
    this.#options = options;
    const { requests, perMs } = options.counter;
    this.#policy = `"default";q=${requests};w=${Math.ceil(perMs / 1_000)}`;
  }

  /** Whether a client is known by its token, which has to be looked at before. */
  get readsClaims(): boolean {
    return this.#options.by.kind === "claim";
  }

  /**
   * Counts a request, and tells its client in headers.
   *
   * @param operations  How many it counts for.
   * @returns What it is answered where it is one too many.
   */
  async count(
    request: IncomingMessage,
    response: ServerResponse,
    access: Access,
    operations = 1,
  ): Promise<Answer | undefined> {
    const { isOver, left, resetMs } = await this.#options.counter.hit(this.#keyOf(request, access), operations);
    const resetS = Math.max(1, Math.ceil(resetMs / 1_000));
    const headers = { "ratelimit-policy": this.#policy, ratelimit: `"default";r=${left};t=${resetS}` };
    if (!isOver) {
      for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
      return undefined;
    }
    const answer = failure(429, `Too many requests. Ask again in ${resetS} s.`, "RATE_LIMITED", { retryAfter: resetS });
    return { ...answer, headers: { ...answer.headers, ...headers, "retry-after": String(resetS) } };
  }

  #keyOf(request: IncomingMessage, { claims }: Access): string {
    const { by, addressOf } = this.#options;
    const value = by.kind === "ip" ? undefined : by.kind === "header" ? request.headers[by.name] : claims?.[by.name];
    if (typeof value !== "string" && typeof value !== "number") return `ip:${networkOf(addressOf(request))}`;
    // It may be a secret, and as long as its client likes.
    return `${by.kind}:${createHash("sha256").update(String(value)).digest("base64url")}`;
  }
}
