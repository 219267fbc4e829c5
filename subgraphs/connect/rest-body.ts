/** Bodies that connect cannot write: forms whose lists repeat their key, multipart, and text as it is. */
import { randomUUID } from "node:crypto";
import { isObject } from "../mapping/json.ts";
import { renderScalar } from "../mapping/template.ts";
import { parseJson, stringifyJson } from "../rest/json.ts";
import type { RestPlan } from "./rest-directive.ts";

export interface WrittenBody {
  readonly body: string | Uint8Array;
  /** In place of what the connector's headers say. */
  readonly contentType?: string;
}

/** `undefined` where the value has no such form. */
export function writeRestBody(value: unknown, plan: RestPlan): WrittenBody | undefined {
  switch (plan.body) {
    case "form":
      return isObject(value) ? { body: formBody(value, plan) } : undefined;
    case "multipart":
      return isObject(value) ? multipartBody(value, plan) : undefined;
    case "text":
      return textBody(value);
    case undefined:
      return undefined;
    default:
      return plan.body satisfies never;
  }
}

/**
 * A query parameter in OpenAPI's style `deepObject`. Its mapping yields JSON text, since connect lets no object into a query;
 * what is no object or list stays the text that it is.
 */
export function deepQueryPairs(name: string, value: unknown): [string, string][] {
  if (typeof value !== "string") return deepPairs(name, value);
  try {
    return deepPairs(name, parseJson(value));
  } catch {
    return [[name, value]];
  }
}

/** Pairs of `key[member]`, `key[list][]`, `key[list][0][member]`, as services read the style `deepObject`. */
function deepPairs(prefix: string, value: unknown): [string, string][] {
  if (Array.isArray(value)) {
    return value.flatMap((item, index) => deepPairs(`${prefix}[${isObject(item) ? index : ""}]`, item));
  }
  if (isObject(value)) return Object.entries(value).flatMap(([key, item]) => deepPairs(`${prefix}[${key}]`, item));
  return value === null || value === undefined ? [] : [[prefix, textOf(value)]];
}

/** Objects are written as JSON, as OpenAPI's default for a form is. */
function formBody(value: Readonly<Record<string, unknown>>, { deepObject }: RestPlan): string {
  const pairs = new URLSearchParams();
  for (const [key, each] of Object.entries(value)) {
    if (each === undefined) continue;
    if (deepObject.has(key)) for (const [name, text] of deepPairs(key, each)) pairs.append(name, text);
    else for (const item of Array.isArray(each) ? (each as unknown[]) : [each]) pairs.append(key, textOf(item));
  }
  return pairs.toString();
}

function textOf(value: unknown): string {
  if (typeof value === "object" && value !== null) return stringifyJson(value);
  return renderScalar(value).text ?? "";
}

/** RFC 7578. A list of files is several parts; any other list or object is one part of JSON. */
function multipartBody(value: Readonly<Record<string, unknown>>, { files }: RestPlan): WrittenBody {
  const boundary = `restuary-${randomUUID()}`;
  const chunks: Uint8Array[] = [];
  const add = (head: string, content: Uint8Array): void => {
    chunks.push(Buffer.from(`--${boundary}\r\n${head}\r\n\r\n`), content, Buffer.from("\r\n"));
  };
  for (const [key, each] of Object.entries(value)) {
    if (each === undefined || each === null) continue;
    const name = `Content-Disposition: form-data; name="${escapeName(key)}"`;
    if (files.has(key)) {
      for (const item of Array.isArray(each) ? (each as unknown[]) : [each]) {
        const { bytes, mediaType, fileName } = fileOf(item);
        add(`${name}; filename="${escapeName(fileName ?? key)}"\r\nContent-Type: ${mediaType}`, bytes);
      }
    } else if (typeof each === "object")
      add(`${name}\r\nContent-Type: application/json`, Buffer.from(stringifyJson(each)));
    else add(name, Buffer.from(textOf(each)));
  }
  chunks.push(Buffer.from(`--${boundary}--\r\n`));
  return { body: Buffer.concat(chunks), contentType: `multipart/form-data; boundary=${boundary}` };
}

// RFC 7578, section 2: as browsers do it. A line break would begin another header.
function escapeName(name: string): string {
  return name.replaceAll("\r", "%0D").replaceAll("\n", "%0A").replaceAll('"', "%22");
}

function textBody(value: unknown): WrittenBody | undefined {
  if (typeof value === "string") return { body: fileOf(value).bytes };
  return value === null || value === undefined ? undefined : { body: textOf(value) };
}

/**
 * A file is its text, or a `data:` URL (RFC 2397) for bytes, since JSON has none. `name` is no part of the RFC; browsers
 * and services pass it on in this way.
 */
function fileOf(value: unknown): { bytes: Uint8Array; mediaType: string; fileName?: string } {
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
