import { generateKeyPairSync } from "node:crypto";
import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { jwtVerify } from "jose";
import { openProjectTransport } from "../../../cli/open-project-transport.ts";
import { openProject, sourceSettings, type Project } from "../../../cli/project.ts";
import { ToolError } from "../../../cli/tool-error.ts";
import type { Diagnostic } from "../../../schema/diagnostic.ts";
import { startRestServer, type RestServer } from "../../support/rest-server.ts";

const aws = ["REGION", "DEFAULT_REGION", "ACCESS_KEY_ID", "SECRET_ACCESS_KEY", "SESSION_TOKEN"];
const container = [
  "CREDENTIALS_RELATIVE_URI",
  "CREDENTIALS_FULL_URI",
  "AUTHORIZATION_TOKEN",
  "AUTHORIZATION_TOKEN_FILE",
];
const variables = [
  "USERS_TOKEN",
  "USERS_PASSWORD",
  "EMPTY",
  ...[...aws, ...container.map((name) => `CONTAINER_${name}`)].map((name) => `AWS_${name}`),
];
const before = new Map(variables.map((name) => [name, process.env[name]]));

let dir: string;
let server: RestServer;
let keys: RestServer;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "restuary-auth-"));
  server = await startRestServer(() => ({ json: { access_token: "t-1", token_type: "bearer" } }));
  keys = await startRestServer(() => ({ json: { AccessKeyId: "ROLE", SecretAccessKey: "s" } }));
  for (const name of variables) delete process.env[name];
});
afterEach(async () => {
  await rm(dir, { recursive: true });
  await server.close();
  await keys.close();
  for (const [name, value] of before) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
});

async function open(yaml: string): Promise<Project> {
  await writeFile(join(dir, "restuary.config.yaml"), yaml);
  return openProject({ dir });
}

const pem = (name: string): string => readFileSync(new URL(`../../support/tls/${name}`, import.meta.url), "utf8");

/** What is sent to the service. */
async function sent(yaml: string, source = "users.api"): Promise<Record<string, unknown>> {
  const transport = await openProjectTransport(await open(yaml));
  try {
    const headers = ["authorization", "Bearer of-the-client"];
    await transport.request({ method: "GET", url: `${server.url}/me`, headers, source }).response;
    const { headers: received, url } = server.requests.at(-1) ?? {};
    return { url, ...received };
  } finally {
    await transport.close();
  }
}

/** Code, place and message of what is wrong. */
async function faults(yaml: string): Promise<string[]> {
  try {
    await (await openProjectTransport(await open(yaml))).close();
  } catch (error) {
    if (error instanceof ToolError) return error.diagnostics.map(shown);
    throw error;
  }
  return [];
}

function shown({ code, message, locations: [at], fix = "" }: Diagnostic): string {
  return [`${at ? `${at.line}:${at.column} ` : ""}${code} ${message}`, fix].join(" ").trim();
}

describe("auth of a source", () => {
  it("reads secrets from the environment", async () => {
    process.env["USERS_TOKEN"] = "abc";
    const auth = `sources: { users.api: { auth: { bearer: "v1.{$env.USERS_TOKEN}" } } }`;
    expect(await sent(auth)).toMatchObject({ authorization: "Bearer v1.abc" });
  });

  it("is there for remote subgraphs too", async () => {
    process.env["USERS_PASSWORD"] = "p:w";
    await writeFile(join(dir, "billing.graphql"), "type Query { a: Int }");
    const auth = `{ basic: { username: gateway, password: "{$env.USERS_PASSWORD}" } }`;
    const yaml = `subgraphs: { billing: { schema: billing.graphql, url: "${server.url}/graphql", auth: ${auth} } }`;
    const authorization = `Basic ${Buffer.from("gateway:p:w").toString("base64")}`;
    expect(await sent(yaml, "billing")).toMatchObject({ authorization });
  });

  it("gets a token with what the environment says", async () => {
    process.env["USERS_PASSWORD"] = "p";
    const clientCredentials = `{ tokenUrl: "${server.url}/token", clientId: me, clientSecret: "{$env.USERS_PASSWORD}" }`;
    const yaml = `sources: { users.api: { auth: { clientCredentials: ${clientCredentials} } } }`;
    expect(await sent(yaml)).toMatchObject({ url: "/me", authorization: "Bearer t-1" });
    expect(server.requests[0]).toMatchObject({
      url: "/token",
      headers: { authorization: `Basic ${Buffer.from("me:p").toString("base64")}` },
    });
  });

  it.each([
    ["rsa", { modulusLength: 2_048 }, "", "RS256"],
    ["rsa", { modulusLength: 2_048 }, "algorithm: PS256,", "PS256"],
    ["ec", { namedCurve: "P-256" }, "", "ES256"],
    ["ec", { namedCurve: "P-384" }, "", "ES384"],
    ["ed25519", {}, "", "EdDSA"],
  ])("signs by a key who it is: %s %j %s", async (type, options, algorithm, alg) => {
    // The overloads of it are by type.
    const { privateKey, publicKey } = generateKeyPairSync(type as "rsa", options as { modulusLength: number });
    process.env["USERS_PASSWORD"] = "phrase";
    const encrypted = privateKey.export({ type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: "phrase" });
    await writeFile(join(dir, "client.key"), encrypted);
    const clientKey = `{ file: client.key, passphrase: "{$env.USERS_PASSWORD}", ${algorithm} keyId: k-1 }`;
    const auth = `{ clientCredentials: { tokenUrl: "${server.url}/token", clientId: me, clientKey: ${clientKey} } }`;
    expect(await sent(`sources: { users.api: { auth: ${auth} } }`)).toMatchObject({ authorization: "Bearer t-1" });

    const form = new URLSearchParams(server.requests[0]?.body);
    expect(form.get("client_assertion_type")).toBe("urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
    const verified = await jwtVerify(form.get("client_assertion") ?? "", publicKey, {
      issuer: "me",
      subject: "me",
      audience: `${server.url}/token`,
    });
    expect(verified.protectedHeader).toMatchObject({ alg, kid: "k-1" });
    expect([server.requests[0]?.headers.authorization, form.get("client_secret")]).toEqual([undefined, null]);
  });

  it("says at the start which key cannot be used, and tells nothing of it", async () => {
    const auth = `{ clientCredentials: { tokenUrl: "${server.url}", clientId: me, clientKey: { file: client.key } } }`;
    const yaml = `sources: { users.api: { auth: ${auth} } }`;
    await expect(sent(yaml)).rejects.toThrow(
      /^The file of `sources\.users\.api\.auth\.clientCredentials\.clientKey` client\.key could not be read: no such file\./,
    );
    await writeFile(join(dir, "client.key"), "s3cr3t");
    await expect(sent(yaml)).rejects.toThrow(
      /^`sources\.users\.api\.auth\.clientCredentials\.clientKey` cannot be used \(client\.key\): (?!.*s3cr3t)/,
    );
    const { privateKey } = generateKeyPairSync("x25519");
    await writeFile(join(dir, "client.key"), privateKey.export({ type: "pkcs8", format: "pem" }));
    await expect(sent(yaml)).rejects.toThrow("it is neither RSA, EC P-256, EC P-384 nor Ed25519.");
  });

  it("trusts for the token endpoint whom `tls` there says, and not whom that of the source says", async () => {
    const endpoint = createTlsServer({ cert: pem("server.pem"), key: pem("server.key") }, (_request, response) => {
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify({ access_token: "t-2", token_type: "bearer" }));
    });
    await new Promise<void>((resolve) => endpoint.listen(0, "127.0.0.1", resolve));
    await writeFile(join(dir, "ca.pem"), pem("ca.pem"));
    const tokenUrl = `https://localhost:${(endpoint.address() as AddressInfo).port}/`;
    const source = (tls: string, ofEndpoint: string): string =>
      `sources: { users.api: { ${tls} auth: { clientCredentials: { tokenUrl: "${tokenUrl}", clientId: me, ${ofEndpoint} } } } }`;
    try {
      expect(await sent(source("", "tls: { ca: ca.pem }"))).toMatchObject({ authorization: "Bearer t-2" });
      await expect(sent(source("tls: { ca: ca.pem },", ""))).rejects.toMatchObject({
        code: "REST_CREDENTIAL",
        cause: { code: "REST_CONNECT" },
      });
    } finally {
      endpoint.closeAllConnections();
      endpoint.close();
    }
  });

  it("exchanges the client's token, which is forwarded for that without more words", async () => {
    const yaml = `sources: { users.api: { forward: [x-tenant], auth: { tokenExchange: { tokenUrl: "${server.url}/token", clientId: me } } } }`;
    expect(await sent(yaml)).toMatchObject({ authorization: "Bearer t-1" });
    expect(server.requests[0]?.body).toContain("subject_token=of-the-client");
    expect(sourceSettings(await open(yaml))).toMatchObject({ "users.api": { forward: ["x-tenant", "authorization"] } });
    const own = yaml.replace("clientId: me", "clientId: me, subjectHeader: X-User-Token");
    expect(sourceSettings(await open(own))).toMatchObject({ "users.api": { forward: ["x-tenant", "x-user-token"] } });
  });

  it("signs with the keys of the environment, as AWS's tools do", async () => {
    const yaml = "sources: { users.api: { auth: { awsSigV4: { service: execute-api } } } }";
    expect(await faults(yaml)).toEqual(
      ["AWS_DEFAULT_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"].map((name) =>
        expect.stringMatching(new RegExp(`^1:43 CONFIG_VARIABLE_UNSET .* It reads \`${name}\``)),
      ),
    );
    Object.assign(process.env, { AWS_REGION: "eu-1", AWS_ACCESS_KEY_ID: "AK", AWS_SECRET_ACCESS_KEY: "s" });
    process.env["AWS_SESSION_TOKEN"] = "session";
    expect(await sent(yaml)).toMatchObject({
      authorization: expect.stringMatching(/^AWS4-HMAC-SHA256 Credential=AK\/\d{8}\/eu-1\/execute-api\//),
      "x-amz-security-token": "session",
    });
    const own = `sources: { users.api: { auth: { awsSigV4: { service: s3, region: us-1, accessKeyId: OWN, secretAccessKey: t } } } }`;
    const { authorization, "x-amz-security-token": session } = await sent(own);
    expect(authorization).toMatch(/Credential=OWN\/\d{8}\/us-1\/s3\//);
    expect(session).toBeUndefined();
  });

  it("signs with the keys of a container's role, where the environment has none of its own", async () => {
    await writeFile(join(dir, "token"), "of-the-container\n");
    Object.assign(process.env, {
      AWS_REGION: "eu-1",
      AWS_CONTAINER_CREDENTIALS_FULL_URI: `${keys.url}/role`,
      AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: join(dir, "token"),
    });
    const yaml = "sources: { users.api: { auth: { awsSigV4: { service: execute-api } } } }";
    expect((await sent(yaml))["authorization"]).toMatch(/Credential=ROLE\//);
    expect(keys.requests[0]?.headers.authorization).toBe("of-the-container");

    process.env["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = "http://evil.example/role";
    await expect(sent(yaml)).rejects.toThrow(/^AWS_CONTAINER_CREDENTIALS_FULL_URI must be an https URL/);

    Object.assign(process.env, { AWS_ACCESS_KEY_ID: "AK", AWS_SECRET_ACCESS_KEY: "s" });
    expect((await sent(yaml))["authorization"]).toMatch(/Credential=AK\//);
  });

  it("is known to the transport alone", async () => {
    const project = await open(`sources: { users.api: { auth: { bearer: abc } } }`);
    expect(sourceSettings(project)).toEqual({ "users.api": {} });
  });
});

describe("what is wrong with auth", () => {
  it("is a variable that is not set or empty, with its place", async () => {
    process.env["EMPTY"] = "";
    const yaml = `sources:
  users.api:
    auth:
      bearer: "{$env.USERS_TOKEN}"
  posts.api:
    auth:
      basic: { username: me, password: "{$env.EMPTY}" }
`;
    expect((await faults(yaml)).toSorted()).toEqual([
      "4:15 CONFIG_VARIABLE_UNSET `sources.users.api.auth.bearer`: It reads `USERS_TOKEN`, which is not set in the environment. Set the environment variable `USERS_TOKEN`.",
      "7:40 CONFIG_VARIABLE_UNSET `sources.posts.api.auth.basic.password`: It reads `EMPTY`, which is empty in the environment. Set the environment variable `EMPTY`.",
    ]);
  });

  it("is a name that every object has, and no environment", async () => {
    expect(await faults(`sources: { users.api: { auth: { bearer: "{$env.constructor}" } } }`)).toEqual([
      expect.stringMatching(/It reads `constructor`, which is not set in the environment\./),
    ]);
  });

  it("is said with its path where a module has no places", async () => {
    await writeFile(
      join(dir, "restuary.config.mjs"),
      `export default { sources: { "users.api": { auth: { bearer: "{$env.USERS_TOKEN}" } } } };`,
    );
    await expect(openProjectTransport(await openProject({ dir }))).rejects.toMatchObject({
      message: "The config's credentials are not complete.",
      diagnostics: [
        {
          code: "CONFIG_VARIABLE_UNSET",
          message:
            "restuary.config.mjs: `sources.users.api.auth.bearer`: It reads `USERS_TOKEN`, which is not set in the environment.",
          locations: [],
        },
      ],
    });
  });

  it("is a line break, which a file's end often is, and the secret is not told", async () => {
    process.env["USERS_TOKEN"] = "abc\n";
    const fault = "It has a character that no header can have, such as the line break that a file ends with.";
    expect(await faults(`sources: { users.api: { auth: { bearer: "{$env.USERS_TOKEN}" } } }`)).toEqual([
      `1:41 CONFIG_INVALID_VALUE \`sources.users.api.auth.bearer\`: ${fault}`,
    ]);
  });

  it("is a word that is put before a token anyway, once what is read is there", async () => {
    process.env["USERS_TOKEN"] = "Bearer s3cr3t";
    expect(await faults(`sources: { users.api: { auth: { bearer: "{$env.USERS_TOKEN}" } } }`)).toEqual([
      "1:41 CONFIG_INVALID_VALUE `sources.users.api.auth.bearer`: It begins with `Bearer`, which is put before it: leave the word out.",
    ]);
  });

  it.each([
    [
      "{ bearer: a, basic: { username: a, password: b } }",
      /`sources.users.api.auth`: Expected one of `bearer`, `basic`/,
    ],
    ["{}", /`sources.users.api.auth`: Expected one of `bearer`, `basic`/],
    ["{ baerer: s3cr3t }", /`sources.users.api.auth.baerer` is not a key of the config\. .*`bearer`/],
    ["s3cr3t", /`sources.users.api.auth`: Expected an object with keys of `bearer`/],
    ["{ bearer: 12345 }", /`sources.users.api.auth.bearer`: Expected a text/],
    ["{ basic: 'me:s3cr3t' }", /auth.basic`: Expected an object with keys of `username`, `password`/],
    ["{ apiKey: { in: s3cr3t, name: k, value: v } }", /auth.apiKey.in`: Expected `header` or `query`/],
    ["{ apiKey: { in: header, name: 's3cr3t x', value: v } }", /auth.apiKey.name`: Expected the name of a header/],
    ["{ apiKey: { in: header, name: Host, value: s3cr3t } }", /auth.apiKey.name`: This header is of the message/],
    ["{ awsSigV4: { service: s3, accessKeyId: s3cr3t } }", /`accessKeyId` and `secretAccessKey` go together/],
    [
      "{ clientCredentials: { tokenUrl: 'https://s3cr3t:b@tokens/', clientId: a } }",
      /Expected an absolute http\(s\) URL/,
    ],
    [
      "{ clientCredentials: { tokenUrl: 'https://t/', clientId: a, clientSecret: s3cr3t, clientKey: { file: k } } }",
      /A client has either a `clientSecret` or a `clientKey`/,
    ],
    ["{ clientCredentials: { tokenUrl: tokens, clientId: a } }", /tokenUrl`: Expected an absolute http\(s\) URL/],
  ])("is told without the value: %s", async (auth, expected) => {
    const found = await faults(`sources: { users.api: { auth: ${auth} } }`);
    expect(found[0]).toMatch(expected);
    expect(found.join(" ")).not.toMatch(/s3cr3t|12345/);
  });

  it.each([
    ["[accept-language, Authorization]", "{ bearer: a }", true],
    ["[x-api-key]", "{ apiKey: { in: header, name: X-Api-Key, value: v } }", true],
    ["[x-api-key]", "{ apiKey: { in: query, name: X-Api-Key, value: v } }", false],
    ["[authorization]", "{ apiKey: { in: header, name: X-Api-Key, value: v } }", false],
    ["[authorization]", "{ tokenExchange: { tokenUrl: 'https://tokens/', clientId: a } }", false],
    ["[authorization]", "{ tokenExchange: { tokenUrl: 'https://t/', clientId: a, subjectHeader: x-token } }", true],
  ])("is a forwarded header that it would replace: %s and %s", async (forward, auth, isWrong) => {
    const found = await faults(`sources: { users.api: { forward: ${forward}, auth: ${auth} } }`);
    expect(found).toEqual(isWrong ? [expect.stringMatching(/would be replaced by that of `auth`/)] : []);
  });
});
