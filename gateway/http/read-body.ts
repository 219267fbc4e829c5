import { isUtf8 } from "node:buffer";
import type { IncomingMessage } from "node:http";
import type { GatewayErrorCode } from "../error-codes.ts";
import { limitError } from "../limits/limit-error.ts";
import type { RequestLimits } from "../limits/request-limits.ts";
import { scanJson } from "../limits/scan-json.ts";
import { parseJson } from "../../subgraphs/rest/json.ts";

/** `none`: no body, or none that is JSON. What GraphQL over HTTP says to that is the GraphQL server's to answer. */
export type RequestBody =
  | { readonly kind: "json"; readonly value: unknown }
  | { readonly kind: "none" }
  | {
      readonly kind: "refused";
      readonly status: number;
      readonly message: string;
      /** Where a limit is passed. */
      readonly code?: GatewayErrorCode;
      readonly extensions?: Readonly<Record<string, unknown>>;
    };

/** Past the limit this much is still read and thrown away: a connection closed under the client loses the answer. */
const DISCARDED_LIMITS = 8;

/**
 * Reads a request's JSON body.
 *
 * @param maxBytes  Most bytes of the body; more is refused with 413.
 * @param limits  Of the JSON; what passes one is refused with 400.
 */
export async function readBody(
  request: IncomingMessage,
  maxBytes: number,
  limits: Pick<RequestLimits, "values" | "nesting">,
): Promise<RequestBody> {
  const type = parseMediaType(request.headers["content-type"]);
  const bytes = await collect(request, maxBytes);
  if (bytes === "too large") {
    return tooLarge(413, `The request body is larger than ${maxBytes} bytes.`, { limit: "body", max: maxBytes });
  }
  // Clients write the content type on a GET too: it is what shows that no form of another site has sent it.
  if (type?.essence !== "application/json" || bytes.length === 0) return { kind: "none" };
  if (type.charset !== undefined && !/^utf-?8$/i.test(type.charset)) {
    return refuse(415, `The charset \`${type.charset}\` is not supported. Send JSON in UTF-8.`);
  }
  const encoding = request.headers["content-encoding"] ?? "identity";
  if (encoding.toLowerCase() !== "identity")
    return refuse(415, `The content encoding \`${encoding}\` is not supported.`);

  if (!isUtf8(bytes)) return refuse(400, "The request body is not valid UTF-8.");
  const passed = scanJson(bytes, limits);
  if (passed) return tooLarge(400, limitError(passed).message, { limit: passed.limit, max: passed.max });
  // A byte order mark is no part of the text. RFC 8259 section 8.1 lets a parser pass over it.
  const text = bytes.toString("utf8").replace(/^\uFEFF/, "");
  try {
    return { kind: "json", value: parseJson(text) };
  } catch {
    return refuse(400, "The request body is not valid JSON.");
  }
}

function tooLarge(status: number, message: string, extensions: { limit: string; max: number }): RequestBody {
  return { kind: "refused", status, message, code: "OPERATION_TOO_LARGE", extensions };
}

function refuse(status: number, message: string): RequestBody {
  return { kind: "refused", status, message };
}

/** @returns `undefined` for a header that is missing or malformed. */
function parseMediaType(header: string | undefined): { essence: string; charset?: string } | undefined {
  const [essence, ...parameters] = (header ?? "").split(";").map((part) => part.trim());
  if (!essence) return undefined;
  const charset = parameters
    .map((parameter) => /^charset\s*=\s*"?([^"]*)"?$/i.exec(parameter)?.[1])
    .find((value) => value !== undefined);
  return { essence: essence.toLowerCase(), ...(charset === undefined ? {} : { charset }) };
}

/** Rejects when the client goes away in the middle. */
async function collect(request: IncomingMessage, maxBytes: number): Promise<Buffer | "too large"> {
  if (Number(request.headers["content-length"] ?? 0) > maxBytes * DISCARDED_LIMITS) {
    request.resume();
    return "too large";
  }
  // By events: an async iterator over so few chunks costs more than all else that is done with them.
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size <= maxBytes) chunks.push(chunk);
      else if (size > maxBytes * DISCARDED_LIMITS) resolve("too large");
    });
    let hasEnded = false;
    request.once("end", () => {
      hasEnded = true;
      const [only] = chunks;
      if (size > maxBytes) resolve("too large");
      else resolve(only && chunks.length === 1 ? only : Buffer.concat(chunks));
    });
    request.once("error", reject);
    // Every request closes, and an error costs a stack trace.
    request.once("close", () => {
      if (!hasEnded) reject(new Error("The client left before its request was complete."));
    });
  });
}
