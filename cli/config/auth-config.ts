import type { TlsConfig } from "./read-tls.ts";

/** How a service knows who asks: one of these. `{$env.NAME}` in any text is read from the environment. */
export interface AuthConfig {
  /** A token that does not change. */
  readonly bearer?: string;
  readonly basic?: { readonly username: string; readonly password: string };
  readonly apiKey?: { readonly in: "header" | "query"; readonly name: string; readonly value: string };
  /** OAuth 2.0: a token for the gateway itself. */
  readonly clientCredentials?: TokenEndpointConfig;
  /** RFC 8693: for the token of the client, one that the service takes. */
  readonly tokenExchange?: TokenExchangeConfig;
  readonly awsSigV4?: AwsSigV4Config;
}

export interface TokenEndpointConfig {
  readonly tokenUrl: string;
  readonly clientId: string;
  /** Without it and a key: a public client, which says its id alone. */
  readonly clientSecret?: string;
  readonly clientKey?: ClientKeyConfig;
  /** Where they are sent. Default `basic`. */
  readonly clientAuth?: "basic" | "body";
  readonly scopes?: readonly string[];
  readonly audience?: string;
  /** RFC 8707. */
  readonly resource?: string;
  /** Whatever else the endpoint wants. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** Of the endpoint: that of the service is not used for it. */
  readonly tls?: TlsConfig;
}

/** What the gateway signs by who it is (RFC 7523), in place of a secret. */
export interface ClientKeyConfig {
  /** PEM of a private key: RSA, EC P-256 or P-384, or Ed25519; relative to the config. */
  readonly file: string;
  readonly passphrase?: string;
  /** By which the endpoint finds the public one. */
  readonly keyId?: string;
  /** Of RSA. Default `RS256`. */
  readonly algorithm?: "RS256" | "PS256";
  /** For whom the assertion is. Default: `tokenUrl`. */
  readonly audience?: string;
}

export interface TokenExchangeConfig extends TokenEndpointConfig {
  /** Default `urn:ietf:params:oauth:token-type:access_token`. */
  readonly subjectTokenType?: string;
  readonly requestedTokenType?: string;
  /** The header that clients send it in. Default `authorization`. */
  readonly subjectHeader?: string;
}

/** What is not said is read from the environment, as AWS's own tools do: `AWS_REGION`, `AWS_ACCESS_KEY_ID`... */
export interface AwsSigV4Config {
  /** As AWS signs by it: `execute-api`, `lambda`, `s3`. */
  readonly service: string;
  readonly region?: string;
  readonly accessKeyId?: string;
  readonly secretAccessKey?: string;
  readonly sessionToken?: string;
}
