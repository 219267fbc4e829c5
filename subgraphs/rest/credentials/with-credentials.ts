/**
 * A transport over another one that adds to each request what its service knows its callers by. What it adds is known
 * to no layer above it: not to the keys of caches and of what is shared, and not to whoever is told of calls.
 */
import { RestError, withDetail } from "../rest-error.ts";
import type { RestTransport, TransportCall, TransportRequest } from "../transport.ts";
import type { TransportSettings } from "../transport-settings.ts";
import type { AuthSettings, TokenEndpointSettings } from "./auth-settings.ts";
import { AuthenticatedCall } from "./authenticated-call.ts";
import { awsSignature } from "./aws-signature.ts";
import type { Credential } from "./credential.ts";
import { clientCredentials, tokenExchange } from "./oauth-credential.ts";
import { OwnCalls } from "./own-calls.ts";
import { apiKey, basic, bearer } from "./static-credential.ts";
import { TokenEndpoint } from "./token-endpoint.ts";

export interface CredentialOptions {
  /** Settings by the key of a source. */
  readonly sources: Readonly<Record<string, TransportSettings>>;
  /** Milliseconds on a clock that only goes forward. Default `performance.now`. */
  readonly now?: () => number;
  /** Milliseconds since 1970. Default `Date.now`. */
  readonly wallClock?: () => number;
}

/** `undefined` where no source has a credential: then there is nothing to go through. */
export function withCredentials(next: RestTransport, options: CredentialOptions): RestTransport | undefined {
  const bySource = new Map<string, { readonly credential: Credential; readonly settings: TransportSettings }>();
  // Sources that say the same have one token between them.
  const bySettings = new Map<string, Credential>();
  const own = new OwnCalls(next);
  const waited = new Set<Promise<unknown>>();
  for (const [source, settings] of Object.entries(options.sources)) {
    if (!settings.auth) continue;
    const key = JSON.stringify(settings.auth);
    const credential = bySettings.get(key) ?? makeCredential(settings.auth, own, tokenSource(source), options);
    bySettings.set(key, credential);
    bySource.set(source, { credential, settings });
  }
  if (bySource.size === 0) return undefined;
  return {
    request(request) {
      const found = request.source === undefined ? undefined : bySource.get(request.source);
      if (!found) return next.request(request);
      const { credential, settings } = found;
      if (credential.refused) return new AuthenticatedCall(request, { next, credential, settings, waited });
      const call = next.request(credential.addTo(request) as TransportRequest);
      return isKeyInUrl(settings.auth) ? withoutKey(call, request) : call;
    },
    async close() {
      // Calls go on that have come; a token that is fetched ahead for others will not be used any more.
      await Promise.allSettled(waited);
      await own.close();
      await next.close();
    },
    *secrets() {
      for (const credential of bySettings.values()) yield* credential.secrets();
    },
  };
}

/** Settings for the calls to token endpoints: they have nothing of the sources that they are for, whose calls they are not. */
export function tokenEndpointSources(
  sources: Readonly<Record<string, TransportSettings>>,
): Record<string, TransportSettings> {
  return Object.fromEntries(
    Object.entries(sources).flatMap(([source, { auth }]) => {
      const endpoint = auth && endpointOf(auth);
      if (!endpoint) return [];
      const { tls } = endpoint;
      // To ask for a token twice makes two, and harms nobody.
      return [[tokenSource(source), { retry: { methods: ["POST"] }, ...(tls && { tls }) }]];
    }),
  );
}

function endpointOf(auth: AuthSettings): TokenEndpointSettings | undefined {
  if ("clientCredentials" in auth) return auth.clientCredentials;
  return "tokenExchange" in auth ? auth.tokenExchange : undefined;
}

/** No source has such a key. */
function tokenSource(source: string): string {
  return `tokens for ${source}`;
}

function makeCredential(
  auth: AuthSettings,
  transport: RestTransport,
  source: string,
  { now = () => performance.now(), wallClock = Date.now }: CredentialOptions,
): Credential {
  const clocks = { now, wallClock };
  if ("bearer" in auth) return bearer(auth.bearer);
  if ("basic" in auth) return basic(auth.basic);
  if ("apiKey" in auth) return apiKey(auth.apiKey);
  if ("awsSigV4" in auth) return awsSignature(auth.awsSigV4, transport, clocks);
  if ("clientCredentials" in auth) {
    return clientCredentials(new TokenEndpoint(auth.clientCredentials, transport, source), now);
  }
  const endpoint = new TokenEndpoint(auth.tokenExchange, transport, source);
  return tokenExchange(endpoint, auth.tokenExchange, clocks);
}

function isKeyInUrl(auth: AuthSettings | undefined): boolean {
  return auth !== undefined && "apiKey" in auth && auth.apiKey.in === "query";
}

/** Layers below say in their errors which URL they asked, and the key is in it. */
function withoutKey(call: TransportCall, { url }: TransportRequest): TransportCall {
  const response = call.response.catch((error: unknown) => {
    if (!(error instanceof RestError)) throw error;
    throw withDetail(error, { ...error.detail, url });
  });
  return { response, abort: (reason) => call.abort(reason) };
}
