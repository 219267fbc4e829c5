import { stringifyJson } from "../rest/json.ts";
import type { RestErrorDetail } from "../rest/rest-error.ts";

/** An error that another GraphQL server reported, in its own words: for the log, whatever clients are told of it. */
export class RemoteError extends Error {
  override readonly name: string = "RemoteError";
  // Private, so that neither JSON.stringify nor an error serializer that walks properties finds it.
  readonly #detail: RestErrorDetail;

  /** @param reported  As it came, whatever it is. */
  constructor(reported: unknown, asked: RestErrorDetail) {
    const isSaid = typeof reported === "object" && reported !== null && "message" in reported;
    super(isSaid && typeof reported.message === "string" ? reported.message : "no message");
    const extensions: unknown = isSaid && "extensions" in reported ? reported.extensions : reported;
    this.#detail = { ...asked, body: stringifyJson(extensions ?? null).slice(0, 2_000) };
  }

  /** `body` has what it says beside its message. */
  get detail(): RestErrorDetail {
    return this.#detail;
  }
}
