/** `auth` of a source. What is wrong with it is said without the value: it may be a secret in the wrong place. */
import { z } from "zod";
import { neverForwarded } from "../../subgraphs/rest/headers.ts";
import type { AuthConfig, TokenEndpointConfig } from "./auth-config.ts";
import { tls } from "./tls-schema.ts";

const environment = "`{$env.NAME}` in it is read from the environment";
const text = z.string({ error: `Expected a text; ${environment}.` }).min(1, "Expected a text, found an empty one.");
const texts = z.array(text, { error: "Expected a list of texts." }).readonly();

function members<Shape extends z.ZodRawShape>(shape: Shape): z.ZodObject<Shape, z.core.$strict> {
  const known = Object.keys(shape).map((key) => `\`${key}\``);
  return z.strictObject(shape, { error: `Expected an object with keys of ${known.join(", ")}.` });
}

const basic = members({ username: text, password: text.describe(`Of the name: ${environment}.`) });

const apiKey = members({
  in: z.enum(["header", "query"], { error: "Expected `header` or `query`." }),
  name: text.describe("Of the header, or of the parameter of the query."),
  value: text.describe(`The key: ${environment}.`),
})
  .refine(({ in: place, name }) => place === "query" || /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name), {
    error: "Expected the name of a header.",
    path: ["name"],
  })
  .refine(({ in: place, name }) => place === "query" || !neverForwarded.has(name.toLowerCase()), {
    error: "This header is of the message and the connection themselves.",
    path: ["name"],
  });

function withOneProof<Schema extends z.ZodType>(schema: Schema): Schema {
  return schema.refine((endpoint) => {
    const { clientKey, clientSecret } = endpoint as TokenEndpointConfig;
    return clientKey === undefined || clientSecret === undefined;
  }, "A client has either a `clientSecret` or a `clientKey`.");
}

const tokenEndpoint = {
  tokenUrl: text.describe("The token endpoint."),
  clientId: text.describe("Who the gateway is there."),
  clientSecret: text.optional().describe(`Of the id: ${environment}. Default: a public client, which has none.`),
  clientKey: members({
    file: text.describe("PEM of a private key: RSA, EC P-256 or P-384, or Ed25519."),
    passphrase: text.optional().describe(`Of the key: ${environment}.`),
    keyId: text.optional().describe("By which the endpoint finds the public one."),
    algorithm: z
      .enum(["RS256", "PS256"], { error: "Expected `RS256` or `PS256`." })
      .optional()
      .describe("Of RSA. Default `RS256`."),
    audience: text.optional().describe("For whom the assertion is. Default: `tokenUrl`."),
  })
    .optional()
    .describe("What the gateway signs by who it is (RFC 7523), in place of a secret."),
  clientAuth: z
    .enum(["basic", "body"], { error: "Expected `basic` or `body`." })
    .optional()
    .describe("Where id and secret are sent. Default `basic`."),
  scopes: texts.optional(),
  audience: text.optional(),
  resource: text.optional().describe("RFC 8707."),
  parameters: z
    .record(z.string(), text, { error: "Expected an object of texts." })
    .optional()
    .describe("Whatever else the endpoint wants."),
  tls: tls.optional().describe("Of the endpoint, as `tls` of a source, which is not used for it."),
};

const tokenExchange = {
  ...tokenEndpoint,
  subjectTokenType: text.optional().describe("Default: that of an access token."),
  requestedTokenType: text.optional(),
  subjectHeader: z
    .string({ error: "Expected the name of a header." })
    .refine((name) => /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name) && !neverForwarded.has(name.toLowerCase()), {
      error: "Expected the name of a header that can be forwarded.",
    })
    .optional()
    .describe("The header that clients send it in. Default `authorization`."),
};

const awsSigV4 = members({
  service: text.describe("As AWS signs by it: `execute-api`, `lambda`, `s3`."),
  region: text.optional().describe("Default: `AWS_REGION`, `AWS_DEFAULT_REGION`."),
  accessKeyId: text.optional().describe("Default: `AWS_ACCESS_KEY_ID`, with the others of that name."),
  secretAccessKey: text.optional().describe(`Of the id: ${environment}.`),
  sessionToken: text.optional().describe("Of keys that end."),
}).refine(
  ({ accessKeyId, secretAccessKey }) => (accessKeyId === undefined) === (secretAccessKey === undefined),
  "`accessKeyId` and `secretAccessKey` go together.",
);

const kinds = {
  bearer: text.optional().describe(`A token that does not change: ${environment}.`),
  basic: basic.optional(),
  apiKey: apiKey.optional(),
  clientCredentials: withOneProof(members(tokenEndpoint))
    .optional()
    .describe("OAuth 2.0: a token for the gateway itself."),
  tokenExchange: withOneProof(members(tokenExchange))
    .optional()
    .describe("RFC 8693: for the client's token, one for the service."),
  awsSigV4: awsSigV4.optional().describe("AWS Signature Version 4."),
};

export const authSchema: z.ZodType = members(kinds).check(({ value, issues }) => {
  const said = saidOf(value);
  // A key that is not known was probably meant to be one of them, and is told of already.
  if (said.length === 1 || issues.length > 0) return;
  const found = said.length === 0 ? "none of them" : said.join(" and ");
  const message = `Expected one of ${quoted(Object.keys(kinds)).join(", ")}, found ${found}.`;
  issues.push({ code: "custom", message, input: value });
});

/** The keys alone: values may be secrets. */
function saidOf(auth: unknown): readonly string[] {
  const said = Object.entries(auth ?? {}).flatMap(([key, value]) => (value === undefined ? [] : [key]));
  return quoted(said.filter((key) => Object.hasOwn(kinds, key)));
}

function quoted(names: readonly string[]): readonly string[] {
  return names.map((name) => `\`${name}\``);
}

/** `forward` and `auth` of one source must not both say what a header is: silently, a client's would never be sent. */
export function refuseReplacedHeader(entry: unknown, context: z.core.$RefinementCtx): void {
  const { auth, forward } = entry as { readonly auth?: AuthConfig; readonly forward?: readonly string[] };
  if (!auth || !forward) return;
  // It is there to be replaced.
  if (auth.tokenExchange && (auth.tokenExchange.subjectHeader ?? "authorization").toLowerCase() === "authorization")
    return;
  const own = auth.apiKey?.in === "query" ? undefined : (auth.apiKey?.name ?? "authorization").toLowerCase();
  const at = forward.findIndex((name) => name.toLowerCase() === own);
  if (at === -1) return;
  const message = `The client's \`${forward[at]}\` would be replaced by that of \`auth\`: leave one of them out.`;
  context.addIssue({ code: "custom", message, path: ["forward", at], input: forward });
}
