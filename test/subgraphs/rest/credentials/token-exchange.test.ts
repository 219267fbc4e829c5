import { describe, expect, it } from "@jest/globals";
import type { TokenExchangeSettings } from "../../../../subgraphs/rest/credentials/auth-settings.ts";
import { reasonOf } from "../../../../subgraphs/rest/reason.ts";
import { shareInFlight } from "../../../../subgraphs/rest/share-in-flight.ts";
import type { TransportSettings } from "../../../../subgraphs/rest/transport-settings.ts";
import { createRestOperation } from "../../../../subgraphs/rest/create-rest-operation.ts";
import type { Handler } from "../../../support/rest-server.ts";
import { until } from "../../../support/until.ts";
import { startService } from "../service.ts";
import { errorOf } from "./error-of.ts";
import { redact } from "./redact.ts";
import { startTokenServer } from "./token-server.ts";

function auth(tokenUrl: string, more: Partial<TokenExchangeSettings> = {}): TransportSettings {
  return { auth: { tokenExchange: { tokenUrl, clientId: "restuary", clientSecret: "passphrase", ...more } } };
}

/** Answers `x-for-<subject token>`. */
const exchange: Handler = ({ body }) => ({
  json: {
    access_token: `x-for-${new URLSearchParams(body).get("subject_token")}`,
    issued_token_type: "urn:ietf:params:oauth:token-type:access_token",
    token_type: "Bearer",
    expires_in: 600,
  },
});

const as = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });

describe("token exchange", () => {
  it("asks for a token for each client, once, in place of its own", async () => {
    const tokens = await startTokenServer(exchange);
    const service = await startService(() => ({ json: 1 }), auth(tokens.url, { audience: "things" }));
    for (const path of ["/1", "/2"]) {
      await service.operation().fetch(service.request(path, as("ann")));
      await service.operation().fetch(service.request(path, as("bob")));
    }
    expect(tokens.forms()).toEqual(
      ["ann", "bob"].map((subject_token) => ({
        grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
        subject_token,
        subject_token_type: "urn:ietf:params:oauth:token-type:access_token",
        audience: "things",
      })),
    );
    expect(service.requests.map(({ url, headers }) => [url, headers.authorization])).toEqual([
      ["/1", "Bearer x-for-ann"],
      ["/1", "Bearer x-for-bob"],
      ["/2", "Bearer x-for-ann"],
      ["/2", "Bearer x-for-bob"],
    ]);
  });

  it("takes the client's token from another header, which the service does not get", async () => {
    const tokens = await startTokenServer(exchange);
    const service = await startService(() => ({ json: 1 }), auth(tokens.url, { subjectHeader: "x-user-token" }));
    for (const token of ["ann", "Bearer bob"]) {
      await service.operation().fetch(service.request("/me", { headers: { "x-user-token": token, accept: "a/b" } }));
    }
    expect(tokens.forms().map(({ subject_token }) => subject_token)).toEqual(["ann", "bob"]);
    expect(
      service.requests.map(({ headers }) => [headers.authorization, headers["x-user-token"], headers.accept]),
    ).toEqual([
      ["Bearer x-for-ann", undefined, "a/b"],
      ["Bearer x-for-bob", undefined, "a/b"],
    ]);
  });

  it("shares no call between two clients", async () => {
    const tokens = await startTokenServer(exchange);
    const service = await startService(({ headers }) => ({ json: headers.authorization }), auth(tokens.url));
    const transport = shareInFlight(service.transport);
    const answers = await Promise.all(
      ["ann", "bob", "ann"].map((token) => createRestOperation({ transport }).fetch(service.request("/me", as(token)))),
    );
    expect(answers.map(({ body }) => JSON.parse(Buffer.from(body).toString()))).toEqual([
      "Bearer x-for-ann",
      "Bearer x-for-bob",
      "Bearer x-for-ann",
    ]);
    expect(service.requests).toHaveLength(2);
  });

  it("sends what kinds of token it has and wants, and takes one that is no access token", async () => {
    const tokens = await startTokenServer(() => ({
      json: { access_token: "a.b.c", issued_token_type: "urn:ietf:params:oauth:token-type:jwt", token_type: "N_A" },
    }));
    const kinds = {
      subjectTokenType: "urn:ietf:params:oauth:token-type:id_token",
      requestedTokenType: "urn:ietf:params:oauth:token-type:jwt",
    };
    const service = await startService(() => ({ json: 1 }), auth(tokens.url, kinds));
    await service.operation().fetch(service.request("/things", as("ann")));
    expect(tokens.forms()[0]).toMatchObject({
      subject_token_type: "urn:ietf:params:oauth:token-type:id_token",
      requested_token_type: "urn:ietf:params:oauth:token-type:jwt",
    });
    expect(service.requests[0]?.headers.authorization).toBe("Bearer a.b.c");
  });

  it.each([
    ["without a token", {}],
    ["with another kind of credential", { headers: { authorization: "Basic YTpi" } }],
    ["with a token twice", { headers: { authorization: ["Bearer ann", "Bearer bob"] } }],
    ["with two tokens", { headers: { authorization: "Bearer ann, Bearer bob" } }],
  ])("refuses a client %s, and asks nobody", async (_which, changes) => {
    const tokens = await startTokenServer(exchange);
    const service = await startService(() => ({ json: 1 }), auth(tokens.url));
    const error = await errorOf(service.operation().fetch(service.request("/things", changes)));
    expect(reasonOf(error)).toBe("UNAUTHENTICATED");
    expect([...tokens.requests, ...service.requests]).toEqual([]);
  });

  it.each([
    ["invalid_request", "UNAUTHENTICATED"],
    ["invalid_grant", "UNAUTHENTICATED"],
    ["invalid_target", "UPSTREAM_UNAVAILABLE"],
    ["unauthorized_client", "UPSTREAM_UNAVAILABLE"],
  ])("says whose fault it is: %s is %s", async (error, reason) => {
    const tokens = await startTokenServer(({ body }) => ({
      status: 400,
      json: { error, error_description: `No good: ${new URLSearchParams(body).get("subject_token")}` },
    }));
    const service = await startService(() => ({ json: 1 }), auth(tokens.url));
    const failed = await errorOf(service.operation().fetch(service.request("/things", as("anns-token"))));
    expect(reasonOf(failed)).toBe(reason);
    // A client's token is as secret as ours.
    expect(failed.detail.body).toBe(`400 ${error}: No good: REDACTED`);
    expect(service.requests).toEqual([]);
  });

  it("keeps a token no longer than the client's own word lasts", async () => {
    let now = 0;
    const wallClock = 1_700_000_000_000;
    const tokens = await startTokenServer(exchange);
    const service = await startService(() => ({ json: 1 }), auth(tokens.url), {
      now: () => now,
      wallClock: () => wallClock,
    });
    const claims = Buffer.from(JSON.stringify({ sub: "ann", exp: wallClock / 1_000 + 60 })).toString("base64url");
    const token = `e30.${claims}.sig`;
    const ask = async (): Promise<void> =>
      void (await service.operation().fetch(service.request("/things", as(token))));
    await ask();
    now = 44_000;
    await ask();
    expect(tokens.requests).toHaveLength(1);
    now = 60_000;
    await ask();
    expect(tokens.requests).toHaveLength(2);
  });

  it("asks a read again where the exchanged token is refused", async () => {
    let issued = 0;
    const tokens = await startTokenServer(() => {
      issued += 1;
      return { json: { access_token: `x-${issued}`, token_type: "bearer" } };
    });
    const service = await startService(
      ({ headers }) => ({ status: headers.authorization === "Bearer x-2" ? 200 : 401 }),
      auth(tokens.url),
    );
    expect((await service.operation().fetch(service.request("/things", as("ann")))).status).toBe(200);
    await until(() => service.requests.length === 2);
    expect(tokens.requests).toHaveLength(2);
  });

  it("is taken out of a text", async () => {
    const tokens = await startTokenServer(exchange);
    const service = await startService(() => ({ json: 1 }), auth(tokens.url));
    await service.operation().fetch(service.request("/things", as("ann")));
    expect(redact(service.transport, "x-for-ann passphrase")).toBe("REDACTED REDACTED");
  });
});
