import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import type { Socket } from "node:net";
import type { Reason } from "../../../subgraphs/rest/reason.ts";
import type { Fault } from "../../support/fault-proxy.ts";

/** What is done to a service's answer, and what the client is told of it. */
export interface FaultKind {
  readonly fault: Fault;
  /** `none`: the answer comes through all the same. */
  readonly reason: Reason | "none";
  /** How often a GET is sent; a write always once. Default 1. */
  readonly attempts?: number;
  /** Ends by the deadline and by nothing else. */
  readonly isEndless?: boolean;
}

/** Answers by these bytes, whatever the service says. */
function bytes(...parts: (string | Buffer)[]): Fault {
  return ({ client }) => {
    client.write(Buffer.concat(parts.map((part) => Buffer.from(part as string))));
  };
}

const json = "content-type: application/json\r\n";
const other = '{"id":"1","name":"somebody else"}';

/** Writes as fast as the client reads, until it has had enough. */
async function flood(client: Socket, chunk: Buffer | string): Promise<void> {
  while (!client.destroyed && client.writable) {
    if (!client.write(chunk)) {
      await new Promise<void>((resolve) => {
        client.once("drain", resolve);
        client.once("close", () => resolve());
      });
    }
    // So that what it is done to, in the same process, has its turn.
    await sleep(0);
  }
}

/** 10 MB of zeros in 10 KB; twenty of them are one body of 200 MB. */
const member = gzipSync(Buffer.alloc(10_485_760));

export const faultKinds: Readonly<Record<string, FaultKind>> = {
  "an answer that is late": {
    fault: async ({ client, answer }) => {
      await sleep(100);
      client.write((await answer()).whole);
    },
    reason: "none",
  },
  "an answer in single bytes": {
    fault: async ({ client, answer }) => {
      client.setNoDelay(true);
      for (const byte of (await answer()).whole) {
        client.write(Buffer.of(byte));
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
    reason: "none",
  },
  "a reset in place of an answer": {
    fault: ({ client }) => void client.resetAndDestroy(),
    reason: "UPSTREAM_UNAVAILABLE",
    attempts: 3,
  },
  "a reset within the head": {
    fault: async ({ client, answer }) => {
      client.write((await answer()).head.subarray(0, 20), () => client.resetAndDestroy());
    },
    reason: "UPSTREAM_UNAVAILABLE",
    attempts: 3,
  },
  "a reset within the body": {
    fault: async ({ client, answer }) => {
      const { head, body } = await answer();
      client.write(Buffer.concat([head, body.subarray(0, 5)]));
      await sleep(20);
      client.resetAndDestroy();
    },
    reason: "UPSTREAM_UNAVAILABLE",
  },
  "an end in place of an answer": {
    fault: ({ client }) => void client.end(),
    reason: "UPSTREAM_UNAVAILABLE",
    attempts: 3,
  },
  "an end within the body, on one side of the connection": {
    fault: async ({ client, answer }) => {
      const { head, body } = await answer();
      client.end(Buffer.concat([head, body.subarray(0, 5)]));
    },
    reason: "UPSTREAM_UNAVAILABLE",
  },
  "no answer": { fault: () => undefined, reason: "UPSTREAM_TIMEOUT", isEndless: true },
  "nothing after the first line": {
    fault: ({ client }) => void client.write("HTTP/1.1 200 OK\r\n"),
    reason: "UPSTREAM_TIMEOUT",
    isEndless: true,
  },
  "nothing after the head": {
    fault: async ({ client, answer }) => void client.write((await answer()).head),
    reason: "UPSTREAM_TIMEOUT",
    isEndless: true,
  },
  "a trickle": {
    fault: async ({ client }) => {
      client.write(`HTTP/1.1 200 OK\r\n${json}content-length: 1000000\r\n\r\n`);
      while (!client.destroyed) {
        client.write(" ");
        await sleep(10);
      }
    },
    reason: "UPSTREAM_TIMEOUT",
    isEndless: true,
  },
  "a head in a trickle": {
    fault: async ({ client }) => {
      client.write("HTTP/1.1 200 OK\r\nx: ");
      while (!client.destroyed) {
        client.write("x");
        await sleep(10);
      }
    },
    reason: "UPSTREAM_TIMEOUT",
    isEndless: true,
  },
  "a flood of interim answers": {
    fault: ({ client }) => flood(client, "HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n".repeat(50)),
    reason: "UPSTREAM_TIMEOUT",
    isEndless: true,
  },
  "an interim answer that may only follow a question": {
    fault: bytes("HTTP/1.1 100 Continue\r\n\r\n"),
    reason: "UPSTREAM_BAD_RESPONSE",
  },
  "a body without an end": {
    fault: ({ client }) => {
      client.write(`HTTP/1.1 200 OK\r\n${json}transfer-encoding: chunked\r\n\r\n`);
      return flood(client, `10000\r\n${" ".repeat(65_536)}\r\n`);
    },
    reason: "UPSTREAM_BAD_RESPONSE",
  },
  "200 MB of gzip": {
    fault: ({ client }) => {
      const length = member.length * 20;
      client.write(`HTTP/1.1 200 OK\r\n${json}content-encoding: gzip\r\ncontent-length: ${length}\r\n\r\n`);
      for (let count = 0; count < 20; count += 1) client.write(member);
    },
    reason: "UPSTREAM_BAD_RESPONSE",
  },
  garbage: {
    fault: bytes(Buffer.from("16030100a5010000a10303e5a1", "hex"), "\0\r\n\r\n\0"),
    reason: "UPSTREAM_BAD_RESPONSE",
  },
  "another protocol": { fault: bytes("SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n"), reason: "UPSTREAM_BAD_RESPONSE" },
  "a switch of protocols": {
    fault: bytes("HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n"),
    reason: "UPSTREAM_BAD_RESPONSE",
  },
  "a body that is not JSON": {
    fault: bytes(`HTTP/1.1 200 OK\r\n${json}content-length: 6\r\n\r\n{"id":`),
    reason: "UPSTREAM_BAD_RESPONSE",
  },
  "a body that is not UTF-8": {
    fault: bytes(`HTTP/1.1 200 OK\r\n${json}content-length: 4\r\n\r\n"`, Buffer.of(0xc3, 0x28), '"'),
    reason: "UPSTREAM_BAD_RESPONSE",
  },
  "a length that is too long": {
    fault: ({ client }) => void client.end(`HTTP/1.1 200 OK\r\n${json}content-length: 9999\r\n\r\n${other}`),
    reason: "UPSTREAM_UNAVAILABLE",
  },
  "a length that is too short": {
    fault: bytes(`HTTP/1.1 200 OK\r\n${json}content-length: 5\r\n\r\n${other}`),
    reason: "UPSTREAM_BAD_RESPONSE",
  },
  "two lengths": {
    fault: bytes(`HTTP/1.1 200 OK\r\n${json}content-length: 2\r\ncontent-length: ${other.length}\r\n\r\n${other}`),
    reason: "UPSTREAM_BAD_RESPONSE",
  },
  "a length beside chunks": {
    fault: bytes(
      `HTTP/1.1 200 OK\r\n${json}content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`,
    ),
    reason: "UPSTREAM_BAD_RESPONSE",
  },
  "chunks without an end": {
    fault: ({ client }) => void client.end(`HTTP/1.1 200 OK\r\n${json}transfer-encoding: chunked\r\n\r\n2\r\n{}\r\n`),
    reason: "UPSTREAM_UNAVAILABLE",
  },
  "a chunk whose size is no number": {
    fault: bytes(`HTTP/1.1 200 OK\r\n${json}transfer-encoding: chunked\r\n\r\nxyz\r\n{}\r\n0\r\n\r\n`),
    reason: "UPSTREAM_BAD_RESPONSE",
  },
  "a head of 1 MB": {
    fault: bytes(`HTTP/1.1 200 OK\r\nx: ${"x".repeat(1_000_000)}\r\ncontent-length: 2\r\n\r\n{}`),
    reason: "UPSTREAM_BAD_RESPONSE",
  },
  "a head of 20,000 lines": {
    fault: bytes(`HTTP/1.1 200 OK\r\n${"a: b\r\n".repeat(20_000)}content-length: 2\r\n\r\n{}`),
    reason: "UPSTREAM_BAD_RESPONSE",
  },
  "a head with bare line breaks and NUL": {
    fault: bytes(`HTTP/1.1 200 OK\r\nx: a\0b\rc\r\ncontent-length: 2\r\n\r\n{}`),
    reason: "UPSTREAM_BAD_RESPONSE",
  },
  "a coding that it is not in": {
    fault: bytes(`HTTP/1.1 200 OK\r\n${json}content-encoding: gzip\r\ncontent-length: 2\r\n\r\n{}`),
    reason: "UPSTREAM_BAD_RESPONSE",
  },
  "a coding that nobody knows": {
    fault: bytes(`HTTP/1.1 200 OK\r\n${json}content-encoding: rot13\r\ncontent-length: 2\r\n\r\n{}`),
    reason: "UPSTREAM_BAD_RESPONSE",
  },
  "gzip that is cut off": {
    fault: async ({ client, answer }) => {
      const cut = gzipSync((await answer()).body).subarray(0, -6);
      client.write(`HTTP/1.1 200 OK\r\n${json}content-encoding: gzip\r\ncontent-length: ${cut.length}\r\n\r\n`);
      client.write(cut);
    },
    reason: "UPSTREAM_BAD_RESPONSE",
  },
  "a redirect to itself": {
    fault: ({ client, url, path }) =>
      void client.write(`HTTP/1.1 307 Temporary Redirect\r\nlocation: ${url}${path}\r\ncontent-length: 0\r\n\r\n`),
    reason: "UPSTREAM_BAD_RESPONSE",
    attempts: 6,
  },
  "a redirect to another host": {
    fault: bytes(
      "HTTP/1.1 307 Temporary Redirect\r\nlocation: http://169.254.169.254/latest/meta-data\r\ncontent-length: 0\r\n\r\n",
    ),
    reason: "UPSTREAM_BAD_RESPONSE",
  },
  "a second answer that nobody asked for": {
    fault: async ({ client, answer }) => {
      const second = `HTTP/1.1 200 OK\r\n${json}content-length: ${other.length}\r\n\r\n${other}`;
      client.write(Buffer.concat([(await answer()).whole, Buffer.from(second)]));
    },
    reason: "none",
  },
  "100,000 arrays in one another": {
    fault: bytes(`HTTP/1.1 200 OK\r\n${json}content-length: 200000\r\n\r\n`, "[".repeat(100_000), "]".repeat(100_000)),
    reason: "UPSTREAM_BAD_RESPONSE",
  },
};
