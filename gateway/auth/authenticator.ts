/**
 * Who a request comes from, by the token that it brings:
 *
 *     no token, another scheme     ->  anonymous, or 401 where a token is required
 *     a token that is valid        ->  its claims and scopes
 *     any other                    ->  401; never anonymous, for its client takes itself for known
 *     keys were never had          ->  503, for a client that is told 401 would throw a good token away
 *
 * Spec: https://www.rfc-editor.org/rfc/rfc6750#section-3
 */
import type { IncomingMessage } from "node:http";
import { failure, type Answer } from "../http/answer.ts";
import { anonymous, type Access } from "./access.ts";
import { KeysUnavailableError } from "./key-set.ts";
import { TokenError, TokenVerifier, type TokenIssuer, type VerifiedToken } from "./token-verifier.ts";

/** An issuer, and the header in which clients send its tokens. */
export interface TokenSource extends TokenIssuer {
  /** In lower case. */
  readonly header: string;
  /** `Bearer`. Empty: the header is the token. */
  readonly prefix: string;
}

export interface AuthenticatorOptions {
  readonly sources: readonly TokenSource[];
  /** True: nothing is answered without a token. */
  readonly required: boolean;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

export type Authenticated =
  | { readonly kind: "known"; readonly access: Access }
  | { readonly kind: "refused"; readonly answer: Answer };

const unknown: Authenticated = { kind: "known", access: anonymous };
const RETRY_AFTER_S = 5;

export class Authenticator {
  readonly #options: AuthenticatorOptions;
  readonly #places: readonly TokenPlace[];

  constructor(options: AuthenticatorOptions) {
    this.#options = options;
    const places = new Map<string, TokenSource[]>();
    for (const source of options.sources) {
      const place = `${source.header} ${source.prefix.toLowerCase()}`;
      places.set(place, [...(places.get(place) ?? []), source]);
    }
    this.#places = [...places.values()].flatMap((sources) => {
      const [{ header, prefix } = { header: "", prefix: "" }] = sources;
      return [{ header, prefix: prefix.toLowerCase(), verifier: new TokenVerifier(sources, options.now) }];
    });
  }

  /** Names of those that tokens are sent in. */
  get headers(): readonly string[] {
    return [...new Set(this.#places.map(({ header }) => header))];
  }

  /** Issuers whose keys have not been had yet. Asks for them again. */
  get waitsFor(): readonly string[] {
    const waiting = this.#options.sources.filter(({ keys }) => !keys.hasKeys);
    for (const { keys } of waiting) keys.refresh();
    return [...new Set(waiting.map(({ issuer }) => issuer))];
  }

  /** @returns At once where nothing has to be verified. */
  authenticate(request: IncomingMessage): Authenticated | Promise<Authenticated> {
    for (const { header, prefix, verifier } of this.#places) {
      if (request.headers[header] === undefined) continue;
      const [value = "", ...more] = request.headersDistinct[header] ?? [];
      if (more.length > 0) return refuse(400, "invalid_request", "The request has more than one token.");
      const token = tokenIn(value, prefix);
      if (token === undefined) continue;
      if (token === "") return refuse(401, "invalid_token", "The token is empty.");
      try {
        const verified = verifier.verify(token);
        return verified instanceof Promise ? verified.then(known, refuseFor) : known(verified);
      } catch (error) {
        return refuseFor(error);
      }
    }
    return this.#options.required ? refuseAnonymous() : unknown;
  }
}

interface TokenPlace {
  readonly header: string;
  /** In lower case. */
  readonly prefix: string;
  readonly verifier: TokenVerifier;
}

/** @returns `undefined` where the header holds something else. */
function tokenIn(value: string, prefix: string): string | undefined {
  if (prefix === "") return value.trim();
  const [scheme = "", ...rest] = value.trim().split(/ +/);
  // Spec: https://www.rfc-editor.org/rfc/rfc9110#section-11.1
  // A scheme is written in any case.
  return scheme.toLowerCase() === prefix ? rest.join(" ") : undefined;
}

function known({ claims, scopes, identity }: VerifiedToken): Authenticated {
  return { kind: "known", access: { claims, scopes, identity } };
}

function refuseFor(error: unknown): Authenticated {
  if (error instanceof TokenError) return refuse(401, "invalid_token", error.message);
  if (!(error instanceof KeysUnavailableError)) throw error;
  const answer = failure(503, "Tokens cannot be verified at the moment.", "SERVICE_UNAVAILABLE");
  return { kind: "refused", answer: { ...answer, headers: { ...answer.headers, "retry-after": `${RETRY_AFTER_S}` } } };
}

/** Without an error code: a client that has sent no token has made no mistake (RFC 6750 section 3.1). */
function refuseAnonymous(): Authenticated {
  return challenge(401, "This graph is not for anonymous clients. Send a token.", "UNAUTHENTICATED", "Bearer");
}

function refuse(status: 400 | 401, error: "invalid_request" | "invalid_token", message: string): Authenticated {
  const code = status === 401 ? "UNAUTHENTICATED" : "BAD_REQUEST";
  return challenge(status, message, code, `Bearer error="${error}", error_description="${message}"`);
}

function challenge(status: number, message: string, code: string, header: string): Authenticated {
  const answer = failure(status, message, code);
  return { kind: "refused", answer: { ...answer, headers: { ...answer.headers, "www-authenticate": header } } };
}
