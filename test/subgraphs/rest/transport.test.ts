import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import * as zlib from "node:zlib";
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import { describe, expect, it } from "@jest/globals";
import { RestError } from "../../../subgraphs/rest/rest-error.ts";
import { createRestTransport } from "../../../subgraphs/rest/transport.ts";
import { rejectionOf, startUpstream, textOf } from "./upstream.ts";

describe("a request", () => {
  it("is sent as it is, and its answer comes back whole, whatever the status", async () => {
    const upstream = await startUpstream(() => ({
      status: 418,
      headers: { "set-cookie": ["a=1", "b=2"], "content-type": "text/plain" },
      body: "short and stout",
    }));
    const response = await upstream.operation().fetch(
      upstream.request("/pots/1?size=%2F", {
        method: "POST",
        headers: { "x-one": "1", "x-many": ["a", "b"] },
        body: "tea",
      }),
    );
    expect(response.status).toBe(418);
    expect(response.headers["set-cookie"]).toEqual(["a=1", "b=2"]);
    expect(textOf(response.body)).toBe("short and stout");
    const [sent] = upstream.requests;
    expect(sent).toMatchObject({ method: "POST", url: "/pots/1?size=%2F", body: "tea" });
    expect(sent?.headers).toMatchObject({ "x-one": "1", "x-many": "a, b", "content-length": "3" });
  });

  it("finds no header that the upstream did not send", async () => {
    const upstream = await startUpstream(() => ({ headers: { __proto__x: "1" } }));
    const { headers } = await upstream.operation().fetch(upstream.request("/"));
    expect(headers["constructor"]).toBeUndefined();
    expect(headers["toString"]).toBeUndefined();
  });

  it("uses open connections again", async () => {
    const ports = new Set<number | undefined>();
    const upstream = await startUpstream((_request, response) => {
      ports.add(response.socket?.remotePort);
      return { json: 1 };
    });
    for (let call = 0; call < 10; call += 1) await upstream.operation().fetch(upstream.request("/"));
    expect(upstream.requests).toHaveLength(10);
    // Two: undici lets a connection rest for one turn of the event loop after an answer.
    expect(ports.size).toBeLessThanOrEqual(2);
  });
});

// From Node 22.15 on.
const hasZstd = "createZstdDecompress" in zlib;

describe("a body", () => {
  const text = JSON.stringify({ text: "à la carte ".repeat(10_000) });

  it.each([
    ["gzip", gzipSync(text)],
    ["x-gzip", gzipSync(text)],
    ["br", brotliCompressSync(text)],
    ["deflate", deflateSync(text)],
    ["deflate", deflateRawSync(text)],
    ["identity", Buffer.from(text)],
    ["deflate, gzip", gzipSync(deflateSync(text))],
  ])("is decoded from %s", async (encoding, body) => {
    const upstream = await startUpstream(() => ({ headers: { "content-encoding": encoding }, body }));
    const response = await upstream.operation().fetch(upstream.request("/"));
    expect(textOf(response.body)).toBe(text);
    const asked = hasZstd ? "gzip, br, zstd, deflate" : "gzip, br, deflate";
    expect(upstream.requests[0]?.headers["accept-encoding"]).toBe(asked);
  });

  it("is decoded from zstd where Node can, and refused where it cannot", async () => {
    // RFC 8878: a frame of one block that is not compressed.
    const body = Buffer.from("28b52ffd200529000068656c6c6f", "hex");
    const upstream = await startUpstream(() => ({ headers: { "content-encoding": "zstd" }, body }));
    const answer = upstream.operation().fetch(upstream.request("/"));
    if (hasZstd) expect(textOf((await answer).body)).toBe("hello");
    else expect(await rejectionOf(answer)).toMatchObject({ code: "REST_BODY_ENCODING", status: 200 });
  });

  it("may be empty although it has a content encoding", async () => {
    const upstream = await startUpstream(() => ({ status: 204, headers: { "content-encoding": "gzip" } }));
    expect((await upstream.operation().fetch(upstream.request("/"))).body).toHaveLength(0);
  });

  it("is stopped while it inflates past the limit", async () => {
    const bomb = gzipSync(Buffer.alloc(200_000_000));
    const upstream = await startUpstream(() => ({ headers: { "content-encoding": "gzip" }, body: bomb }));
    const before = process.memoryUsage.rss();
    const error = await rejectionOf(upstream.operation().fetch(upstream.request("/")));
    expect(error).toMatchObject({ code: "REST_BODY_TOO_LARGE", status: 200 });
    // Plain undici grew by 627 MB on this body.
    expect(process.memoryUsage.rss() - before).toBeLessThan(150_000_000);
  });

  it("is stopped while it streams past the limit of its own request", async () => {
    const upstream = await startUpstream((_request, response) => {
      // No content-length, and no end: only counting can stop it.
      response.write("x".repeat(2_000));
    });
    const error = await rejectionOf(upstream.operation().fetch(upstream.request("/", { maxBodyBytes: 1_000 })));
    expect(error).toMatchObject({ code: "REST_BODY_TOO_LARGE" });
  });

  it.each([
    ["damaged gzip", "gzip", Buffer.from("this is not gzip")],
    ["gzip that ends early", "gzip", gzipSync(text).subarray(0, 50)],
    ["an unknown encoding", "rot13", Buffer.from("grkg")],
    ["three encodings", "gzip, gzip, gzip", gzipSync(gzipSync(gzipSync(text)))],
  ])("with %s is an error", async (_what, encoding, body) => {
    const upstream = await startUpstream(() => ({ headers: { "content-encoding": encoding }, body }));
    const error = await rejectionOf(upstream.operation().fetch(upstream.request("/")));
    expect(error).toMatchObject({ code: "REST_BODY_ENCODING", status: 200 });
  });

  it("that breaks off is an error that keeps the status", async () => {
    const upstream = await startUpstream((_request, response) => {
      response.writeHead(200, { "content-length": "1000" });
      response.write("half", () => response.destroy());
    });
    const error = await rejectionOf(upstream.operation().fetch(upstream.request("/")));
    expect(error).toMatchObject({ code: "REST_SOCKET", status: 200 });
  });
});

describe("a call without an answer", () => {
  it("times out when nothing comes", async () => {
    const upstream = await startUpstream(() => {}, { timeoutMs: 30 });
    expect(await rejectionOf(upstream.operation().fetch(upstream.request("/")))).toMatchObject({
      code: "REST_TIMEOUT",
    });
  });

  it("times out when the body trickles for ever", async () => {
    const upstream = await startUpstream((_request, response) => {
      response.writeHead(200);
      const trickle = setInterval(() => response.write("."), 5);
      response.on("close", () => clearInterval(trickle));
    });
    const error = await rejectionOf(upstream.operation().fetch(upstream.request("/", { timeoutMs: 60 })));
    expect(error).toMatchObject({ code: "REST_TIMEOUT", status: 200 });
  });

  it("fails to connect to a port that nobody listens on", async () => {
    const upstream = await startUpstream(() => ({}));
    await upstream.close();
    const error = await rejectionOf(upstream.operation().fetch(upstream.request("/?token=secret")));
    expect(error).toMatchObject({ code: "REST_CONNECT" });
    expect((error as Error).cause).toMatchObject({ code: "ECONNREFUSED" });
  });

  it.each([
    ["SSH-2.0-OpenSSH_9.2\r\n", "REST_PROTOCOL"],
    ["HTTP/1.1 200 OK\r\ncontent-length: many\r\n\r\n", "REST_PROTOCOL"],
    [`HTTP/1.1 200 OK\r\na: ${"x".repeat(20_000)}\r\n\r\n`, "REST_PROTOCOL"],
    ["", "REST_SOCKET"],
  ])("fails on the answer %j, which is not HTTP", async (answer, code) => {
    const server = createServer((socket) => socket.end(answer));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const upstream = await startUpstream(() => ({}));
    const { port } = server.address() as AddressInfo;
    const request = upstream.request("/", { url: `http://127.0.0.1:${port}/` });
    expect(await rejectionOf(upstream.operation().fetch(request))).toMatchObject({ code });
    server.close();
  });

  it("is refused once the transport is closed", async () => {
    const upstream = await startUpstream(() => ({ json: 1 }));
    await upstream.operation().fetch(upstream.request("/"));
    await upstream.transport.close();
    const error = await rejectionOf(upstream.operation().fetch(upstream.request("/")));
    expect(error).toMatchObject({ code: "REST_CLOSED" });
    expect(upstream.calls()).toEqual(["GET /"]);
  });

  it("tells no URL, header or body except in its detail", async () => {
    const upstream = await startUpstream(() => {}, { timeoutMs: 20 });
    const request = upstream.request("/?token=hush", {
      method: "POST",
      headers: { authorization: "hush" },
      body: "hush",
    });
    const error = await rejectionOf(upstream.operation().fetch(request));
    if (!(error instanceof RestError)) throw error;
    expect(error.message + JSON.stringify(error) + JSON.stringify(Object.entries(error))).not.toContain("hush");
    expect(error.detail).toEqual({ method: "POST", url: request.url });
  });
});

describe("a redirect", () => {
  it("inside the origin is followed with the request's headers", async () => {
    const upstream = await startUpstream(({ url }) =>
      url === "/old" ? { status: 302, headers: { location: "/new?x=1" }, body: "moved" } : { json: "here" },
    );
    const response = await upstream.operation().fetch(upstream.request("/old", { headers: { authorization: "a" } }));
    expect(textOf(response.body)).toBe('"here"');
    expect(upstream.calls()).toEqual(["GET /old", "GET /new?x=1"]);
    expect(upstream.requests[1]?.headers.authorization).toBe("a");
  });

  it.each(["http://169.254.169.254/latest", "//evil.example/", "https://127.0.0.1/", "file:///etc/passwd"])(
    "to %s is not followed",
    async (location) => {
      const upstream = await startUpstream(() => ({ status: 302, headers: { location } }));
      const error = await rejectionOf(upstream.operation().fetch(upstream.request("/")));
      expect(error).toMatchObject({ code: "REST_REDIRECT", status: 302 });
      expect(upstream.calls()).toEqual(["GET /"]);
    },
  );

  it("that answers a write is not followed", async () => {
    const upstream = await startUpstream(() => ({ status: 307, headers: { location: "/elsewhere" } }));
    const error = await rejectionOf(upstream.operation().fetch(upstream.request("/", { method: "POST" })));
    expect(error).toMatchObject({ code: "REST_REDIRECT" });
    expect(upstream.calls()).toEqual(["POST /"]);
  });

  it("is followed five times, and no more", async () => {
    const upstream = await startUpstream(({ url }) => ({ status: 301, headers: { location: `${url}x` } }));
    const error = await rejectionOf(upstream.operation().fetch(upstream.request("/")));
    expect(error).toMatchObject({ code: "REST_REDIRECT" });
    expect(upstream.calls()).toHaveLength(6);
  });

  it("without a location is an answer", async () => {
    const upstream = await startUpstream(() => ({ status: 304 }));
    expect(await upstream.operation().fetch(upstream.request("/"))).toMatchObject({ status: 304 });
  });
});

describe("what must not be sent", () => {
  it.each([
    ["a line break", { "x-id": "1\r\nx-admin: true" }],
    ["a line feed", { "x-id": "1\nx-admin: true" }],
    ["a NUL", { "x-id": "1\0" }],
    ["half of a surrogate pair", { "x-id": "\ud800" }],
    ["a line break in one of several values", { "x-id": ["1", "2\r\n"] }],
    ["a bad name", { "x id": "1" }],
    ["an empty name", { "": "1" }],
    ["a body length of its own", { "content-length": "7" }],
    ["a transfer encoding", { "transfer-encoding": "chunked" }],
  ])("a header with %s is refused", async (_what, headers) => {
    const upstream = await startUpstream(() => ({}));
    const request = upstream.request("/", { method: "POST", headers, body: "x" });
    expect(await rejectionOf(upstream.operation().fetch(request))).toMatchObject({ code: "REST_HEADER" });
    expect(upstream.requests).toEqual([]);
  });

  it.each(["/relative", "ftp://127.0.0.1/", "http://", "http://user:secret@127.0.0.1/"])(
    "the URL %s is refused",
    async (url) => {
      const upstream = await startUpstream(() => ({}));
      const error = await rejectionOf(upstream.operation().fetch(upstream.request("", { url })));
      expect(error).toMatchObject({ code: "REST_URL" });
      expect((error as Error).message).not.toContain("secret");
    },
  );

  it("a method that HTTP does not allow is refused", async () => {
    const upstream = await startUpstream(() => ({}));
    const error = await rejectionOf(upstream.operation().fetch(upstream.request("/", { method: "GET /evil" })));
    expect(error).toMatchObject({ code: "REST_REQUEST" });
    expect(upstream.requests).toEqual([]);
  });
});

it("closes when nothing was ever sent", async () => {
  await expect(createRestTransport().close()).resolves.toBeUndefined();
});
