/** `auth` of a source, with what it reads from the environment and from files. */
import type { Diagnostic } from "../../schema/diagnostic.ts";
import { pathText } from "../../schema/path-text.ts";
import type { Locate } from "../../schema/yaml-text.ts";
import type { AuthSettings, TokenEndpointSettings } from "../../subgraphs/rest/credentials/auth-settings.ts";
import { isHeaderValue } from "../../subgraphs/rest/headers.ts";
import type { AuthConfig, AwsSigV4Config, TokenEndpointConfig } from "./auth-config.ts";
import { containerKeys, hasContainerKeys, type Environment } from "./aws-container.ts";
import { readVariables } from "./env-values.ts";
import { readClientKey } from "./read-client-key.ts";
import { readTls } from "./read-tls.ts";
import { unsetVariable } from "./unset-variable.ts";

export interface AuthPlace {
  /** Of `auth` in the config: `["sources", "users.api", "auth"]`. */
  readonly path: readonly PropertyKey[];
  /** As messages name the config. */
  readonly file: string;
  readonly locate: Locate;
  /** The folder of the config. */
  readonly root: string;
}

/** @throws ToolError when a file of `tls` cannot be used. */
export async function readAuth(
  auth: AuthConfig,
  place: AuthPlace,
  env: Environment,
): Promise<{ readonly settings?: AuthSettings; readonly diagnostics: readonly Diagnostic[] }> {
  const diagnostics: Diagnostic[] = [];
  const filled = fill(withAwsDefaults(auth, env), place.path, (text, path) =>
    readVariables(text, env, (name) => {
      diagnostics.push(unsetVariable(name, env, { ...place, path }));
      return "";
    }),
  ) as AuthConfig;
  if (diagnostics.length === 0) diagnostics.push(...faultsOf(filled, place));
  if (diagnostics.length > 0) return { diagnostics };
  return { settings: await toSettings(filled, place, env), diagnostics };
}

/** A copy with each text in it replaced. */
function fill(
  value: unknown,
  path: readonly PropertyKey[],
  replace: (text: string, path: readonly PropertyKey[]) => string,
): unknown {
  if (typeof value === "string") return replace(value, path);
  if (Array.isArray(value)) return value.map((item, index) => fill(item, [...path, index], replace));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    // Texts of `tls` are names of files, and a passphrase that its reader fills in.
    Object.entries(value).map(([key, member]) => [key, key === "tls" ? member : fill(member, [...path, key], replace)]),
  );
}

/** What AWS's own tools read where nothing is said. A session's token goes with the keys that it was made with. */
function withAwsDefaults(auth: AuthConfig, env: Environment): AuthConfig {
  if (!auth.awsSigV4) return auth;
  const { region = env["AWS_REGION"] ? "{$env.AWS_REGION}" : "{$env.AWS_DEFAULT_REGION}", ...said } = auth.awsSigV4;
  const ofEnvironment: Partial<AwsSigV4Config> =
    said.accessKeyId === undefined && !hasContainerKeys(env)
      ? {
          accessKeyId: "{$env.AWS_ACCESS_KEY_ID}",
          secretAccessKey: "{$env.AWS_SECRET_ACCESS_KEY}",
          ...(env["AWS_SESSION_TOKEN"] && { sessionToken: "{$env.AWS_SESSION_TOKEN}" }),
        }
      : {};
  return { awsSigV4: { ...said, region, ...ofEnvironment } };
}

/** What could be known to fail with each call. */
function faultsOf({ bearer, apiKey, clientCredentials, tokenExchange }: AuthConfig, place: AuthPlace): Diagnostic[] {
  const faults: Diagnostic[] = [];
  const look = (isRight: boolean, path: readonly PropertyKey[], message: string): void => {
    if (!isRight) faults.push(fault("CONFIG_INVALID_VALUE", message, [...place.path, ...path], place));
  };
  const asHeader = "It has a character that no header can have, such as the line break that a file ends with.";
  if (bearer !== undefined) {
    look(isHeaderValue(bearer), ["bearer"], asHeader);
    // RFC 6750: a token has no spaces, so that it is not one that this word begins.
    look(
      !/^bearer\s/i.test(bearer),
      ["bearer"],
      "It begins with `Bearer`, which is put before it: leave the word out.",
    );
  }
  if (apiKey?.in === "header") look(isHeaderValue(apiKey.value), ["apiKey", "value"], asHeader);
  const isUrl = "Expected an absolute http(s) URL without a name and a password in it.";
  if (clientCredentials) look(isPlainUrl(clientCredentials.tokenUrl), ["clientCredentials", "tokenUrl"], isUrl);
  if (tokenExchange) look(isPlainUrl(tokenExchange.tokenUrl), ["tokenExchange", "tokenUrl"], isUrl);
  return faults;
}

function isPlainUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password } = new URL(text);
  return (protocol === "http:" || protocol === "https:") && username === "" && password === "";
}

type Files = { readonly [Key in "tls" | "clientKey"]: TokenEndpointConfig[Key] | undefined };

async function toSettings(
  { bearer, basic, apiKey, clientCredentials, tokenExchange, awsSigV4 }: AuthConfig,
  { path, root }: AuthPlace,
  env: Environment,
): Promise<AuthSettings> {
  const at = pathText([...path, tokenExchange ? "tokenExchange" : "clientCredentials"]);
  const files = async ({ tls, clientKey }: Files): Promise<Pick<TokenEndpointSettings, "tls" | "clientKey">> => ({
    ...(tls && { tls: await readTls(tls, { at: `${at}.tls`, root }, env) }),
    ...(clientKey && { clientKey: await readClientKey(clientKey, { at: `${at}.clientKey`, root }) }),
  });
  if (bearer !== undefined) return { bearer };
  if (basic) return { basic };
  if (apiKey) return { apiKey };
  if (clientCredentials) {
    const { tls, clientKey, ...said } = clientCredentials;
    return { clientCredentials: { ...said, ...(await files({ tls, clientKey })) } };
  }
  if (tokenExchange) {
    const { tls, clientKey, subjectHeader, ...said } = tokenExchange;
    const header = subjectHeader === undefined ? {} : { subjectHeader: subjectHeader.toLowerCase() };
    return { tokenExchange: { ...said, ...header, ...(await files({ tls, clientKey })) } };
  }
  const { region = "", accessKeyId, secretAccessKey = "", ...more } = awsSigV4 ?? { service: "" };
  if (accessKeyId === undefined) return { awsSigV4: { ...more, region, keysFrom: containerKeys(env) } };
  return { awsSigV4: { ...more, region, accessKeyId, secretAccessKey } };
}

/** It tells where the value is, and never the value. */
function fault(code: Diagnostic["code"], message: string, path: readonly PropertyKey[], place: AuthPlace): Diagnostic {
  const location = place.locate(path);
  return {
    code,
    severity: "error",
    message: `${location ? "" : `${place.file}: `}\`${pathText(path)}\`: ${message}`,
    locations: location ? [location] : [],
  };
}
