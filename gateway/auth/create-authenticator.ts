import { readFile } from "node:fs/promises";
import { redactUrl } from "../../subgraphs/redact-sent.ts";
import type { RestTransport } from "../../subgraphs/rest/transport.ts";
import { tokenAlgorithms, type AuthOptions, type IssuerOptions } from "./auth-options.ts";
import { Authenticator, type TokenSource } from "./authenticator.ts";
import { KeySet } from "./key-set.ts";

const KEYS_TIMEOUT_MS = 5_000;
const MAX_KEYS_BYTES = 1_048_576;

/** @param onError  Told why keys cannot be loaded, once until they can again. */
export function createAuthenticator(
  { issuers, required = false }: AuthOptions,
  transport: RestTransport,
  onError: (error: unknown) => void,
): Authenticator {
  const sets = new Map<string, KeySet>();
  const sources = issuers.map((options): TokenSource => {
    const place = JSON.stringify(options.jwks);
    const keys = sets.get(place) ?? openKeySet(options, transport, onError);
    sets.set(place, keys);
    return {
      issuer: options.issuer,
      audience: options.audience,
      keys,
      algorithms: options.algorithms ?? tokenAlgorithms,
      clockToleranceMs: options.clockToleranceMs ?? 30_000,
      ...(options.scopeClaim !== undefined && { scopeClaim: options.scopeClaim }),
      header: (options.header ?? "authorization").toLowerCase(),
      prefix: options.prefix ?? "Bearer",
    };
  });
  for (const { keys } of sources) keys.refresh();
  return new Authenticator({ sources, required, now: Date.now });
}

function openKeySet(
  { issuer, jwks }: IssuerOptions,
  transport: RestTransport,
  onError: (error: unknown) => void,
): KeySet {
  return new KeySet({
    load:
      "url" in jwks ? () => loadKeys(jwks.url, transport) : async () => JSON.parse(await readFile(jwks.file, "utf8")),
    now: () => performance.now(),
    onError: (cause) => {
      const where = "url" in jwks ? redactUrl(jwks.url) : jwks.file;
      onError(new Error(`The keys of \`${issuer}\` cannot be loaded from ${where}: ${reasonOf(cause)}.`, { cause }));
    },
  });
}

async function loadKeys(url: string, transport: RestTransport): Promise<unknown> {
  const response = await transport.request({
    method: "GET",
    url,
    headers: ["accept", "application/jwk-set+json, application/json"],
    timeoutMs: KEYS_TIMEOUT_MS,
    maxBodyBytes: MAX_KEYS_BYTES,
  }).response;
  if (response.status !== 200) throw new Error(`the answer is ${response.status}`);
  return JSON.parse(new TextDecoder().decode(response.body));
}

function reasonOf(error: unknown): string {
  if (error instanceof Error && "code" in error && error.code === "ENOENT") return "there is no such file";
  if (error instanceof SyntaxError) return `it is not JSON (${error.message})`;
  return error instanceof Error ? error.message : String(error);
}
