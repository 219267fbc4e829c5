import { request, type IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { GraphQLError } from "graphql";
import type { PoliciesFunction } from "../../../gateway/auth/auth-options.ts";
import { createSigner, AUDIENCE, ISSUER } from "./signer.ts";
import { startGatewayServer, type GatewayServer, type GatewayServerOptions } from "../../../gateway/http-server.ts";
import { createRestTransport, type RestTransport } from "../../../subgraphs/rest/transport.ts";
import { connectLinks, openDeclaredGraph } from "../../support/declared-graph.ts";
import { startRestServer, type RestServer } from "../../support/rest-server.ts";

const signer = await createSigner("a");
const soon = Math.floor(Date.now() / 1_000) + 3_600;

let transport: RestTransport;
let issuer: RestServer;
let service: RestServer;
/** What the issuer answers. */
let jwks: { status: number; json: unknown };
const open: { stop(): Promise<void> }[] = [];
beforeEach(async () => {
  jwks = { status: 200, json: { keys: [signer.jwk] } };
  transport = createRestTransport();
  issuer = await startRestServer(() => jwks);
  service = await startRestServer(({ url }) => ({ json: { url, secret: "s", name: "Ada" } }));
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.stop()));
  await transport.close();
  await Promise.all([issuer.close(), service.close()]);
});

async function start(options: Partial<GatewayServerOptions> = {}): Promise<GatewayServer> {
  const auth = { issuers: [{ issuer: ISSUER, audience: [AUDIENCE], jwks: { url: `${issuer.url}/keys` } }] };
  const graph = await openDeclaredGraph({
    people: `${connectLinks.replace('"@key"', '"@key", "@authenticated", "@requiresScopes", "@policy"')}
      @source(name: "api", http: { baseURL: "${service.url}" })
      type Query {
        open: String @connect(source: "api", http: { GET: "/open" }, selection: "$.url")
        secret: String @authenticated @connect(source: "api", http: { GET: "/secret" }, selection: "$.secret")
        admin: String @requiresScopes(scopes: [["admin"]]) @connect(source: "api", http: { GET: "/admin" }, selection: "$.url")
        vetted: String @policy(policies: [["vetted"]]) @connect(source: "api", http: { GET: "/vetted" }, selection: "$.url")
        mine: String @connect(source: "api", http: { GET: "/of/{$context.claims.sub}" }, selection: "$.url")
      }`,
  });
  const server = await startGatewayServer({ graph, transport, port: 0, production: true, auth, ...options });
  open.push(server);
  return server;
}

interface Response {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

async function ask(
  { url }: GatewayServer,
  query: string,
  authorization?: string,
  headers: Record<string, string> = {},
): Promise<Response> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...(authorization !== undefined && { authorization }), ...headers },
    body: JSON.stringify({ query }),
  });
  return { status: response.status, headers: response.headers, body: await response.json() };
}

const bearer = async (claims: Record<string, unknown> = {}): Promise<string> =>
  `Bearer ${await signer.sign({ exp: soon, ...claims })}`;
const denied = (path: string): object => ({
  message: "Unauthorized field or type",
  path: [path],
  extensions: { code: "UNAUTHORIZED_FIELD_OR_TYPE" },
});

describe("a server that verifies tokens", () => {
  it("answers anonymous clients what anybody may see, and asks no service for the rest", async () => {
    const server = await start();
    // By the long way, and by the short one.
    for (let round = 0; round < 3; round += 1) {
      // oxlint-disable-next-line no-await-in-loop -- The second is answered otherwise than the first.
      expect(await ask(server, "{ open secret admin }")).toMatchObject({
        status: 200,
        body: { data: { open: "/open", secret: null, admin: null }, errors: [denied("secret"), denied("admin")] },
      });
    }
    expect(service.requests.map(({ url }) => url)).toEqual(["/open", "/open", "/open"]);
  });

  it("answers by the token, however the operation was asked before", async () => {
    const server = await start();
    const answers: unknown[] = [];
    for (const authorization of [
      undefined,
      await bearer(),
      await bearer({ scope: "x admin" }),
      undefined,
      await bearer(),
    ]) {
      // oxlint-disable-next-line no-await-in-loop -- One after the other.
      answers.push((await ask(server, "{ secret admin }", authorization)).body);
    }
    const nothing = { data: { secret: null, admin: null }, errors: [denied("secret"), denied("admin")] };
    const some = { data: { secret: "s", admin: null }, errors: [denied("admin")] };
    expect(answers).toEqual([nothing, some, { data: { secret: "s", admin: "/admin" } }, nothing, some]);
  });

  it.each<[what: string, authorization: () => string | Promise<string>, header: string, message: string]>([
    ["a token that has expired", () => bearer({ exp: 1 }), "invalid_token", "The token has expired."],
    ["a token of another audience", () => bearer({ aud: "x" }), "invalid_token", "The token is for another audience."],
    ["no token at all", () => "Bearer ", "invalid_token", "The token is empty."],
    ["text", () => "bearer abc", "invalid_token", "The token is not a JSON Web Token."],
  ])("refuses %s whole, and not as anonymous", async (_what, authorization, error, message) => {
    const server = await start();
    const { status, headers, body } = await ask(server, "{ open }", await authorization());
    expect(status).toBe(401);
    expect(headers.get("www-authenticate")).toBe(`Bearer error="${error}", error_description="${message}"`);
    expect(body).toEqual({ errors: [{ message, extensions: { code: "UNAUTHENTICATED" } }] });
    expect(service.requests).toEqual([]);
  });

  it("refuses a request with two tokens, of which one may be another client's", async () => {
    const { url } = await start();
    const [token, other] = [await bearer(), await bearer({ sub: "bob" })];
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const sent = request(url, { method: "POST", headers: { "content-type": "application/json" } }, resolve);
      sent.setHeader("authorization", [token, other]);
      sent.on("error", reject).end(JSON.stringify({ query: "{ open }" }));
    });
    const challenge = 'Bearer error="invalid_request", error_description="The request has more than one token."';
    expect([answer.statusCode, answer.headers["www-authenticate"]]).toEqual([400, challenge]);
    expect(JSON.parse(await text(answer))).toEqual({
      errors: [{ message: "The request has more than one token.", extensions: { code: "BAD_REQUEST" } }],
    });
  });

  it("takes other schemes for no token", async () => {
    const { status, body } = await ask(await start(), "{ open secret }", "Basic YTpi");
    expect({ status, body }).toEqual({
      status: 200,
      body: { data: { open: "/open", secret: null }, errors: [denied("secret")] },
    });
  });

  it("refuses anonymous clients where a token is required, but not who asks whether it is alive", async () => {
    const issuers = [{ issuer: ISSUER, audience: [AUDIENCE], jwks: { url: issuer.url } }];
    const server = await start({ auth: { issuers, required: true } });
    const { status, headers, body } = await ask(server, "{ open }");
    expect({ status, challenge: headers.get("www-authenticate"), body }).toEqual({
      status: 401,
      challenge: "Bearer",
      body: {
        errors: [
          {
            message: "This graph is not for anonymous clients. Send a token.",
            extensions: { code: "UNAUTHENTICATED" },
          },
        ],
      },
    });
    expect((await ask(server, "{ open }", await bearer())).body).toEqual({ data: { open: "/open" } });
    expect((await fetch(new URL("/health/live", server.url))).status).toBe(200);
    expect((await fetch(server.url, { method: "OPTIONS" })).status).toBe(204);
  });

  it("takes a token from the header that the config names", async () => {
    const jwksUrl = { url: issuer.url };
    const server = await start({
      auth: { issuers: [{ issuer: ISSUER, audience: false, jwks: jwksUrl, header: "X-Token", prefix: "" }] },
    });
    const token = await signer.sign({ exp: soon, aud: undefined });
    expect((await ask(server, "{ secret }", "Bearer abc", { "x-token": token })).body).toEqual({
      data: { secret: "s" },
    });
  });

  it("is not ready, and refuses tokens with 503, until it has had the keys", async () => {
    jwks = { status: 500, json: {} };
    const errors: string[] = [];
    const server = await start({ onError: (error) => errors.push(String(error)) });
    const token = await bearer();
    const refused = await ask(server, "{ open secret }", token);
    expect({ status: refused.status, retry: refused.headers.get("retry-after"), body: refused.body }).toEqual({
      status: 503,
      retry: "5",
      body: {
        errors: [{ message: "Tokens cannot be verified at the moment.", extensions: { code: "SERVICE_UNAVAILABLE" } }],
      },
    });
    const ready = await fetch(new URL("/health/ready", server.url));
    expect({ status: ready.status, body: await ready.json() }).toEqual({
      status: 503,
      body: { status: "not ready", reasons: [`The keys of \`${ISSUER}\` have not been loaded.`] },
    });
    expect((await ask(server, "{ open }")).body).toEqual({ data: { open: "/open" } });
    expect(errors).toEqual([
      `Error: The keys of \`${ISSUER}\` cannot be loaded from ${issuer.url}/keys: the answer is 500.`,
    ]);
    jwks = { status: 200, json: { keys: [signer.jwk] } };
    const isReady = async (): Promise<boolean> => (await fetch(new URL("/health/ready", server.url))).status === 200;
    // oxlint-disable-next-line no-await-in-loop -- Until it is so.
    while (!(await isReady())) await new Promise((resolve) => setTimeout(resolve, 50));
    expect((await ask(server, "{ open secret }", token)).body).toEqual({ data: { open: "/open", secret: "s" } });
  });

  it.each<{ what: string; policies: PoliciesFunction; status: number; error: object; told: readonly string[] }>([
    {
      what: "throws",
      policies: () => {
        throw new Error("The directory is away.");
      },
      status: 500,
      error: {
        message: "The policies of the operation could not be decided.",
        extensions: { code: "INTERNAL_SERVER_ERROR" },
      },
      told: ["`auth.policies`: Error: The directory is away."],
    },
    {
      what: "never answers",
      policies: () => new Promise(() => {}),
      status: 500,
      error: {
        message: "The policies of the operation could not be decided.",
        extensions: { code: "INTERNAL_SERVER_ERROR" },
      },
      told: ["`auth.policies`: RestError: The operation's time of 200 ms was over before `auth.policies` had ended."],
    },
    {
      what: "refuses the client",
      policies: () => {
        throw new GraphQLError("Who are you?", { extensions: { code: "FORBIDDEN" } });
      },
      status: 400,
      error: { message: "Who are you?", extensions: { code: "FORBIDDEN" } },
      told: [],
    },
  ])("refuses an operation whole where the function for policies $what, and no other", async (one) => {
    const errors: string[] = [];
    const issuers = [{ issuer: ISSUER, audience: [AUDIENCE], jwks: { url: issuer.url } }];
    const server = await start({
      auth: { issuers, policies: one.policies },
      timeoutMs: 200,
      onError: (thrown, where) => errors.push(`${where}: ${String(thrown)}`),
    });
    const { status, body } = await ask(server, "{ open vetted }");
    expect({ status, body, errors }).toEqual({ status: one.status, body: { errors: [one.error] }, errors: one.told });
    expect(service.requests).toEqual([]);
    // It depends on no policy.
    expect((await ask(server, "{ admin }")).status).toBe(200);
  });

  it("gives claims to mappings and to the context function, and nobody another one's", async () => {
    const server = await start({
      share: "operation",
      context: ({ claims }) => ({ role: claims?.["role"] ?? "none" }),
    });
    const [ada, bob] = [await bearer({ sub: "ada" }), await bearer({ sub: "bob/../x" })];
    const all = await Promise.all(
      [ada, bob, ada, bob, ada, bob].map(async (token) => (await ask(server, "{ mine }", token)).body),
    );
    const [ofAda, ofBob] = [{ data: { mine: "/of/ada" } }, { data: { mine: "/of/bob%2F..%2Fx" } }];
    expect(all).toEqual([ofAda, ofBob, ofAda, ofBob, ofAda, ofBob]);
  });
});
