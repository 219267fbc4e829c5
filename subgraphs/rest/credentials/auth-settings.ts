import type { TlsSettings } from "../tls-settings.ts";

/** How this process proves to a service who it is, or for whom it asks. Secrets are in it in clear. */
export type AuthSettings =
  | { readonly bearer: string }
  | { readonly basic: { readonly username: string; readonly password: string } }
  | { readonly apiKey: ApiKeySettings }
  | { readonly clientCredentials: ClientCredentialsSettings }
  | { readonly tokenExchange: TokenExchangeSettings }
  | { readonly awsSigV4: AwsSigV4Settings };

export interface ApiKeySettings {
  readonly in: "header" | "query";
  readonly name: string;
  readonly value: string;
}

/** An OAuth 2.0 token endpoint, and who this process is there. */
export interface TokenEndpointSettings {
  /** Absolute http(s) URL. */
  readonly tokenUrl: string;
  readonly clientId: string;
  /** Without it and a key: a public client, which says its id alone. */
  readonly clientSecret?: string;
  readonly clientKey?: ClientKeySettings;
  /** Where id and secret are sent (RFC 6749 section 2.3.1): the `authorization` header, or the body. Default `basic`. */
  readonly clientAuth?: "basic" | "body";
  readonly scopes?: readonly string[];
  readonly audience?: string;
  /** RFC 8707. */
  readonly resource?: string;
  /** Whatever else the endpoint wants. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** Of the endpoint itself; that of the service is not used for it. */
  readonly tls?: TlsSettings;
}

/** What the client signs by who it is (RFC 7523), in place of a secret that the endpoint knows as well. */
export interface ClientKeySettings {
  /** A private key: RSA, EC P-256 or P-384, or Ed25519. */
  readonly jwk: Readonly<Record<string, unknown>>;
  /** By which the endpoint finds the public one. */
  readonly keyId?: string;
  /** Of RSA. Default `RS256`. */
  readonly algorithm?: "RS256" | "PS256";
  /** For whom the assertion is. Default: the token endpoint's URL. */
  readonly audience?: string;
}

/** RFC 6749 section 4.4: a token for this process. */
export type ClientCredentialsSettings = TokenEndpointSettings;

/** RFC 8693: for the client's token, one that the service takes. Its source has to forward the header that it is in. */
export interface TokenExchangeSettings extends TokenEndpointSettings {
  /** Default `urn:ietf:params:oauth:token-type:access_token`. */
  readonly subjectTokenType?: string;
  readonly requestedTokenType?: string;
  /** Lower-case name of the header that the client's token is in. Default `authorization`, as a bearer's. */
  readonly subjectHeader?: string;
}

export type AwsSigV4Settings = {
  /** As AWS signs by it: `execute-api`, `lambda`, `s3`. */
  readonly service: string;
  readonly region: string;
} & (AwsKeys | { readonly keysFrom: AwsKeysEndpoint });

export interface AwsKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** Where a container gets the keys of its role, which end: ECS, EKS Pod Identity. */
export interface AwsKeysEndpoint {
  /** Absolute http(s) URL. */
  readonly url: string;
  /** The `authorization` header for it, asked for each time: what is in a file is replaced now and then. */
  readonly authorization?: () => Promise<string>;
}
