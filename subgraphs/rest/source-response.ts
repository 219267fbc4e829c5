import { STATUS_CODES } from "node:http";
import type { DataSourceFetchResult } from "@apollo/datasource-rest";
import { parseJson } from "./json.ts";
import type { RestResponse } from "./operation.ts";

/** The response type of `RESTDataSource`, whose own name for it comes from a package that is not ours to import. */
export type FetcherResponse = DataSourceFetchResult<unknown>["response"];

/**
 * A finished answer in the shape that `RESTDataSource`'s hooks expect (`parseBody`, `throwIfResponseIsError`). The body
 * is in memory, so unlike a `Response` it can be read any number of times, and nothing is copied until a hook asks.
 */
export class SourceResponse implements FetcherResponse {
  readonly rest: RestResponse;
  readonly url: string;
  readonly status: number;
  readonly ok: boolean;
  readonly statusText: string;
  readonly redirected = false;
  readonly bodyUsed = false;
  #headers: Headers | undefined;

  constructor(rest: RestResponse, url: string) {
    this.rest = rest;
    this.url = url;
    this.status = rest.status;
    this.ok = rest.status >= 200 && rest.status < 300;
    this.statusText = STATUS_CODES[rest.status] ?? "";
  }

  get headers(): Headers {
    if (!this.#headers) {
      this.#headers = new Headers();
      for (const [name, values] of Object.entries(this.rest.headers)) {
        for (const value of values) this.#headers.append(name, value);
      }
    }
    return this.#headers;
  }

  async arrayBuffer(): Promise<ArrayBuffer> {
    // A copy: the bytes are shared with every other caller of the same upstream call.
    return new Uint8Array(this.rest.body).buffer;
  }

  async text(): Promise<string> {
    return new TextDecoder().decode(this.rest.body);
  }

  async json(): Promise<unknown> {
    return parseJson(await this.text());
  }

  clone(): SourceResponse {
    return new SourceResponse(this.rest, this.url);
  }
}
