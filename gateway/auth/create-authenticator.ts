import { readFile } from "node:fs/promises";
import { decodeBody } from "../../subgraphs/rest/decode-body.ts";
import type { RestTransport } from "../../subgraphs/rest/transport.ts";
import type { Claims } from "./access.ts";
import { Authenticator, type TokenSource } from "./authenticator.ts";
import { KeySet } from "./key-set.ts";

/** Whose tokens are taken, and what is made of them. */
export interface AuthOptions {
  readonly issuers: readonly IssuerOptions[];
  /** True: a request without a token is refused with 401. Default false: its client is anonymous. */
  readonly required?: boolean;
  /** Says which of the policies that `@policy` names hold. Default: none does. */
  readonly policies?: PoliciesFunction;
}

export interface IssuerOptions {
  /** `iss` of its tokens, to the letter. */
  readonly issuer: string;
  /** One of them must be in `aud`. */
  readonly audience: readonly string[];
  /** Where its public keys are (RFC 7517): a URL, or an absolute path. */
  readonly jwks: { readonly url: string } | { readonly file: string };
  /** Default: RS256, PS256, ES256, EdDSA and their larger kin. Never one with a shared secret. */
  readonly algorithms?: readonly string[];
  /** How far its clock and ours may be apart. Default 30 000. */
  readonly clockToleranceMs?: number;
  /** The claim that lists scopes. Default: `scope`, or `scp` where there is none. */
  readonly scopeClaim?: string;
  /** Where clients send its tokens. Default `authorization`. */
  readonly header?: string;
  /** What stands before the token. Default `Bearer`. Empty: the header is the token. */
  readonly prefix?: string;
}

/** @returns Those that hold, or a promise of them. */
export type PoliciesFunction = (request: PoliciesRequest) => Iterable<string> | Promise<Iterable<string>>;

export interface PoliciesRequest {
  /** Those that the operation depends on. */
  readonly policies: readonly string[];
  /** Of the token. Absent: the client is anonymous. */
  readonly claims?: Claims;
  /** Lower-case names, each a list of values. */
  readonly headers: Readonly<Record<string, readonly string[]>>;
}

/** All that RFC 7518 and RFC 8037 have with a public key. */
export const tokenAlgorithms: readonly string[] = [
  "RS256",
  "RS384",
  "RS512",
  "PS256",
  "PS384",
  "PS512",
  "ES256",
  "ES384",
  "ES512",
  "EdDSA",
  "Ed25519",
];

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
      const where = "url" in jwks ? jwks.url : jwks.file;
      onError(new Error(`The keys of \`${issuer}\` cannot be loaded from ${where}: ${reasonOf(cause)}`, { cause }));
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
  return error instanceof Error ? error.message : String(error);
}
