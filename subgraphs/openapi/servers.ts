import { isObject, listAt, objectAt, own, textAt, type JsonObject } from "./json.ts";
import { pointerTo } from "./pointer.ts";
import type { ImportReport } from "./report.ts";

/** The first of an object's `servers` as a URL template of connect. `undefined` where it has none. */
export function serverUrl(owner: JsonObject, report: ImportReport, pointer: string): string | undefined {
  const [server] = listAt(owner, "servers");
  const url = isObject(server) ? textAt(server, "url") : undefined;
  if (!isObject(server) || url === undefined || url.trim() === "") return undefined;
  const variables = objectAt(server, "variables") ?? {};
  return url.trim().replace(/\{([^{}]*)\}/g, (_match, name: string) => {
    const fallback = own(objectAt(variables, name) ?? {}, "default");
    if (typeof fallback === "string" || typeof fallback === "number") return String(fallback);
    report.add(
      "fault",
      pointerTo(pointer, "servers", 0),
      `\`{${name}}\` has no default; it is read from the source's \`config\`.`,
    );
    return /^[A-Za-z_]\w*$/.test(name) ? `{$config.${name}}` : `{$config."${name.replaceAll('"', "")}"}`;
  });
}

/** The base URL of a whole document. Where it is relative, `documentUrl` says to what. */
export function baseUrl(root: JsonObject, report: ImportReport, documentUrl?: string): string {
  const written = root["swagger"] === undefined ? serverUrl(root, report, "#") : serverUrl2(root);
  const url = absolute(written ?? "/", documentUrl);
  if (url === undefined) {
    report.add("fault", "#/servers", `${whyNotAbsolute(written, "the service")}; \`http://localhost\` was written.`);
    return `http://localhost${written?.startsWith("/") === true ? written : ""}`.replace(/\/+$/, "");
  }
  return url.replace(/\/+$/, "");
}

export function absolute(url: string, base?: string): string | undefined {
  const isAbsolute = /^https?:\/\/[^/?#]/i.test(url);
  if (isAbsolute) return URL.canParse(withSampleValues(url)) ? url : undefined;
  if (base === undefined) return undefined;
  // An expression is no valid part of a URL.
  if (url.includes("{")) return undefined;
  try {
    const resolved = new URL(url, base);
    return /^https?:$/.test(resolved.protocol) ? resolved.href : undefined;
  } catch {
    return undefined;
  }
}

/** Of a URL that `absolute` refuses: what a finding says. */
export function whyNotAbsolute(url: string | undefined, what: string): string {
  return url !== undefined && /^https?:/i.test(url)
    ? `\`${url}\` is not a valid URL`
    : `The document does not say on which host ${what} is`;
}

/** A port is digits, and anything else may be a letter. */
function withSampleValues(template: string): string {
  return template.replaceAll(/:\{[^{}]*\}/g, ":1").replaceAll(/\{[^{}]*\}/g, "x");
}

function serverUrl2(root: JsonObject): string | undefined {
  const host = textAt(root, "host");
  const path = textAt(root, "basePath") ?? "";
  if (host === undefined || host === "") return path === "" ? undefined : path;
  const schemes = listAt(root, "schemes");
  const scheme = schemes.includes("https") || !schemes.includes("http") ? "https" : "http";
  return `${scheme}://${host}${path.startsWith("/") || path === "" ? "" : "/"}${path}`;
}
