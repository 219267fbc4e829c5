import * as zlib from "node:zlib";
import type { Transform } from "node:stream";
import { RestError } from "./rest-error.ts";

/** Receives decoded data as it comes, so that the receiver can count it and stop a bomb while it inflates. */
export interface DecodedSink {
  data(chunk: Buffer): void;
  end(): void;
  error(error: RestError): void;
  /** More may be written again. */
  drain(): void;
}

export interface ContentDecoder {
  /** False when no more should be written until `drain`. */
  write(chunk: Buffer): boolean;
  end(): void;
  destroy(): void;
}

// Node has it from 22.15 on; the types are of Node 20.
const { createZstdDecompress } = zlib as { readonly createZstdDecompress?: () => Transform };

/** What the client asks for; an upstream may still answer with any of them, or none. */
export const acceptedEncodings: string = createZstdDecompress ? "gzip, br, zstd, deflate" : "gzip, br, deflate";

/** The codings of a `content-encoding` header in the order they were applied, without `identity`. */
export function parseContentEncoding(header: string | undefined): readonly string[] {
  if (header === undefined) return [];
  const codings = header.split(",").map((coding) => coding.trim().toLowerCase());
  return codings.filter((coding) => coding !== "" && coding !== "identity");
}

/**
 * Undoes content codings. RFC 9110 section 8.4: listed in the order applied, so undone from the last.
 *
 * @param first  The first bytes of the body, which tell the two formats apart that servers send as `deflate`.
 * @throws RestError `REST_BODY_ENCODING` for a coding that is not known.
 */
export function createContentDecoder(codings: readonly string[], first: Buffer, sink: DecodedSink): ContentDecoder {
  // A longer chain is nobody's honest answer, and each link multiplies what a bomb can hold.
  if (codings.length > 2) {
    throw new RestError("REST_BODY_ENCODING", "The upstream service encoded its answer more than twice.");
  }
  const streams = codings.toReversed().map((coding, index) => createStream(coding, index === 0 ? first[0] : undefined));
  const [head] = streams;
  const tail = streams.at(-1);
  if (head === undefined || tail === undefined) throw new TypeError("a decoder needs a coding");
  for (const [index, stream] of streams.entries()) {
    const next = streams[index + 1];
    if (next !== undefined) stream.pipe(next);
    stream.on("error", (cause) => {
      sink.error(
        new RestError("REST_BODY_ENCODING", "The upstream service's compressed answer is damaged.", { cause }),
      );
    });
  }
  tail.on("data", (chunk: Buffer) => sink.data(chunk));
  tail.on("end", () => sink.end());
  head.on("drain", () => sink.drain());
  return {
    write: (chunk) => head.write(chunk),
    end: () => head.end(),
    destroy: () => streams.forEach((stream) => stream.destroy()),
  };
}

function createStream(coding: string, firstByte: number | undefined): Transform {
  switch (coding) {
    case "gzip":
    case "x-gzip":
      return zlib.createGunzip();
    case "br":
      return zlib.createBrotliDecompress();
    case "zstd":
      if (createZstdDecompress) return createZstdDecompress();
      throw new RestError("REST_BODY_ENCODING", "The upstream service answered in zstd, which this Node cannot read.");
    case "deflate":
      // `deflate` means zlib (RFC 9110 section 8.4.1.2), yet some servers send the raw format. A zlib header's low
      // half-byte is 8.
      return firstByte === undefined || (firstByte & 0x0f) === 8 ? zlib.createInflate() : zlib.createInflateRaw();
    default:
      throw new RestError("REST_BODY_ENCODING", "The upstream service's answer has an unknown content encoding.");
  }
}
