import type * as OAuth from "oauth4webapi";
import { decodeBody } from "../decode-body.ts";
import { flattenHeaders, isHeaderValue } from "../headers.ts";
import { stringifyJson } from "../json.ts";
import type { RestResponse } from "../operation.ts";
import { RestError } from "../rest-error.ts";
import type { RestTransport } from "../transport.ts";
import { REDACTED } from "../../secret-names.ts";
import { isObject } from "../../mapping/json.ts";
import type { TokenEndpointSettings, TokenExchangeSettings } from "./auth-settings.ts";
import { provenByKey } from "./client-key.ts";
import type { Fetched } from "./renewed-value.ts";

const TIMEOUT_MS = 10_000;
/** Where the endpoint does not say (RFC 6749 section 5.1 only recommends that it does). */
const UNKNOWN_LIFETIME_MS = 300_000;

/** Gets tokens. Everything is rejected with RestError alone, and tells no secret, not even to the log. */
export class TokenEndpoint {
  readonly #settings: TokenEndpointSettings;
  readonly #transport: RestTransport;
  readonly #source: string;
  readonly #server: { readonly issuer: string; readonly token_endpoint: string };

  #proven: Promise<OAuth.ClientAuth> | undefined;

  /** @param source  Whose settings hold for calls to the endpoint. */
  constructor(settings: TokenEndpointSettings, transport: RestTransport, source: string) {
    this.#settings = settings;
    this.#transport = transport;
    this.#source = source;
    const { tokenUrl } = settings;
    this.#server = { issuer: new URL(tokenUrl).origin, token_endpoint: tokenUrl };
  }

  get secrets(): readonly string[] {
    const { clientSecret } = this.#settings;
    return clientSecret === undefined ? [] : [clientSecret];
  }

  /** RFC 6749 section 4.4. */
  clientCredentials(): Promise<Fetched<string>> {
    return this.#ask("client_credentials", {});
  }

  /** RFC 8693 section 2.1. */
  exchange(subject: string, { subjectTokenType, requestedTokenType }: TokenExchangeSettings): Promise<Fetched<string>> {
    const parameters = {
      subject_token: subject,
      subject_token_type: subjectTokenType ?? "urn:ietf:params:oauth:token-type:access_token",
      ...(requestedTokenType !== undefined && { requested_token_type: requestedTokenType }),
    };
    return this.#ask("urn:ietf:params:oauth:grant-type:token-exchange", parameters, subject);
  }

  async #ask(grant: string, own: Readonly<Record<string, string>>, subject?: string): Promise<Fetched<string>> {
    // Only who uses OAuth loads it.
    const oauth = await import("oauth4webapi");
    const { clientId, scopes, audience, resource, parameters } = this.#settings;
    const client = { client_id: clientId };
    const asked = {
      ...parameters,
      ...own,
      ...(scopes && { scope: scopes.join(" ") }),
      ...(audience !== undefined && { audience }),
      ...(resource !== undefined && { resource }),
    };
    let status: number | undefined;
    try {
      const proof = await this.#proof(oauth);
      const response = await oauth.genericTokenEndpointRequest(this.#server, client, proof, grant, asked, {
        [oauth.customFetch]: async (url, options) => {
          const answer = await this.#send(url, options);
          status = answer.status;
          return toFetchResponse(answer);
        },
        // Whether a service may be asked in clear is the config's to say, as for every other call.
        [oauth.allowInsecureRequests]: true,
      });
      const { access_token: value, expires_in: seconds } = await oauth.processGenericTokenEndpointResponse(
        this.#server,
        client,
        response,
        // RFC 8693 section 2.2.1: `N_A` of what was asked for as another kind of token, and is a bearer's all the same.
        { recognizedTokenTypes: { n_a: () => {}, dpop: refuseType } },
      );
      if (!isHeaderValue(value)) throw new Error("A token that no header can hold is of no use here.");
      return { value, lifetimeMs: seconds === undefined ? UNKNOWN_LIFETIME_MS : seconds * 1_000 };
    } catch (error) {
      const refused = error instanceof oauth.ResponseBodyError ? error : undefined;
      throw this.#failure({ error, refused, status, subject });
    }
  }

  async #proof(oauth: typeof OAuth): Promise<OAuth.ClientAuth> {
    const { clientSecret, clientAuth, clientKey, tokenUrl } = this.#settings;
    if (clientKey) return (this.#proven ??= provenByKey(oauth, clientKey, tokenUrl));
    if (clientSecret === undefined) return oauth.None();
    return clientAuth === "body" ? oauth.ClientSecretPost(clientSecret) : oauth.ClientSecretBasic(clientSecret);
  }

  #send(
    url: string,
    { method, headers, body }: OAuth.CustomFetchOptions<"POST", URLSearchParams>,
  ): Promise<RestResponse> {
    return this.#transport.request({
      method,
      url,
      headers: flattenHeaders(headers),
      body: body.toString(),
      source: this.#source,
      timeoutMs: TIMEOUT_MS,
    }).response;
  }

  /** The library's errors carry what was sent and answered, tokens too: none of them is kept as a cause. */
  #failure({ error, refused, status, subject }: Failure): RestError {
    const isSubjects = refused !== undefined && subject !== undefined && subjectFaults.has(refused.error);
    const story = refused
      ? `${refused.status} ${refused.error}: ${refused.error_description ?? "no description"}`
      : `${status}: not an answer of a token endpoint (RFC 6749 section 5)`;
    const secrets = [...this.secrets, ...(subject === undefined ? [] : [subject])];
    return new RestError(
      isSubjects ? "REST_UNAUTHENTICATED" : "REST_CREDENTIAL",
      isSubjects
        ? "The client's token was refused where it is exchanged for one that the upstream service takes."
        : "No credential for the upstream service could be had.",
      {
        ...(error instanceof RestError && { cause: error }),
        detail: {
          method: "POST",
          url: this.#server.token_endpoint,
          ...(status !== undefined && {
            body: secrets.reduce((text, secret) => text.replaceAll(secret, REDACTED), story),
          }),
        },
      },
    );
  }
}

interface Failure {
  readonly error: unknown;
  /** What the endpoint says itself. */
  readonly refused: OAuth.ResponseBodyError | undefined;
  readonly status: number | undefined;
  readonly subject: string | undefined;
}

function toFetchResponse(answer: RestResponse): Response {
  const { value } = decodeBody(answer);
  // What else is in it is not for us: an id token would be checked against an issuer that we do not know.
  const { id_token: _id, refresh_token: _refresh, ...body } = isObject(value) ? value : {};
  const headers = { "content-type": "application/json" };
  return new Response(stringifyJson(body), { status: answer.status, headers });
}

function refuseType(): never {
  throw new Error("A token that is bound to a key is of no use here.");
}

/**
 * Whose fault it is where a token is exchanged: RFC 8693 section 2.2.2 has `invalid_request` for a subject token that is
 * not valid; servers answer the others as well.
 */
const subjectFaults: ReadonlySet<string> = new Set([
  "invalid_request",
  "invalid_grant",
  "invalid_token",
  "access_denied",
]);
