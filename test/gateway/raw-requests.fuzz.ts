/** Whatever bytes a client sends: it is answered or cut off, the gateway has no fault of its own, and answers the next. */
import { connect } from "node:net";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import * as fc from "fast-check";
import { startGatewayServer, type GatewayServer } from "../../gateway/http-server.ts";
import { openTransport } from "../../subgraphs/rest/open-transport.ts";
import { connectLinks, openDeclaredGraph } from "../support/declared-graph.ts";
import { fuzz, fuzzTimeoutMs, mutatedText } from "../support/fuzz.ts";
import { startRestServer, type RestServer } from "../support/rest-server.ts";

let rest: RestServer;
let gateway: GatewayServer;
const transport = openTransport();
const faults: unknown[] = [];
const note = (error: unknown): void => void faults.push(error);

beforeAll(async () => {
  process.on("unhandledRejection", note);
  rest = await startRestServer(() => ({ json: "hello" }));
  const graph = await openDeclaredGraph({
    things: `${connectLinks}
      @source(name: "api", http: { baseURL: "${rest.url}" })
      type Query { hello(name: String, n: [Int]): String @connect(source: "api", http: { GET: "/{$args.name}" }, selection: "$") }
      type Mutation { set(o: O): String @connect(source: "api", http: { POST: "/", body: "o: $args.o" }, selection: "$") }
      input O { a: Int o: [O] }`,
  });
  gateway = await startGatewayServer({ graph, transport, port: 0, host: "127.0.0.1", production: true, onError: note });
});

afterAll(async () => {
  process.off("unhandledRejection", note);
  await gateway.stop();
  await transport.close();
  await rest.close();
});

function post(body: string, headers = ""): string {
  return `POST /graphql HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n${headers}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

const corpus = [
  post('{"query":"query Q($n: [Int]) { hello(name: \\"a\\", n: $n) }","variables":{"n":[1,2]},"operationName":"Q"}'),
  post(
    '{"query":"mutation { set(o: {a: 1, o: [{a: 2}]}) }","extensions":{"persistedQuery":{"version":1,"sha256Hash":"0"}}}',
  ),
  post('[{"query":"{ hello }"},{"query":"{ __schema { types { name } } }"}]', "accept: multipart/mixed\r\n"),
  post("{ hello }", "content-encoding: gzip\r\nauthorization: Bearer a.b.c\r\ncookie: a=b\r\n"),
  "GET /graphql?query=%7Bhello%7D&variables=%7B%7D HTTP/1.1\r\nhost: a\r\napollo-require-preflight: 1\r\n\r\n",
  'POST /graphql HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\ncontent-type: application/json\r\n\r\n11\r\n{"query":"{hello}\r\n2\r\n"}\r\n0\r\n\r\n',
  "OPTIONS /graphql HTTP/1.1\r\nhost: a\r\norigin: http://evil.test\r\naccess-control-request-method: POST\r\n\r\n",
  "GET /health/ready HTTP/1.1\r\nhost: a\r\n\r\n",
];
const signs = [
  "\r\n",
  "\n",
  "\0",
  ":",
  " ",
  "\r\n\r\n",
  "%",
  "?",
  "&",
  "{",
  "}",
  "[",
  "]",
  '"',
  "\\",
  "\xff",
  "$",
  "@",
  "...",
];
const words = [
  "GET ",
  "PUT ",
  "HTTP/1.0",
  "HTTP/0.9",
  "//",
  "/graphql",
  "null",
  "1e999",
  "__proto__",
  "__typename",
  "fragment F on Query",
];
const lines = [
  "content-length: 5\r\n",
  "transfer-encoding: chunked\r\n",
  "expect: 100-continue\r\n",
  "connection: close\r\n",
  "upgrade: websocket\r\nconnection: upgrade\r\n",
  "content-type: application/json; charset=utf-16\r\n",
  "content-type: text/plain\r\n",
  "apollo-connectors-debugging: true\r\n",
  "x-forwarded-for: 1.2.3.4\r\n",
];

/** All that comes back until the connection ends; it is ended here once the request is sent. */
function exchange(bytes: Buffer): Promise<string> {
  return new Promise((resolve) => {
    let text = "";
    const socket = connect(Number(new URL(gateway.url).port), "127.0.0.1");
    socket.setEncoding("latin1").on("data", (part: string) => (text += part));
    socket.on("error", () => undefined);
    socket.on("close", () => resolve(text));
    socket.end(bytes);
  });
}

it(
  "a request of any bytes is answered or cut off",
  () => {
    const request = mutatedText(corpus, [...signs, ...words, ...lines]).map((text) => Buffer.from(text, "latin1"));
    return fuzz(
      "HTTP request",
      fc.asyncProperty(request, async (bytes) => {
        const text = await exchange(bytes);
        if (text !== "") {
          const [, status = ""] = /^HTTP\/1\.1 (\d{3}) /.exec(text) ?? [];
          expect(status).toMatch(/^(100|200|204|4\d\d)$/);
        }
        // No stack, no path of this machine, and no fault that is ours.
        expect(text).not.toMatch(/node_modules|\.ts:\d|at Object\./);
        expect(faults).toEqual([]);
        expect((await fetch(new URL("/health/ready", gateway.url))).status).toBe(200);
      }),
    );
  },
  fuzzTimeoutMs,
);
