/**
 * An entry as text, for stores outside of this process: a line of JSON, then the body; as it is where it is UTF-8, else
 * in base64.
 */
import { isUtf8 } from "node:buffer";
import { isObject } from "../../mapping/json.ts";
import type { Audience } from "../operation.ts";
import type { KeptAnswer, KeptEntry } from "./answer-store.ts";

export function entryToText(entry: KeptEntry): string {
  if (entry.kind === "vary") return JSON.stringify(entry);
  const { body, ...head } = entry;
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const encoding = isUtf8(bytes) ? "utf8" : "base64";
  return `${JSON.stringify({ ...head, encoding })}\n${bytes.toString(encoding)}`;
}

/** @returns `undefined` for what no entry of ours is: others may write to the store. */
export function entryFromText(text: string): KeptEntry | undefined {
  const end = text.indexOf("\n");
  let head: unknown;
  try {
    head = JSON.parse(end === -1 ? text : text.slice(0, end));
  } catch {
    return undefined;
  }
  if (!isObject(head)) return undefined;
  if (head["kind"] === "vary") {
    const { names } = head;
    return isTexts(names) ? { kind: "vary", names } : undefined;
  }
  return end === -1 ? undefined : answerOf(head, text.slice(end + 1));
}

function answerOf(head: Readonly<Record<string, unknown>>, body: string): KeptAnswer | undefined {
  const { kind, status, headers, encoding, audience } = head;
  if (kind !== "answer" || typeof status !== "number" || !isObject(headers) || !isAudience(audience)) {
    return undefined;
  }
  const lists = Object.create(null) as Record<string, readonly string[]>;
  for (const [name, values] of Object.entries(headers)) {
    if (!isTexts(values)) return undefined;
    lists[name] = values;
  }
  const times: Record<string, number> = {};
  for (const name of timeNames) {
    const time = head[name];
    if (typeof time !== "number") return undefined;
    times[name] = time;
  }
  return {
    kind,
    status,
    headers: lists,
    body: Buffer.from(body, encoding === "base64" ? "base64" : "utf8"),
    audience,
    // Every name of the list has been read.
    ...(times as Record<(typeof timeNames)[number], number>),
  };
}

const timeNames = ["bornAt", "freshMs", "whileRevalidateMs", "ifErrorMs", "clientFreshMs"] as const;

function isAudience(value: unknown): value is Audience {
  return value === "public" || value === "private" || value === "unsaid";
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((each) => typeof each === "string");
}
