import { readFileSync } from "node:fs";
import { createSecureServer } from "node:http2";
import { createServer } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { connect, type AddressInfo, type Server, type Socket } from "node:net";
import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, it } from "@jest/globals";
import type { TlsSettings } from "../../../subgraphs/rest/tls-settings.ts";
import { until } from "../../support/until.ts";
import { rejectionOf, startService, textOf } from "./service.ts";

const pem = (name: string): string => readFileSync(new URL(`../../support/tls/${name}`, import.meta.url), "utf8");
const ca = pem("ca.pem");
const mutual: TlsSettings = { ca, cert: pem("client.pem"), key: pem("client.key") };

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});

async function portOf(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  cleanups.push(() => void server.close());
  return (server.address() as AddressInfo).port;
}

describe("the time of a part of a call", () => {
  it("until the answer begins is limited by headersTimeout, each time", async () => {
    const service = await startService(() => {}, { headersTimeoutMs: 30 });
    expect(await rejectionOf(service.operation().fetch(service.request("/a")))).toMatchObject({
      code: "REST_TIMEOUT",
      message: "The upstream service did not begin its answer within 30 ms.",
    });
    expect(service.calls()).toEqual(["GET /a"]);
  });

  it("of silence in the midst of the answer is limited by bodyTimeout", async () => {
    const service = await startService((_request, response) => void response.write("begun"), { bodyTimeoutMs: 30 });
    expect(await rejectionOf(service.operation().fetch(service.request("/a")))).toMatchObject({
      code: "REST_TIMEOUT",
      status: 200,
      message: "The upstream service was silent for 30 ms in the midst of its answer.",
    });
  });

  it("of silence ends with the answer, also with one that leads elsewhere", async () => {
    const service = await startService(
      ({ url }, response) => {
        if (url === "/a") response.writeHead(302, { location: "/b" }).end();
        else setTimeout(() => response.end("late"), 120);
      },
      { bodyTimeoutMs: 30 },
    );
    expect(textOf((await service.operation().fetch(service.request("/a"))).body)).toBe("late");
    expect(service.calls()).toEqual(["GET /a", "GET /b"]);
  });

  it("is what the operation has where nothing is said", async () => {
    const service = await startService((_request, response) => void response.write("begun"));
    const error = await rejectionOf(service.operation({ timeoutMs: 40 }).fetch(service.request("/a")));
    expect(error).toMatchObject({ code: "REST_TIMEOUT" });
  });
});

describe("a redirect", () => {
  const headers = { authorization: "Bearer secret", cookie: "a=b", "x-api-key": "secret", accept: "text/plain" };

  it("to an origin that the source names is followed without credentials", async () => {
    const files = await startService(() => ({ json: "here" }));
    const service = await startService(() => ({ status: 302, headers: { location: `${files.url}/f?x=1` } }), {
      redirects: [files.url],
    });
    const answer = await service.operation().fetch(service.request("/old", { headers }));
    expect(textOf(answer.body)).toBe('"here"');
    expect(files.calls()).toEqual(["GET /f?x=1"]);
    const { authorization, cookie, "x-api-key": key, accept } = files.requests[0]?.headers ?? {};
    expect([authorization, cookie, key, accept]).toEqual([undefined, undefined, undefined, "text/plain"]);
  });

  it("back from another origin brings no credentials home", async () => {
    const files = await startService(() => ({ status: 302, headers: { location: `${service.url}/home` } }));
    const service = await startService(
      ({ url }) => (url === "/home" ? { json: 1 } : { status: 302, headers: { location: `${files.url}/` } }),
      { redirects: [files.url] },
    );
    await service.operation().fetch(service.request("/", { headers }));
    expect(service.requests.map(({ url, headers: got }) => [url, got.authorization])).toEqual([
      ["/", "Bearer secret"],
      ["/home", undefined],
    ]);
  });

  it("by 303 after a write is read by GET, without the body", async () => {
    const service = await startService(({ url }) =>
      url === "/jobs" ? { status: 303, headers: { location: "/jobs/1" } } : { json: "done" },
    );
    const write = service.request("/jobs", {
      method: "POST",
      body: "{}",
      headers: { "content-type": "application/json", authorization: "a" },
    });
    expect(textOf((await service.operation().fetch(write)).body)).toBe('"done"');
    expect(
      service.requests.map(({ method, url, body, headers: got }) => [method, url, body, got["content-type"]]),
    ).toEqual([
      ["POST", "/jobs", "{}", "application/json"],
      ["GET", "/jobs/1", "", undefined],
    ]);
    expect(service.requests[1]?.headers.authorization).toBe("a");
  });

  it.each([301, 302, 307, 308])("by %d after a write is not followed", async (status) => {
    const service = await startService(() => ({ status, headers: { location: "/elsewhere" } }));
    const error = await rejectionOf(service.operation().fetch(service.request("/", { method: "POST", body: "x" })));
    expect(error).toMatchObject({ code: "REST_REDIRECT", status });
    expect(service.calls()).toEqual(["POST /"]);
  });

  it("by 307 takes a write to an origin that the source names", async () => {
    const other = await startService(() => ({ status: 201 }));
    const service = await startService(() => ({ status: 307, headers: { location: `${other.url}/new` } }), {
      redirects: [other.url],
    });
    const write = service.request("/", { method: "POST", body: "x", headers: { "content-type": "text/plain" } });
    expect((await service.operation().fetch(write)).status).toBe(201);
    expect(other.requests).toMatchObject([{ method: "POST", url: "/new", body: "x" }]);
  });

  it("to a URL with credentials is not followed", async () => {
    const service = await startService(({ headers: { host } }) => ({
      status: 302,
      headers: { location: `http://user:word@${host}/` },
    }));
    expect(await rejectionOf(service.operation().fetch(service.request("/")))).toMatchObject({ code: "REST_REDIRECT" });
    expect(service.calls()).toEqual(["GET /"]);
  });
});

describe("TLS", () => {
  const startTls = async (): Promise<string> => {
    const server = createTlsServer(
      { cert: pem("server.pem"), key: pem("server.key"), ca, requestCert: true, rejectUnauthorized: true },
      (_request, response) => void response.end("secret"),
    );
    return `https://localhost:${await portOf(server)}/`;
  };

  it("shows the source's certificate, and trusts its authority", async () => {
    const url = await startTls();
    const service = await startService(() => {}, { tls: mutual });
    expect(textOf((await service.operation().fetch(service.request("", { url }))).body)).toBe("secret");
  });

  it.each([
    ["without the certificate", { ca }],
    ["without the authority", { cert: mutual.cert ?? "", key: mutual.key ?? "" }],
    ["without either", {}],
  ])("fails %s", async (_what, tls) => {
    const url = await startTls();
    const service = await startService(() => {}, { tls, retry: false });
    const error = await rejectionOf(service.operation().fetch(service.request("", { url })));
    expect(["REST_CONNECT", "REST_SOCKET"]).toContain((error as { code?: string }).code);
  });

  it("carries HTTP/2 where the source has it", async () => {
    const versions: string[] = [];
    const server = createSecureServer(
      { cert: pem("server.pem"), key: pem("server.key"), allowHTTP1: true },
      (request, response) => {
        versions.push(request.httpVersion);
        response.end("1");
      },
    );
    const url = `https://localhost:${await portOf(server)}/`;
    for (const http2 of [true, false]) {
      const service = await startService(() => {}, { tls: { ca }, http2 });
      await service.operation().fetch(service.request("", { url }));
      await service.transport.close();
    }
    expect(versions).toEqual(["2.0", "1.1"]);
  });
});

/** Keeps which tunnels it was asked for. */
async function startProxy(): Promise<{ url: string; tunnels: string[] }> {
  const tunnels: string[] = [];
  const proxy = createServer().on("connect", ({ url = "" }, client: Socket) => {
    tunnels.push(url);
    const [host = "", port = ""] = url.split(":");
    const upstream = connect(Number(port), host, () => {
      client.write("HTTP/1.1 200 Connection Established\r\n\r\n");
      upstream.pipe(client).pipe(upstream);
    });
    cleanups.push(
      () => upstream.destroy(),
      () => client.destroy(),
    );
  });
  return { url: `http://127.0.0.1:${await portOf(proxy)}`, tunnels };
}

describe("a proxy", () => {
  it("is asked for a tunnel to the service", async () => {
    const proxy = await startProxy();
    const service = await startService(() => ({ json: "here" }), {}, { proxy: { http: proxy.url } });
    expect(textOf((await service.operation().fetch(service.request("/a"))).body)).toBe('"here"');
    expect(proxy.tunnels).toEqual([new URL(service.url).host]);
    expect(service.calls()).toEqual(["GET /a"]);
  });

  it.each([
    ["for a host that is excepted", { none: "127.0.0.1" }, "http"],
    ["of the other scheme", {}, "https"],
  ] as const)("is passed by %s", async (_what, settings, scheme) => {
    const proxy = await startProxy();
    const options = { proxy: { [scheme]: proxy.url, ...settings } };
    const service = await startService(() => ({ json: "here" }), {}, options);
    expect((await service.operation().fetch(service.request("/a"))).status).toBe(200);
    expect(proxy.tunnels).toEqual([]);
  });
});

describe("a compressed body", () => {
  it("of 200 MB ends where the limit is, and memory stays flat", async () => {
    // A stream of gzip members, each 10 MB of zeros in 10 KB, so that the test itself needs no 200 MB.
    const member = gzipSync(Buffer.alloc(10_485_760));
    const service = await startService(
      () => ({
        headers: { "content-encoding": "gzip" },
        body: Buffer.concat(Array.from({ length: 20 }, () => member)),
      }),
      { maxBodyBytes: 1_000_000 },
    );
    await service
      .operation()
      .fetch(service.request("/"))
      .catch(() => undefined);
    const before = process.memoryUsage().rss;
    for (let count = 0; count < 5; count += 1) {
      const error = await rejectionOf(service.operation().fetch(service.request("/")));
      expect(error).toMatchObject({ code: "REST_BODY_TOO_LARGE" });
    }
    expect(process.memoryUsage().rss - before).toBeLessThan(100_000_000);
  });

  it("that is encoded three times is refused", async () => {
    const service = await startService(() => ({
      headers: { "content-encoding": "gzip, gzip, gzip" },
      body: gzipSync(gzipSync(gzipSync("x"))),
    }));
    expect(await rejectionOf(service.operation().fetch(service.request("/")))).toMatchObject({
      code: "REST_BODY_ENCODING",
    });
  });
});

describe("an idle connection", () => {
  it("is not used again once the service has said that it closes it", async () => {
    const sockets = new Set<unknown>();
    const service = await startService((_request, response) => {
      sockets.add(response.socket);
      // Less than what is taken off for the way there: at once.
      response.setHeader("keep-alive", "timeout=1");
      response.end("1");
    });
    await service.operation().fetch(service.request("/1"));
    await until(() => [...sockets].every((socket) => (socket as Socket).destroyed));
    await service.operation().fetch(service.request("/2"));
    expect(sockets.size).toBe(2);
  });

  it("that the service closes as a GET arrives costs nothing but a second one", async () => {
    const service = await startService((_request, response) => {
      if (service.requests.length === 2) response.socket?.destroy();
      else response.end("1");
    });
    await service.operation().fetch(service.request("/1"));
    expect((await service.operation().fetch(service.request("/2"))).status).toBe(200);
    expect(service.calls()).toEqual(["GET /1", "GET /2", "GET /2"]);
  });
});

it("says that no connection was made in time as a timeout", async () => {
  // Of a documentation network (RFC 5737): packets to it come to no end, or are refused by this machine.
  const service = await startService(() => {}, { connectTimeoutMs: 20, retry: false });
  const error = await rejectionOf(
    service.operation({ timeoutMs: 8_000 }).fetch(service.request("", { url: "http://192.0.2.1/" })),
  );
  expect(["REST_CONNECT_TIMEOUT", "REST_CONNECT"]).toContain((error as { code?: string }).code);
});
