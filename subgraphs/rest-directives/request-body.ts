/** Bodies by their media type. What connect can write by itself is JSON, and one kind of form. */
import { randomUUID } from "node:crypto";
import { isObject } from "../mapping/json.ts";
import { stringifyJson } from "../rest/json.ts";
import { stylePairs, textOf, type Encode, type Pair } from "./parameter-style.ts";
import type { BodyPlan, PropertyEncoding } from "./request-extras.ts";

export interface WrittenBody {
  readonly body: string | Uint8Array;
  readonly contentType: string;
}

/** @returns `undefined` where the value has no such form: a list as a form, an object as text. */
export function writeBody(value: unknown, plan: BodyPlan): WrittenBody | undefined {
  const contentType = plan.mediaType;
  const essence = (contentType.split(";", 1)[0] ?? "").trim().toLowerCase();
  if (essence === "application/x-www-form-urlencoded")
    return isObject(value) ? { body: formBody(value, plan), contentType } : undefined;
  if (essence.startsWith("multipart/")) return isObject(value) ? multipartBody(value, plan) : undefined;
  if (essence.endsWith("/json") || essence.endsWith("+json")) return { body: stringifyJson(value), contentType };
  if (typeof value === "object" && value !== null) return undefined;
  // RFC 2397 is for bytes alone: a text may well begin with `data:`.
  return { body: essence.startsWith("text/") ? textOf(value) : readFile(value).bytes, contentType };
}

const plain: Encode = (text) => text;

/** One property by its style: OpenAPI 3.1, section 4.8.15.1. `undefined` where it has none and is no list. */
function propertyPairs(
  key: string,
  value: unknown,
  encoding: PropertyEncoding | undefined,
): readonly Pair[] | undefined {
  if (encoding?.style === undefined && encoding?.explode === undefined) return undefined;
  const style = encoding.style ?? "form";
  return stylePairs({ name: key, style, explode: encoding.explode ?? style === "form" }, value, plain);
}

function formBody(value: Readonly<Record<string, unknown>>, { encodings }: BodyPlan): string {
  const pairs = new URLSearchParams();
  for (const [key, each] of Object.entries(value)) {
    const encoding = encodings.get(key);
    for (const [name, text] of propertyPairs(key, each, encoding) ?? plainPairs(key, each, encoding))
      pairs.append(name, text);
  }
  return pairs.toString();
}

/** A list is its items, an object is JSON, and so is anything that is to be; a null is an empty text. */
function plainPairs(key: string, value: unknown, encoding: PropertyEncoding | undefined): readonly Pair[] {
  if (value === undefined) return [];
  const isJson = encoding?.contentType !== undefined && /[/+]json\b/i.test(encoding.contentType);
  if (isJson) return [[key, stringifyJson(value)]];
  return (Array.isArray(value) ? (value as unknown[]) : [value]).map((item) => [key, textOf(item)]);
}

interface MultipartPart {
  readonly name: string;
  readonly content: string | Uint8Array;
  readonly contentType?: string;
  readonly fileName?: string;
}

/** RFC 7578. */
function multipartBody(value: Readonly<Record<string, unknown>>, { mediaType, encodings }: BodyPlan): WrittenBody {
  const boundary = `restuary-${randomUUID()}`;
  const chunks: Uint8Array[] = [];
  for (const [key, each] of Object.entries(value)) {
    for (const { name, content, contentType, fileName } of partsOf(key, each, encodings.get(key))) {
      const head = [
        `--${boundary}`,
        `Content-Disposition: form-data; name="${escapeName(name)}"${fileName === undefined ? "" : `; filename="${escapeName(fileName)}"`}`,
        ...(contentType === undefined ? [] : [`Content-Type: ${contentType}`]),
      ];
      chunks.push(Buffer.from(`${head.join("\r\n")}\r\n\r\n`), Buffer.from(content), Buffer.from("\r\n"));
    }
  }
  chunks.push(Buffer.from(`--${boundary}--\r\n`));
  return { body: Buffer.concat(chunks), contentType: `${mediaType}; boundary=${boundary}` };
}

/** A list is a part per item, unless it is to be JSON as a whole. */
function partsOf(key: string, value: unknown, encoding: PropertyEncoding | undefined): readonly MultipartPart[] {
  if (value === null || value === undefined) return [];
  const styled = propertyPairs(key, value, encoding);
  if (styled) return styled.map(([name, content]) => ({ name, content }));
  const { contentType, file = false } = encoding ?? {};
  const isJson = contentType !== undefined && /[/+]json\b/i.test(contentType);
  if (isJson && !file) return [{ name: key, content: stringifyJson(value), contentType }];
  return (Array.isArray(value) ? (value as unknown[]) : [value]).map((item): MultipartPart => {
    if (file) {
      const { bytes, mediaType, fileName } = readFile(item);
      return { name: key, content: bytes, contentType: contentType ?? mediaType, fileName: fileName ?? key };
    }
    const type = contentType ?? (typeof item === "object" ? "application/json" : undefined);
    return { name: key, content: textOf(item), ...(type !== undefined && { contentType: type }) };
  });
}

// RFC 7578, section 2: as browsers do it. A line break would begin another header.
function escapeName(name: string): string {
  return name.replaceAll("\r", "%0D").replaceAll("\n", "%0A").replaceAll('"', "%22");
}

/**
 * A file is its text, or a `data:` URL (RFC 2397) for bytes, since JSON has none. `name` is no part of the RFC; browsers
 * and services pass it on in this way.
 */
function readFile(value: unknown): { bytes: Uint8Array; mediaType: string; fileName?: string } {
  const text = textOf(value);
  const match = /^data:([\w.+-]+\/[\w.+-]+)?((?:;[\w-]+=[^;,"\r\n]*)*);base64,([\w+/=-]*)$/.exec(text);
  if (!match) return { bytes: Buffer.from(text), mediaType: "application/octet-stream" };
  const fileName = /;name=([^;]*)/.exec(match[2] ?? "")?.[1];
  return {
    bytes: Buffer.from(match[3] ?? "", "base64"),
    mediaType: match[1] ?? "application/octet-stream",
    ...(fileName !== undefined && { fileName: decodeName(fileName) }),
  };
}

function decodeName(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
