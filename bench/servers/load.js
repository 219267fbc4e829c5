// Asks one question over so many connections for so long, each connection again as soon as it has its answer. Written on
// sockets: a client library costs as much as the fastest of the servers, on the CPU that the REST service needs.
//
// Nothing is left unfinished: when the time is over each connection waits for its last answer, so that all CPU time that
// was spent belongs to a request that is counted.
import { connect } from "node:net";
import { performance } from "node:perf_hooks";

process.on("message", (message) => void run(message).then((result) => process.send(result)));
// Whoever asked may have failed.
process.once("disconnect", () => process.exit());
process.send("ready");

async function run({ url, query, connections, seconds }) {
  const latencies = [];
  const target = new URL(url);
  const started = performance.now();
  const end = started + seconds * 1000;
  const one = () => ask(target, requestText(target, query), () => performance.now() < end, latencies);
  const failures = await Promise.all(Array.from({ length: connections }, one));
  const elapsed = performance.now() - started;
  latencies.sort((a, b) => a - b);
  const at = (share) => latencies[Math.floor((latencies.length - 1) * share)];
  return {
    requests: latencies.length,
    perSecond: (latencies.length * 1000) / elapsed,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    failure: failures.find((failure) => failure !== undefined),
  };
}

function requestText({ host, pathname }, query) {
  const body = JSON.stringify({ query });
  const head = [`POST ${pathname} HTTP/1.1`, `host: ${host}`, "content-type: application/json", "accept: */*"];
  return `${head.join("\r\n")}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

/** Resolves with what went wrong, if anything did. */
function ask({ hostname, port }, request, goesOn, latencies) {
  return new Promise((resolve) => {
    const socket = connect({ host: hostname, port: Number(port), noDelay: true });
    let sentAt = 0;
    let missingBytes;
    let head = "";
    const end = (failure) => {
      socket.destroy();
      resolve(failure);
    };
    const send = () => {
      sentAt = performance.now();
      [missingBytes, head] = [undefined, ""];
      socket.write(request);
    };
    socket.on("connect", send);
    socket.on("error", (error) => end(String(error)));
    socket.on("close", () => end("The server closed the connection."));
    socket.on("data", (chunk) => {
      if (missingBytes === undefined) {
        head += chunk.toString("latin1");
        const headEnd = head.indexOf("\r\n\r\n");
        if (headEnd === -1) return;
        const length = /\r\ncontent-length: *(\d+)/i.exec(head);
        if (!head.startsWith("HTTP/1.1 200 ") || !length || length.index > headEnd) {
          end(`Not an answer: ${head.slice(0, 300)}`);
          return;
        }
        missingBytes = headEnd + 4 + Number(length[1]) - head.length;
      } else missingBytes -= chunk.length;
      if (missingBytes > 0) return;
      latencies.push(performance.now() - sentAt);
      if (goesOn()) send();
      else end();
    });
  });
}
