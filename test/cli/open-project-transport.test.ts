import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer as createTlsServer } from "node:https";
import { readFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "@jest/globals";
import { openProjectTransport } from "../../cli/open-project-transport.ts";
import { openSharedStore } from "../../cli/open-shared-store.ts";
import { openProject } from "../../cli/project.ts";
import type { RestResponse } from "../../subgraphs/rest/operation.ts";
import type { OpenTransport } from "../../subgraphs/rest/open-transport.ts";
import { startRestServer } from "../support/rest-server.ts";

const tlsFolder = new URL("../support/tls/", import.meta.url);
const proxies = ["HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY"].flatMap((name) => [name, name.toLowerCase()]);
const before = new Map(proxies.map((name) => [name, process.env[name]]));

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "restuary-transport-"));
  await mkdir(join(dir, "subgraphs"));
  await writeFile(join(dir, "subgraphs", "billing.graphql"), "type Query { a: Int }");
  for (const name of proxies) delete process.env[name];
});
afterEach(async () => {
  await rm(dir, { recursive: true });
  for (const [name, value] of before) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
});

async function open(config: unknown): Promise<OpenTransport> {
  await writeFile(join(dir, "restuary.config.json"), JSON.stringify(config));
  return openProjectTransport(await openProject({ dir }));
}

const openWithTls = (tls: unknown): Promise<OpenTransport> => open({ sources: { "users.api": { tls } } });

const ask = (transport: OpenTransport, url: string, source: string): Promise<RestResponse> =>
  transport.request({ method: "GET", url, headers: [], source }).response;

it("gives each source and each remote subgraph its own time", async () => {
  const server = await startRestServer(() => {});
  const transport = await open({
    subgraphs: { billing: { schema: "subgraphs/billing.graphql", url: server.url, timeout: "30ms" } },
    sources: { "users.api": { timeout: "20ms" } },
  });
  try {
    await expect(ask(transport, server.url, "users.api")).rejects.toThrow("did not answer within 20 ms");
    await expect(ask(transport, server.url, "billing")).rejects.toThrow("did not answer within 30 ms");
  } finally {
    await server.close();
    await transport.close();
  }
});

it("reads the files of tls, relative to the config", async () => {
  await cp(tlsFolder, join(dir, "certs"), { recursive: true });
  const pem = (name: string): string => readFileSync(new URL(name, tlsFolder), "utf8");
  const server = createTlsServer(
    { cert: pem("server.pem"), key: pem("server.key"), ca: pem("ca.pem"), requestCert: true },
    (_request, response) => void response.end("1"),
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `https://localhost:${(server.address() as AddressInfo).port}/`;
  const tls = { ca: "certs/ca.pem", cert: "certs/client.pem", key: "certs/client.key" };
  const transport = await open({ sources: { "users.api": { tls, retry: false }, "posts.api": { retry: false } } });
  try {
    expect((await ask(transport, url, "users.api")).status).toBe(200);
    await expect(ask(transport, url, "posts.api")).rejects.toMatchObject({ code: "REST_CONNECT" });
  } finally {
    await transport.close();
    server.close();
  }
});

it("says which file of tls there is not", async () => {
  await expect(open({ sources: { "users.api": { tls: { ca: "certs/none.pem" } } } })).rejects.toThrow(
    /^The file of `sources\.users\.api\.tls` certs\/none\.pem could not be read: no such file\./,
  );
});

it("says at once which tls cannot be used, and which variable is not set", async () => {
  await cp(tlsFolder, join(dir, "certs"), { recursive: true });
  await writeFile(join(dir, "certs", "no.pem"), "no certificate");
  const pair = { cert: "certs/client.pem", key: "certs/client.key" };
  await expect(openWithTls({ ...pair, cert: "certs/no.pem" })).rejects.toThrow(
    /^`sources\.users\.api\.tls` cannot be used \(certs\/no\.pem, certs\/client\.key\): /,
  );
  await expect(openWithTls({ ...pair, key: "certs/server.key" })).rejects.toThrow(/key values mismatch/);
  await expect(openWithTls({ ...pair, passphrase: "{$env.NO_SUCH_PASSPHRASE}" })).rejects.toThrow(
    "`sources.users.api.tls.passphrase` reads NO_SUCH_PASSPHRASE, which is not set in the environment.",
  );
});

it("takes the proxy of the environment, where lower case wins", async () => {
  const server = await startRestServer(() => ({ json: 1 }));
  process.env["http_proxy"] = "http://127.0.0.1:1";
  process.env["HTTP_PROXY"] = "http://127.0.0.1:2";
  const proxied = await open({ sources: { "users.api": { retry: false } } });
  process.env["NO_PROXY"] = "127.0.0.1";
  const direct = await open({ sources: { "users.api": { retry: false } } });
  try {
    await expect(ask(proxied, server.url, "users.api")).rejects.toMatchObject({
      code: "REST_CONNECT",
      cause: { message: expect.stringContaining("127.0.0.1:1") },
    });
    expect((await ask(direct, server.url, "users.api")).status).toBe(200);
  } finally {
    await proxied.close();
    await direct.close();
    await server.close();
  }
});

it("refuses a proxy that is no URL, without telling what it is", async () => {
  process.env["HTTPS_PROXY"] = "user:secret@proxy";
  await expect(open({})).rejects.toThrow(/^HTTP_PROXY and HTTPS_PROXY must be absolute http or https URLs/);
});

it("keeps answers where a command wants that, and none for one that asks what services answer now", async () => {
  let count = 0;
  const server = await startRestServer(() => ({ json: (count += 1), headers: { "cache-control": "max-age=600" } }));
  const config = { sources: { "users.api": { cache: true } } };
  const fresh = await open(config);
  const keeping = await openProjectTransport(await openProject({ dir }), { cache: { store: undefined } });
  const bodyOf = async (transport: OpenTransport): Promise<string> =>
    Buffer.from((await ask(transport, server.url, "users.api")).body).toString();
  try {
    expect([await bodyOf(fresh), await bodyOf(fresh)]).toEqual(["1", "2"]);
    expect([await bodyOf(keeping), await bodyOf(keeping)]).toEqual(["3", "3"]);
  } finally {
    await fresh.close();
    await keeping.close();
    await server.close();
  }
});

async function share(cache: object): Promise<unknown> {
  await writeFile(join(dir, "restuary.config.json"), JSON.stringify({ cache }));
  return openSharedStore(await openProject({ dir }));
}

it("shares a store by its URL in the environment, and says what is wrong with that without telling it", async () => {
  expect(await share({})).toBeUndefined();
  await expect(share({ store: "redis", url: "{$env.NO_SUCH_REDIS}" })).rejects.toThrow(/NO_SUCH_REDIS/);
  process.env["TEST_REDIS_URL"] = "http://user:secret@redis";
  try {
    await expect(share({ store: "redis", url: "{$env.TEST_REDIS_URL}" })).rejects.toThrow(
      /^The `url` of `cache` is not a `redis:\/\/` or `rediss:\/\/` URL\.$/,
    );
  } finally {
    delete process.env["TEST_REDIS_URL"];
  }
});

it("refuses what is for a remote subgraph where there is none", async () => {
  await expect(
    open({ subgraphs: { billing: { schema: "subgraphs/billing.graphql", timeout: "1s" } } }),
  ).rejects.toMatchObject({
    diagnostics: [
      {
        message: expect.stringContaining(
          "`timeout` is for a remote subgraph (`url`). For a REST service write it under `sources`.",
        ),
      },
    ],
  });
});
