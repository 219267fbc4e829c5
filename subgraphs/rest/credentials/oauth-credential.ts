import { createHash } from "node:crypto";
import { LRUCache } from "lru-cache";
import { withHeader, withoutHeader } from "../headers.ts";
import { RestError } from "../rest-error.ts";
import type { TransportRequest } from "../transport.ts";
import type { TokenExchangeSettings } from "./auth-settings.ts";
import type { Clocks, Credential } from "./credential.ts";
import { RenewedValue } from "./renewed-value.ts";
import type { TokenEndpoint } from "./token-endpoint.ts";

/** One token for all that this process asks of the service. */
export function clientCredentials(endpoint: TokenEndpoint, now: () => number): Credential {
  const token = new RenewedValue(() => endpoint.clientCredentials(), now);
  return {
    addTo: (request) => withToken(request, token.get()),
    refused: (sent) => token.drop(tokenOf(sent) ?? ""),
    secrets: () => [...endpoint.secrets, ...(token.held === undefined ? [] : [token.held])],
  };
}

/** Clients whose tokens are kept; the one that asked longest ago is forgotten first. */
const MAX_SUBJECTS = 5_000;

/** A token for each client, in place of its own; so requests reach this layer with the client's. */
export function tokenExchange(
  endpoint: TokenEndpoint,
  settings: TokenExchangeSettings,
  { now, wallClock }: Clocks,
): Credential {
  const { subjectHeader = "authorization" } = settings;
  const bySubject = new LRUCache<string, RenewedValue<string>>({ max: MAX_SUBJECTS });

  function tokenFor(subject: string): RenewedValue<string> {
    // What a dump of this process shows is less than the clients' tokens.
    const key = createHash("sha256").update(subject).digest("base64");
    let token = bySubject.get(key);
    if (!token) {
      token = new RenewedValue(async () => {
        const { value, lifetimeMs } = await endpoint.exchange(subject, settings);
        // It says for whom it was made, and not longer than that one's own word lasts.
        return { value, lifetimeMs: Math.max(1, Math.min(lifetimeMs, remainingMs(subject, wallClock()))) };
      }, now);
      bySubject.set(key, token);
    }
    return token;
  }

  return {
    addTo(request) {
      const subject = tokenOf(request, subjectHeader);
      if (subject === undefined) {
        throw new RestError(
          "REST_UNAUTHENTICATED",
          "The upstream service wants a token of the client, and its request has none.",
        );
      }
      // The service gets the client's own word in no header.
      const headers = withoutHeader(request.headers, subjectHeader);
      return withToken({ ...request, headers }, tokenFor(subject).get());
    },
    refused: (sent, asked) => tokenFor(tokenOf(asked, subjectHeader) ?? "").drop(tokenOf(sent) ?? ""),
    *secrets() {
      yield* endpoint.secrets;
      for (const { held } of bySubject.values()) if (held !== undefined) yield held;
    },
  };
}

function withToken(
  request: TransportRequest,
  token: string | Promise<string>,
): TransportRequest | Promise<TransportRequest> {
  const add = (value: string): TransportRequest => ({
    ...request,
    headers: withHeader(request.headers, "authorization", `Bearer ${value}`),
  });
  return typeof token === "string" ? add(token) : token.then(add);
}

/** RFC 6750 section 2.1; the scheme is in any case (RFC 9110 section 11.1), and in a header of one's own it may be left out. */
function tokenOf({ headers }: TransportRequest, name = "authorization"): string | undefined {
  const values = headers.filter((_text, at) => at % 2 === 1 && headers[at - 1] === name);
  const scheme = name === "authorization" ? /^bearer +([^\s,]+)$/i : /^(?:bearer +)?([^\s,]+)$/i;
  // Of two of them whoever looked before us may have looked at the other.
  return values.length === 1 ? scheme.exec(values[0] ?? "")?.[1] : undefined;
}

/** Of a JWT's `exp`, which is read and not trusted: it can only make a time shorter. */
function remainingMs(token: string, wallClock: number): number {
  const payload = token.split(".")[1];
  if (payload === undefined) return Infinity;
  try {
    const { exp } = JSON.parse(Buffer.from(payload, "base64url").toString("utf8")) as { exp?: unknown };
    return typeof exp === "number" ? exp * 1_000 - wallClock : Infinity;
  } catch {
    return Infinity;
  }
}
