/** What a service, or a proxy before it, can do to a client by HTTP/2 (`http2: true`). The faults of HTTP/1.1: test/gateway/faults. */
import { readFileSync } from "node:fs";
import {
  constants,
  createSecureServer,
  type Http2SecureServer,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from "node:http2";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { createRestOperation } from "../../../subgraphs/rest/create-rest-operation.ts";
import { openTransport } from "../../../subgraphs/rest/open-transport.ts";

const pem = (name: string): string => readFileSync(new URL(`../../support/tls/${name}`, import.meta.url), "utf8");

type Fault = (stream: ServerHttp2Stream) => void;

const healthy: Fault = (stream) => {
  stream.respond({ ":status": 200, "content-type": "application/json" });
  stream.end('"well"');
};

let server: Http2SecureServer;
let url: string;
let fault: Fault = healthy;
const sessions = new Set<ServerHttp2Session>();
const asked: string[] = [];
const escaped: unknown[] = [];
const note = (error: unknown): void => void escaped.push(error);

beforeAll(async () => {
  process.on("unhandledRejection", note);
  server = createSecureServer({ cert: pem("server.pem"), key: pem("server.key") });
  server.on("stream", (stream, { ":method": method = "" }) => {
    stream.on("error", () => undefined);
    asked.push(method);
    fault(stream);
  });
  server.on("session", (session) => {
    sessions.add(session);
    session.on("error", () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `https://localhost:${(server.address() as AddressInfo).port}/`; // a string only for a pipe
});

afterAll(async () => {
  process.off("unhandledRejection", note);
  for (const session of sessions) session.destroy();
  await new Promise<void>((resolve) => server.close(() => resolve()));
});

/** With a length, as most answers have it: without one, undici takes a stream that is reset for one that has ended. */
const begin = (stream: ServerHttp2Stream): void => {
  stream.respond({ ":status": 200, "content-type": "application/json", "content-length": 6 });
  stream.write('"we');
};

/** What is done, the code of the error, and whether nothing but the deadline ends it. */
const kinds: readonly [string, Fault, string, boolean?][] = [
  ["a stream that is reset", (stream) => stream.close(constants.NGHTTP2_INTERNAL_ERROR), "REST_SOCKET"],
  ["a stream that is refused", (stream) => stream.close(constants.NGHTTP2_REFUSED_STREAM), "REST_SOCKET"],
  [
    "a stream that is reset within its body",
    (stream) => {
      begin(stream);
      setImmediate(() => stream.close(constants.NGHTTP2_INTERNAL_ERROR));
    },
    "REST_SOCKET",
  ],
  [
    "a stream that is cancelled within its body",
    (stream) => {
      begin(stream);
      setImmediate(() => stream.close(constants.NGHTTP2_CANCEL));
    },
    "REST_SOCKET",
  ],
  ["a session that is gone", (stream) => stream.session?.destroy(), "REST_SOCKET"],
  [
    "a session that is gone within a body",
    (stream) => {
      begin(stream);
      setImmediate(() => stream.session?.destroy());
    },
    "REST_SOCKET",
  ],
  [
    "a session that is going away",
    (stream) => stream.session?.goaway(constants.NGHTTP2_ENHANCE_YOUR_CALM, 0),
    "REST_SOCKET",
  ],
  ["no answer", () => undefined, "REST_TIMEOUT", true],
  ["nothing after the head", begin, "REST_TIMEOUT", true],
];

describe.each(kinds)("%s", (_name, given, code, isEndless = false) => {
  it.each(["GET", "POST"])("ends a %s, and the next one is answered", async (method) => {
    const settings = { tls: { ca: pem("ca.pem") }, http2: true, breaker: false, retry: { delayMs: 1 } } as const;
    const transport = openTransport({ sources: { "things.api": settings }, random: () => 0 });
    const ask = (timeoutMs: number): Promise<unknown> =>
      createRestOperation({ transport, timeoutMs })
        .fetch({
          subgraph: "things",
          coordinate: "things:Query.a[0]",
          sourceKey: "things.api",
          method,
          url,
          headers: {},
        })
        .then(({ status, body }) => [status, Buffer.from(body).toString()])
        .catch(({ code: of }: { code: string }) => of);
    fault = healthy;
    expect(await ask(30_000)).toEqual([200, '"well"']);

    asked.length = 0;
    fault = given;
    expect(await ask(isEndless ? 500 : 30_000)).toBe(code);
    // A busy machine may use up the little time before anything is sent.
    if (method === "POST") expect(asked).toEqual(isEndless && asked.length === 0 ? [] : ["POST"]);

    fault = healthy;
    expect(await ask(30_000)).toEqual([200, '"well"']);
    expect(escaped).toEqual([]);
    await transport.close();
  });
});
