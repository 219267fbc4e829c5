import { withHeader } from "../headers.ts";
import type { TransportRequest } from "../transport.ts";
import type { ApiKeySettings } from "./auth-settings.ts";
import type { Credential } from "./credential.ts";

/** RFC 6750 section 2.1. */
export function bearer(token: string): Credential {
  return header("authorization", `Bearer ${token}`, [token]);
}

/** RFC 7617, in UTF-8. */
export function basic({ username, password }: { readonly username: string; readonly password: string }): Credential {
  const encoded = Buffer.from(`${username}:${password}`, "utf8").toString("base64");
  return header("authorization", `Basic ${encoded}`, [encoded, password]);
}

export function apiKey({ in: place, name, value }: ApiKeySettings): Credential {
  if (place === "header") return header(name.toLowerCase(), value, [value]);
  const encoded = encodeURIComponent(value);
  const parameter = `${encodeURIComponent(name)}=${encoded}`;
  return {
    addTo: (request) => ({ ...request, url: withParameter(request.url, parameter) }),
    secrets: () => [value, encoded],
  };
}

function header(name: string, value: string, secrets: readonly string[]): Credential {
  return {
    addTo: (request: TransportRequest) => ({ ...request, headers: withHeader(request.headers, name, value) }),
    secrets: () => secrets,
  };
}

/** As text: to parse the URL and write it again would change how others of its parameters are encoded. */
function withParameter(url: string, parameter: string): string {
  const [sent = "", fragment] = url.split("#", 2);
  const joint = sent.includes("?") ? (/[?&]$/.test(sent) ? "" : "&") : "?";
  return `${sent}${joint}${parameter}${fragment === undefined ? "" : `#${fragment}`}`;
}
