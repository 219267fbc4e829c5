/**
 * A bearer token in, what it says of its bearer out. The `iss` of the token, which nobody has vouched for yet, only chooses
 * among the issuers of the config; all that follows is that issuer's: its keys, its algorithms, its audience.
 *
 * Spec: https://www.rfc-editor.org/rfc/rfc8725 (best current practices)
 */
import { createHash } from "node:crypto";
import { decodeJwt, decodeProtectedHeader, errors, jwtVerify, type JWTPayload } from "jose";
import { LRUCache } from "lru-cache";
import type { Claims } from "./access.ts";
import { KeysUnavailableError, type KeySet } from "./key-set.ts";

export interface TokenIssuer {
  /** `iss` of its tokens, to the letter. */
  readonly issuer: string;
  /** One of them must be in `aud`. `false`: it is not looked at. */
  readonly audience: readonly string[] | false;
  readonly keys: KeySet;
  readonly algorithms: readonly string[];
  /** How far its clock and ours may be apart. */
  readonly clockToleranceMs: number;
  /** The claim that lists scopes. Default: `scope`, or `scp` where there is none. */
  readonly scopeClaim?: string;
}

export interface VerifiedToken {
  readonly claims: Claims;
  readonly scopes: ReadonlySet<string>;
  /** A hash of the token. */
  readonly identity: string;
}

/** The token is none that is taken here. The message is for its bearer. */
export class TokenError extends Error {}

interface Kept extends VerifiedToken {
  readonly issuer: TokenIssuer;
  readonly keysVersion: number;
  readonly endsAt: number;
}

/** Tokens that are remembered; one takes a few kilobytes. */
const MAX_KEPT = 10_000;

export class TokenVerifier {
  readonly #issuers: readonly TokenIssuer[];
  readonly #now: () => number;
  /** By a hash: who reads the memory of this process should not find tokens in it. */
  readonly #kept = new LRUCache<string, Kept>({ max: MAX_KEPT });

  /** @param now  Milliseconds since 1970. */
  constructor(issuers: readonly TokenIssuer[], now: () => number) {
    this.#issuers = issuers;
    this.#now = now;
  }

  /**
   * @returns At once what was verified before, and is still valid.
   * @throws TokenError, KeysUnavailableError; or rejects with them.
   */
  verify(token: string): VerifiedToken | Promise<VerifiedToken> {
    const identity = createHash("sha256").update(token).digest("base64url");
    const kept = this.#kept.get(identity);
    if (kept) {
      kept.issuer.keys.refresh();
      if (this.#now() < kept.endsAt && kept.keysVersion === kept.issuer.keys.version) return kept;
      this.#kept.delete(identity);
    }
    return this.#verify(token, identity);
  }

  async #verify(token: string, identity: string): Promise<VerifiedToken> {
    const candidates = this.#candidatesFor(token);
    let failure: unknown;
    for (const issuer of candidates) {
      try {
        // oxlint-disable-next-line no-await-in-loop -- One issuer rarely stands in the config twice.
        const verified = await this.#verifyBy(issuer, token, identity);
        if (verified.endsAt > this.#now()) this.#kept.set(identity, verified);
        return verified;
      } catch (error) {
        failure = error;
      }
    }
    throw failure instanceof KeysUnavailableError ? failure : tokenError(failure);
  }

  #candidatesFor(token: string): readonly TokenIssuer[] {
    let issuer: unknown;
    try {
      issuer = decodeJwt(token).iss;
    } catch (error) {
      throw new TokenError("The token is not a JSON Web Token.", { cause: error });
    }
    const candidates = this.#issuers.filter((each) => each.issuer === issuer);
    if (candidates.length === 0) throw new TokenError("The token is of an issuer that is not known here.");
    return candidates;
  }

  async #verifyBy(issuer: TokenIssuer, token: string, identity: string): Promise<Kept> {
    const header = decodeProtectedHeader(token);
    // Before keys are looked for: nobody should make them be loaded by a token that would not be taken anyway.
    if (typeof header.alg !== "string" || !issuer.algorithms.includes(header.alg)) {
      throw new TokenError("The token is signed by an algorithm that is not taken here.");
    }
    const [protectedText = "", payload = "", signature = ""] = token.split(".");
    const keys = await issuer.keys.find(header, { protected: protectedText, payload, signature });
    const keysVersion = issuer.keys.version;
    let failure: unknown;
    for (const key of keys) {
      try {
        // oxlint-disable-next-line no-await-in-loop -- There is one key, where they have names.
        const { payload: claims } = await jwtVerify(token, key, {
          issuer: issuer.issuer,
          ...(issuer.audience && { audience: [...issuer.audience] }),
          algorithms: [...issuer.algorithms],
          clockTolerance: issuer.clockToleranceMs / 1_000,
          requiredClaims: ["exp"],
          currentDate: new Date(this.#now()),
        });
        const endsAt = (claims.exp ?? 0) * 1_000 + issuer.clockToleranceMs;
        return { claims, scopes: scopesOf(claims, issuer.scopeClaim), identity, issuer, keysVersion, endsAt };
      } catch (error) {
        failure = error;
        if (!(error instanceof errors.JWSSignatureVerificationFailed)) break;
      }
    }
    throw failure;
  }
}

/** RFC 9068 has a text with spaces in `scope`; others have a list, or call it `scp`. */
function scopesOf(claims: JWTPayload, claim: string | undefined): ReadonlySet<string> {
  const value = claim === undefined ? (claims["scope"] ?? claims["scp"]) : claims[claim];
  if (typeof value === "string") return new Set(value.split(" ").filter((scope) => scope !== ""));
  const items: readonly unknown[] = Array.isArray(value) ? value : [];
  return new Set(items.filter((item) => typeof item === "string"));
}

function tokenError(cause: unknown): TokenError {
  return cause instanceof TokenError ? cause : new TokenError(whyNot(cause), { cause });
}

function whyNot(error: unknown): string {
  if (error instanceof errors.JWTExpired) return "The token has expired.";
  if (error instanceof errors.JWTClaimValidationFailed) {
    if (error.claim === "aud") return "The token is for another audience.";
    if (error.claim === "nbf") return "The token is not valid yet.";
    return `The token's claim ${error.claim} is missing or not valid.`;
  }
  if (error instanceof errors.JWKSNoMatchingKey) return "The token is signed by a key that is not known here.";
  return "The token's signature is not valid.";
}
