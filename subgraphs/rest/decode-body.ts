import { isUtf8 } from "node:buffer";
import { parseJson } from "./json.ts";
import type { RestResponse } from "./operation.ts";
import { RestError } from "./rest-error.ts";

/**
 * A body by its media type. `value` is what a mapping or a resolver sees: null where there is nothing that can be read.
 * Integers beyond 2^53 in JSON are bigint.
 */
export type DecodedBody =
  | { readonly kind: "json"; readonly value: unknown }
  | { readonly kind: "text"; readonly value: string }
  | { readonly kind: "empty"; readonly value: null }
  /** A body of a type that is not read (HTML, XML, an image). */
  | { readonly kind: "unsupported"; readonly value: null; readonly mediaType: string }
  /** A body that is not what its media type says. The error has the response's status. */
  | { readonly kind: "invalid"; readonly value: null; readonly error: RestError };

/** Reads a body: JSON (also `+json`, also without a media type), plain text in its charset, or nothing. Never throws. */
export function decodeBody(response: RestResponse): DecodedBody {
  if (response.body.length === 0) return { kind: "empty", value: null };
  const mediaType = parseMediaType(response.headers["content-type"]?.[0]);
  if (mediaType === undefined || isJson(mediaType)) return decodeJson(response, mediaType?.charset);
  if (mediaType.essence === "text/plain") return decodeText(response, mediaType.charset);
  return { kind: "unsupported", value: null, mediaType: mediaType.essence };
}

/** The text of a JSON body in UTF-8. `undefined` for all else, of which `decodeBody` says what it is. */
export function jsonTextOf({ body, headers }: RestResponse): string | undefined {
  if (body.length === 0) return undefined;
  const mediaType = parseMediaType(headers["content-type"]?.[0]);
  if (mediaType && !isJson(mediaType)) return undefined;
  const text = utf8Of(body);
  return text.includes("\uFFFD") ? undefined : text;
}

export interface MediaType {
  /** `type/subtype`, lower-case. */
  readonly essence: string;
  readonly charset: string | undefined;
}

/** `undefined` for a header that is absent or empty. RFC 9110 section 8.3.1: names in any case, parameters after `;`. */
export function parseMediaType(header: string | undefined): MediaType | undefined {
  // A service has few of them, and mostly one.
  if (latest?.header !== header) latest = { header, mediaType: readMediaType(header) };
  return latest?.mediaType;
}

let latest: { readonly header: string | undefined; readonly mediaType: MediaType | undefined } | undefined;

function readMediaType(header: string | undefined): MediaType | undefined {
  const [essence = "", ...parameters] = (header ?? "").split(";");
  if (essence.trim() === "") return undefined;
  let charset: string | undefined;
  for (const parameter of parameters) {
    const [name = "", value = ""] = parameter.split("=");
    if (name.trim().toLowerCase() === "charset") charset ??= value.trim().replaceAll('"', "").toLowerCase();
  }
  return { essence: essence.trim().toLowerCase(), charset };
}

function isJson({ essence }: MediaType): boolean {
  return essence.endsWith("/json") || essence.endsWith("+json");
}

function decodeJson(response: RestResponse, charset: string | undefined): DecodedBody {
  // RFC 8259 section 8.1: JSON between systems is UTF-8, whatever a charset parameter says. Where it is not, the
  // parameter says the truth, or nobody does; replacement characters would be another service's data made up.
  // The decoder leaves a mark where bytes are not; looking for it takes less time than looking at the bytes.
  const text = utf8Of(response.body);
  if (text.includes("\uFFFD") && !isUtf8(response.body)) {
    if (charset === undefined || isNamedUtf8(charset)) {
      return invalid(response, "The upstream service's answer is not UTF-8, and names no other charset.");
    }
    const decoded = decodeText(response, charset);
    if (decoded.kind !== "text") return decoded;
    return decodeJson({ ...response, body: Buffer.from(decoded.value) }, undefined);
  }
  try {
    return { kind: "json", value: parseJson(text) };
  } catch (cause) {
    return invalid(response, "The upstream service's answer is not valid JSON.", cause);
  }
}

function isNamedUtf8(charset: string): boolean {
  return charset === "utf-8" || charset === "utf8";
}

function decodeText(response: RestResponse, charset: string | undefined): DecodedBody {
  if (charset === undefined || isNamedUtf8(charset)) {
    return { kind: "text", value: utf8Of(response.body) };
  }
  try {
    return { kind: "text", value: new TextDecoder(charset).decode(response.body) };
  } catch (cause) {
    return invalid(response, "The upstream service's answer is in an unknown charset.", cause);
  }
}

function invalid(response: RestResponse, message: string, cause?: unknown): DecodedBody {
  // The cause quotes the body (V8's SyntaxError does), so it is for the log alone.
  const detail = { body: utf8Of(response.body.subarray(0, 2_000)) };
  const error = new RestError("REST_BODY_INVALID", message, { status: response.status, cause, detail });
  return { kind: "invalid", value: null, error };
}

function utf8Of(bytes: Uint8Array): string {
  const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  // Buffer's decoder is several times faster than TextDecoder on the small bodies that are usual.
  const buffer = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return buffer.toString("utf8", hasMark ? 3 : 0);
}
