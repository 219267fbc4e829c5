import { decodeBody, jsonTextOf, type DecodedBody } from "../rest/decode-body.ts";
import { withoutLoss } from "../rest/json.ts";
import type { RestResponse } from "../rest/operation.ts";

/** The body of an answer, read as far as somebody wants it, and once. */
export class AnswerBody {
  readonly #response: RestResponse;
  #json: { readonly text: string; readonly value: unknown } | undefined;
  #decoded: DecodedBody | undefined;

  constructor(response: RestResponse) {
    this.#response = response;
  }

  /** What `JSON.parse` makes of it: integers may have lost digits, and any key is there. `undefined` where it is no JSON. */
  get plain(): unknown {
    this.#json ??= parse(jsonTextOf(this.#response));
    return this.#json?.value;
  }

  get decoded(): DecodedBody {
    return (this.#decoded ??= this.#json
      ? { kind: "json", value: withoutLoss(this.#json.text, this.#json.value) }
      : decodeBody(this.#response));
  }
}

function parse(text: string | undefined): { readonly text: string; readonly value: unknown } | undefined {
  if (text === undefined) return undefined;
  try {
    return { text, value: JSON.parse(text) };
  } catch {
    // What is wrong with it is told when it is decoded.
    return undefined;
  }
}

/**
 * Callers that share one GET get the same response object, one right after the other: its body is parsed once for all of
 * them, and forgotten before anything else happens. (A WeakMap in its place made every collection of garbage slower.)
 */
export function bodyOf(response: RestResponse): AnswerBody {
  if (latest?.response === response) return latest.body;
  const body = new AnswerBody(response);
  const mine = { response, body };
  latest = mine;
  // Not `queueMicrotask`, which makes Node remember the context that it was called in.
  void atOnce.then(() => {
    if (latest === mine) latest = undefined;
  });
  return body;
}

const atOnce = Promise.resolve();

let latest: { readonly response: RestResponse; readonly body: AnswerBody } | undefined;
