/**
 * A request written as HTTP/1.1 text, for `connectorRequestHttp`:
 *
 *     POST https://api.example.com/users
 *     content-type: application/json
 *
 *     {"name":"Ada"}
 */
import type { RequestExpectation } from "./suite.ts";

/** @returns `undefined` for text that is no request. */
export function readHttpRequest(text: string): RequestExpectation | undefined {
  const lines = text.replaceAll("\r\n", "\n").trimStart().split("\n");
  const first = /^([A-Z]+)\s+(\S+)(?:\s+HTTP\/[\d.]+)?\s*$/.exec(lines[0] ?? "");
  if (!first?.[1] || !first[2]) return undefined;
  const end = lines.findIndex((line, index) => index > 0 && line.trim() === "");
  const headers: Record<string, string[]> = {};
  for (const line of lines.slice(1, end < 0 ? undefined : end)) {
    const colon = line.indexOf(":");
    if (colon < 1) return undefined;
    (headers[line.slice(0, colon).trim().toLowerCase()] ??= []).push(line.slice(colon + 1).trim());
  }
  const body =
    end < 0
      ? ""
      : lines
          .slice(end + 1)
          .join("\n")
          .trim();
  return {
    method: first[1],
    url: first[2],
    headers,
    ...(body !== "" && { body: { kind: "inline", text: body } }),
  };
}
