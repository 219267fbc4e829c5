import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import * as fc from "fast-check";
import { createRestOperation } from "../../../subgraphs/rest/create-rest-operation.ts";
import { decodeBody } from "../../../subgraphs/rest/decode-body.ts";
import { openTransport } from "../../../subgraphs/rest/open-transport.ts";
import { RestError } from "../../../subgraphs/rest/rest-error.ts";
import { fuzz, fuzzTimeoutMs, mutatedText } from "../../support/fuzz.ts";

/** Answers each request by these bytes, and then ends the connection or leaves it open. */
let answer: { readonly bytes: Buffer; readonly ends: boolean } = { bytes: Buffer.of(), ends: true };
let server: Server;
const sockets = new Set<Socket>();
const escaped: unknown[] = [];
const note = (error: unknown): void => void escaped.push(error);

beforeAll(async () => {
  process.on("unhandledRejection", note);
  server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy());
    socket.on("close", () => sockets.delete(socket));
    socket.on("data", () => {
      if (answer.ends) socket.end(answer.bytes);
      else socket.write(answer.bytes);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});

afterAll(async () => {
  process.off("unhandledRejection", note);
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => server.close(resolve));
});

const json = '{"id":9007199254740993,"a":[1,2.5,"x"],"__proto__":{"b":1}}';
const zipped = gzipSync(json).toString("latin1");
const head = "HTTP/1.1 200 OK\r\ncontent-type: application/json; charset=utf-8\r\n";
const corpus = [
  `${head}content-length: ${json.length}\r\netag: "1"\r\ncache-control: max-age=60\r\nvary: accept\r\n\r\n${json}`,
  `${head}transfer-encoding: chunked\r\n\r\n${json.length.toString(16)}\r\n${json}\r\n0\r\ntrailer: x\r\n\r\n`,
  `${head}content-encoding: gzip\r\ncontent-length: ${zipped.length}\r\n\r\n${zipped}`,
  "HTTP/1.1 302 Found\r\nlocation: /b\r\ncontent-length: 0\r\n\r\n",
  "HTTP/1.1 503 Service Unavailable\r\nretry-after: 0\r\ncontent-length: 2\r\n\r\nno",
  "HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n",
  `HTTP/1.0 401 Unauthorized\r\nwww-authenticate: Bearer\r\n\r\n${json}`,
];
const signs = ["\r\n", "\n", "\r", "\0", ":", ";", ",", "=", " ", "\t", "\r\n\r\n", "\xff", "\x80", '"', "0\r\n\r\n"];
const words = [
  "HTTP/1.1 ",
  "HTTP/2.0 ",
  "200",
  "304",
  "101",
  "100",
  "999",
  "-1",
  "content-length: 5\r\n",
  "br",
  "deflate",
];
const lines = [
  "transfer-encoding: chunked\r\n",
  "connection: close\r\n",
  "content-encoding: gzip, br\r\n",
  "content-type: text/plain; charset=utf-16le\r\n",
  "location: //evil.invalid/\r\n",
  "retry-after: Mon, 01 Jan 2024 00:00:00 GMT\r\n",
  "keep-alive: timeout=0\r\n",
  "cache-control: max-age=1e9, private, stale-if-error=60\r\n",
];

it(
  "an answer of any bytes is an answer or a RestError, in time",
  async () => {
    const bytes = mutatedText(corpus, [...signs, ...words, ...lines]).map((text) => Buffer.from(text, "latin1"));
    const given = fc.record({ bytes, ends: fc.boolean(), method: fc.constantFrom("GET", "HEAD", "POST", "DELETE") });
    const { port } = server.address() as AddressInfo; // a string only for a pipe
    // The cache reads what answers say of themselves; no circuit keeps the next one from being asked for.
    const settings = { breaker: false, cache: {}, retry: { delayMs: 1, maxRetryAfterMs: 1 } } as const;
    const transport = openTransport({ sources: { "a.api": settings }, random: () => 0 });
    await fuzz(
      "HTTP answer",
      fc.asyncProperty(given, async ({ method, ...bytesAndEnd }) => {
        answer = bytesAndEnd;
        const operation = createRestOperation({ transport, timeoutMs: 150 });
        const asked = { subgraph: "a", coordinate: "a:Query.a[0]", sourceKey: "a.api", headers: {} };
        const url = `http://127.0.0.1:${port}/a`;
        const outcome = await operation.fetch({ ...asked, method, url }).catch((error: unknown) => error);
        if (outcome instanceof RestError) expect(outcome.message).not.toContain(String(port));
        else {
          const response = outcome as Awaited<ReturnType<typeof operation.fetch>>;
          expect(response.status).toBeGreaterThanOrEqual(200);
          // Whatever it holds is read, or said to be unreadable.
          expect(typeof decodeBody(response).kind).toBe("string");
        }
        expect(escaped).toEqual([]);
      }),
    );
    await transport.close();
  },
  fuzzTimeoutMs,
);
