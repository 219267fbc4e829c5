import { describe, expect, it } from "@jest/globals";
import type { TokenEndpointSettings } from "../../../../subgraphs/rest/credentials/auth-settings.ts";
import type { TransportSettings } from "../../../../subgraphs/rest/transport-settings.ts";
import { withCredentials } from "../../../../subgraphs/rest/credentials/with-credentials.ts";
import type { RestResponse } from "../../../../subgraphs/rest/operation.ts";
import type { RestTransport } from "../../../../subgraphs/rest/transport.ts";
import { reasonOf } from "../../../../subgraphs/rest/reason.ts";
import { deferred } from "../../../support/deferred.ts";
import { until } from "../../../support/until.ts";
import { startService } from "../service.ts";
import { errorOf } from "./error-of.ts";
import { redact } from "./redact.ts";
import { startTokenServer } from "./token-server.ts";

const client = { clientId: "restuary", clientSecret: "p&ss=1 ü" };

function auth(tokenUrl: string, more: Partial<TokenEndpointSettings> = {}): TransportSettings {
  return { auth: { clientCredentials: { tokenUrl, ...client, ...more } } };
}

describe("client credentials", () => {
  it("asks for one token for many calls", async () => {
    const tokens = await startTokenServer();
    const service = await startService(() => ({ json: 1 }), auth(`${tokens.url}/token`, { scopes: ["read", "list"] }));
    const operation = service.operation();
    await Promise.all([1, 2, 3, 4, 5].map((id) => operation.fetch(service.request(`/things/${id}`))));
    await service.operation().fetch(service.request("/things/6"));

    expect(tokens.requests.map(({ method, url }) => `${method} ${url}`)).toEqual(["POST /token"]);
    expect(tokens.requests[0]?.headers).toMatchObject({
      "content-type": expect.stringContaining("application/x-www-form-urlencoded"),
      // RFC 6749 section 2.3.1: each is encoded as in a form, before they are joined.
      authorization: `Basic ${Buffer.from("restuary:p%26ss%3D1+%C3%BC").toString("base64")}`,
    });
    expect(tokens.forms()).toEqual([{ grant_type: "client_credentials", scope: "read list" }]);
    expect(service.requests.map(({ headers }) => headers.authorization)).toEqual(Array(6).fill("Bearer token-1"));
  });

  it("sends id and secret in the body, an audience, a resource and whatever else is wanted", async () => {
    const tokens = await startTokenServer();
    const more = {
      clientAuth: "body",
      audience: "things",
      resource: "urn:things",
      parameters: { tenant: "eu" },
    } as const;
    const service = await startService(() => ({ json: 1 }), auth(tokens.url, more));
    await service.operation().fetch(service.request("/things"));
    expect(tokens.requests[0]?.headers.authorization).toBeUndefined();
    expect(tokens.forms()).toEqual([
      {
        grant_type: "client_credentials",
        client_id: "restuary",
        client_secret: "p&ss=1 ü",
        audience: "things",
        resource: "urn:things",
        tenant: "eu",
      },
    ]);
  });

  it("shares a token between sources that say the same", async () => {
    const tokens = await startTokenServer();
    const settings = auth(tokens.url);
    const service = await startService(() => ({ json: 1 }), settings, {
      sources: { "things.api": settings, "users.api": settings },
    });
    const operation = service.operation();
    await operation.fetch(service.request("/things"));
    await operation.fetch(service.request("/users", { sourceKey: "users.api" }));
    expect(tokens.requests).toHaveLength(1);
    expect(service.requests.map(({ headers }) => headers.authorization)).toEqual(["Bearer token-1", "Bearer token-1"]);
  });

  it("fetches the next token ahead of the old one's end, once, and lets nobody wait for it", async () => {
    let now = 0;
    const slow = deferred<void>();
    let asked = 0;
    const tokens = await startTokenServer(async () => {
      asked += 1;
      const token = `token-${asked}`;
      if (asked === 2) await slow.promise;
      return { json: { access_token: token, token_type: "bearer", expires_in: 100 } };
    });
    const service = await startService(() => ({ json: 1 }), auth(tokens.url), { now: () => now });
    const ask = async (path: string): Promise<void> => void (await service.operation().fetch(service.request(path)));

    await ask("/1");
    now = 74_999;
    await ask("/2");
    expect(tokens.requests).toHaveLength(1);
    now = 75_000;
    await Promise.all([ask("/3"), ask("/4"), ask("/5")]);
    await until(() => tokens.requests.length === 2);
    await ask("/6");
    expect(new Set(service.requests.map(({ headers }) => headers.authorization))).toEqual(new Set(["Bearer token-1"]));

    slow.resolve();
    await until(async () => {
      await ask("/7");
      return service.requests.at(-1)?.headers.authorization === "Bearer token-2";
    });
    expect(tokens.requests).toHaveLength(2);
  });

  it("sends no token that has ended, and fetches one for all who wait", async () => {
    let now = 0;
    const tokens = await startTokenServer();
    const service = await startService(() => ({ json: 1 }), auth(tokens.url), { now: () => now });
    await service.operation().fetch(service.request("/1"));
    now = 3_600_000;
    await Promise.all(["/2", "/3", "/4"].map((path) => service.operation().fetch(service.request(path))));
    expect(tokens.requests).toHaveLength(2);
    expect(service.requests.slice(1).map(({ headers }) => headers.authorization)).toEqual(
      Array(3).fill("Bearer token-2"),
    );
  });

  it("keeps the old token while the endpoint is away", async () => {
    let now = 0;
    let isAway = false;
    const tokens = await startTokenServer((_request, response) => {
      if (isAway) return void response.destroy();
      return { json: { access_token: "token-1", token_type: "bearer", expires_in: 100 } };
    });
    const service = await startService(() => ({ json: 1 }), auth(tokens.url), { now: () => now });
    await service.operation().fetch(service.request("/1"));
    isAway = true;
    now = 80_000;
    await service.operation().fetch(service.request("/2"));
    await until(() => tokens.requests.length > 1);
    await service.operation().fetch(service.request("/3"));
    expect(service.requests.map(({ headers }) => headers.authorization)).toEqual(Array(3).fill("Bearer token-1"));

    now = 100_000;
    const error = await errorOf(service.operation().fetch(service.request("/4")));
    expect(error).toMatchObject({ code: "REST_CREDENTIAL", cause: { code: "REST_SOCKET" } });
    expect(service.requests).toHaveLength(3);
  });

  it("asks again where the connection to the endpoint broke: two tokens harm nobody", async () => {
    const tokens = await startTokenServer((_request, response) => {
      if (tokens.requests.length === 1) return void response.destroy();
      return { json: { access_token: "token-1", token_type: "bearer" } };
    });
    const service = await startService(() => ({ json: 1 }), auth(tokens.url));
    expect((await service.operation().fetch(service.request("/things"))).status).toBe(200);
    expect(tokens.requests).toHaveLength(2);
  });

  it("fails calls at once for a second after a failure, and recovers by itself", async () => {
    let now = 0;
    let isBroken = true;
    const tokens = await startTokenServer(() =>
      isBroken
        ? { status: 500, body: "<html>sorry</html>", headers: { "content-type": "text/html" } }
        : { json: { access_token: "token-1", token_type: "bearer", expires_in: 100 } },
    );
    const service = await startService(() => ({ json: 1 }), auth(tokens.url), { now: () => now });
    const ask = () => service.operation().fetch(service.request("/things"));
    const error = await errorOf(ask());
    expect(error.message).toBe("No credential for the upstream service could be had.");
    expect(error.detail).toEqual({
      method: "POST",
      url: tokens.url,
      body: "500: not an answer of a token endpoint (RFC 6749 section 5)",
    });
    await errorOf(ask());
    expect(tokens.requests).toHaveLength(1);
    isBroken = false;
    now = 1_000;
    expect((await ask()).status).toBe(200);
  });

  it("says that a wrong secret is nobody's fault but ours, and tells it to nobody", async () => {
    const tokens = await startTokenServer(() => ({
      status: 401,
      headers: { "www-authenticate": 'Basic realm="tokens"' },
      json: { error: "invalid_client", error_description: `Wrong secret ${client.clientSecret}` },
    }));
    const service = await startService(() => ({ json: 1 }), auth(tokens.url));
    const error = await errorOf(service.operation().fetch(service.request("/things")));
    expect(reasonOf(error)).toBe("UPSTREAM_UNAVAILABLE");
    expect(error.message).toBe("No credential for the upstream service could be had.");
    expect(error.detail.body).toBe("401 invalid_client: Wrong secret REDACTED");
    expect(error.cause).toBeUndefined();
    expect(service.requests).toEqual([]);
  });

  it.each(["invalid_request", "invalid_grant", "invalid_scope", "access_denied"])(
    "does not blame the client where %s is answered",
    async (error) => {
      const tokens = await startTokenServer(() => ({ status: 400, json: { error } }));
      const service = await startService(() => ({ json: 1 }), auth(tokens.url));
      const failed = await errorOf(service.operation().fetch(service.request("/things")));
      expect(failed).toMatchObject({ code: "REST_CREDENTIAL", detail: { body: `400 ${error}: no description` } });
    },
  );

  it.each([
    ["without a token", { token_type: "bearer" }],
    ["with a token that is no text", { access_token: 1, token_type: "bearer" }],
    ["of a type that only its owner can use", { access_token: "t", token_type: "DPoP" }],
    ["that no header can hold", { access_token: "a\nb: c", token_type: "bearer" }],
  ])("refuses an answer %s", async (_which, json) => {
    const tokens = await startTokenServer(() => ({ json }));
    const service = await startService(() => ({ json: 1 }), auth(tokens.url));
    expect(await errorOf(service.operation().fetch(service.request("/things")))).toMatchObject({
      code: "REST_CREDENTIAL",
    });
    expect(service.requests).toEqual([]);
  });

  it("takes the numbers and the id tokens that real servers answer", async () => {
    const tokens = await startTokenServer(() => ({
      json: { access_token: "token-1", token_type: "BEARER", expires_in: "3600", id_token: "a.b.c", scope: "" },
    }));
    const service = await startService(() => ({ json: 1 }), auth(tokens.url));
    await service.operation().fetch(service.request("/things"));
    expect(service.requests[0]?.headers.authorization).toBe("Bearer token-1");
  });

  it("asks a read again with a new token where the old one is refused, and at most once", async () => {
    let now = 0;
    const tokens = await startTokenServer();
    const good = new Set(["Bearer token-2"]);
    const service = await startService(
      ({ headers }) => ({ status: good.has(headers.authorization ?? "") ? 200 : 401 }),
      auth(tokens.url),
      {
        now: () => now,
      },
    );
    expect((await service.operation().fetch(service.request("/1"))).status).toBe(200);
    expect(service.requests.map(({ headers }) => headers.authorization)).toEqual(["Bearer token-1", "Bearer token-2"]);

    // Refused again at once: it is not for its age, and no service is to be asked for a token with each call.
    good.clear();
    expect((await service.operation().fetch(service.request("/2"))).status).toBe(401);
    expect((await service.operation().fetch(service.request("/3"))).status).toBe(401);
    expect(service.requests).toHaveLength(4);
    expect(tokens.requests).toHaveLength(2);
    now = 10_000;
    expect((await service.operation().fetch(service.request("/4"))).status).toBe(401);
    expect(tokens.requests).toHaveLength(3);
  });

  it("asks many reads again with one new token", async () => {
    const tokens = await startTokenServer();
    const service = await startService(
      ({ headers }) => ({ status: headers.authorization === "Bearer token-2" ? 200 : 401 }),
      auth(tokens.url),
    );
    const answers = await Promise.all(
      [1, 2, 3, 4].map((id) => service.operation().fetch(service.request(`/things/${id}`))),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(tokens.requests).toHaveLength(2);
  });

  it("sends no write twice, and the next one with a new token", async () => {
    const tokens = await startTokenServer();
    const service = await startService(
      ({ headers }) => ({ status: headers.authorization === "Bearer token-2" ? 200 : 401 }),
      auth(tokens.url),
    );
    const write = () => service.operation().fetch(service.request("/things", { method: "POST", body: "{}" }));
    expect((await write()).status).toBe(401);
    expect((await write()).status).toBe(200);
    expect(service.calls()).toEqual(["POST /things", "POST /things"]);
  });

  it("lets a call leave that waits for a token, and fetches it on for the others", async () => {
    const slow = deferred<void>();
    const tokens = await startTokenServer(async () => {
      await slow.promise;
      return { json: { access_token: "token-1", token_type: "bearer" } };
    });
    const service = await startService(() => ({ json: 1 }), auth(tokens.url));
    const leaving = service.operation();
    const left = errorOf(leaving.fetch(service.request("/left")));
    const stayed = service.operation().fetch(service.request("/stayed"));
    await until(() => tokens.requests.length === 1);
    leaving.abort();
    expect(await left).toMatchObject({ code: "REST_ABORTED" });
    slow.resolve();
    expect((await stayed).status).toBe(200);
    expect(service.calls()).toEqual(["GET /stayed"]);
    expect(tokens.requests).toHaveLength(1);
  });

  it("ends a call whose time is over before there is a token", async () => {
    const tokens = await startTokenServer(() => {});
    const service = await startService(() => ({ json: 1 }), { ...auth(tokens.url), timeoutMs: 20 });
    expect(await errorOf(service.operation().fetch(service.request("/things")))).toMatchObject({
      code: "REST_TIMEOUT",
      message: "No credential for the upstream service was there within 20 ms.",
    });
    const operation = service.operation({ timeoutMs: 20 });
    expect(await errorOf(operation.fetch(service.request("/things")))).toMatchObject({ code: "REST_TIMEOUT" });
    expect(service.requests).toEqual([]);
    await tokens.close();
  });

  it("lets calls end that wait for a token when the transport is closed", async () => {
    const first = deferred<void>();
    const tokens = await startTokenServer(async () => {
      await first.promise;
      return { json: { access_token: "token-1", token_type: "bearer", expires_in: 100 } };
    });
    const waiting = await startService(() => ({ json: 1 }), auth(tokens.url));
    const answer = waiting.operation().fetch(waiting.request("/things"));
    await until(() => tokens.requests.length === 1);
    const closed = waiting.transport.close();
    first.resolve();
    expect((await answer).status).toBe(200);
    await closed;
  });

  it("that is fetched ahead is waited for by nobody when the transport is closed", async () => {
    let now = 0;
    const broken: string[] = [];
    const token = { access_token: "token-1", token_type: "bearer", expires_in: 100 };
    const answer: RestResponse = { status: 200, headers: {}, body: Buffer.from(JSON.stringify(token)) };
    const asked: string[] = [];
    const next: RestTransport = {
      request({ url }) {
        asked.push(url);
        const isSecond = asked.filter((each) => each === url).length === 2 && url.endsWith("/token");
        return {
          // The second token never comes: who waited for it would wait for ever.
          response: isSecond ? new Promise(() => {}) : Promise.resolve(answer),
          abort: () => broken.push(url),
        };
      },
      close: async () => {},
    };
    const sources = { "things.api": auth("http://tokens.test/token") };
    const transport = withCredentials(next, { sources, now: () => now });
    const ask = () =>
      transport?.request({ method: "GET", url: "http://things.test/", headers: [], source: "things.api" }).response;
    await ask();
    now = 80_000;
    await ask();
    await until(() => asked.filter((url) => url.endsWith("/token")).length === 2);
    await transport?.close();
    expect(broken).toEqual(["http://tokens.test/token"]);
  });

  it("is taken out of a text", async () => {
    const tokens = await startTokenServer();
    const service = await startService(() => ({ json: 1 }), auth(tokens.url));
    await service.operation().fetch(service.request("/things"));
    expect(redact(service.transport, "GET /things Bearer token-1")).toBe("GET /things Bearer REDACTED");
    expect(redact(service.transport, `secret=${client.clientSecret}`)).toBe("secret=REDACTED");
  });
});
