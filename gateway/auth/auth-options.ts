import type { Claims } from "./access.ts";

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
  /** One of them must be in `aud`. `false`: it is not looked at. */
  readonly audience: readonly string[] | false;
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
