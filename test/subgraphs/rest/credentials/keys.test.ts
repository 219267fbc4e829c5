import { expect, it } from "@jest/globals";
import type { AuthSettings } from "../../../../subgraphs/rest/credentials/auth-settings.ts";
import type { TextStore } from "../../../../subgraphs/store/text-store.ts";
import { startCachedService } from "../cache/cached-service.ts";
import { startTokenServer } from "./token-server.ts";

/** Keeps nothing, and every key that it is asked with. */
function createWatchedStore(): TextStore & { readonly keys: Set<string> } {
  const keys = new Set<string>();
  const store = {
    keys,
    get: async (asked: readonly string[]) => {
      for (const key of asked) keys.add(key);
      return asked.map(() => undefined);
    },
    set: async (key: string) => void keys.add(key),
    add: async (key: string) => keys.add(key).has(key),
    delete: async (key: string) => void keys.add(key),
    close: async () => {},
  };
  return store;
}

const secret = "t0p-s3cret-of-things";
const cases: [string, (tokenUrl: string) => AuthSettings][] = [
  ["a bearer's token", () => ({ bearer: secret })],
  ["a password", () => ({ basic: { username: "me", password: secret } })],
  ["an API key in a header", () => ({ apiKey: { in: "header", name: "x-key", value: secret } })],
  ["an API key in a query", () => ({ apiKey: { in: "query", name: "key", value: secret } })],
  ["a client's secret", (tokenUrl) => ({ clientCredentials: { tokenUrl, clientId: "me", clientSecret: secret } })],
  ["a client's token", (tokenUrl) => ({ tokenExchange: { tokenUrl, clientId: "me" } })],
  [
    "keys of AWS",
    () => ({
      awsSigV4: { service: "s3", region: "eu", accessKeyId: "AK", secretAccessKey: "k", sessionToken: secret },
    }),
  ],
];

it.each(cases)("has %s in no key of a cache", async (_which, auth) => {
  const tokens = await startTokenServer(() => ({ json: { access_token: "issued-t0ken", token_type: "bearer" } }));
  const store = createWatchedStore();
  const service = await startCachedService(
    () => ({ json: 1, headers: { "cache-control": "max-age=60" } }),
    {},
    { settings: { auth: auth(tokens.url) }, cache: { store } },
  );
  const headers = { authorization: `Bearer ${secret}` };
  expect(await service.ask("/things", { headers })).toBe("miss 200 1");
  expect(store.keys.size).toBeGreaterThan(0);
  const keys = [...store.keys].join("\n");
  for (const text of [secret, Buffer.from(`me:${secret}`).toString("base64"), "issued-t0ken"]) {
    expect(keys).not.toContain(text);
  }
});
