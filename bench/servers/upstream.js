// The REST service: GET /posts, and GET /users?id=1&id=2 in one call. It answers from memory, so that what is measured is
// who asks. Its parent sets its latency and asks how many calls there were since it last asked.
import { createServer } from "node:http";
import { posts, users } from "./blog.js";

const allPosts = Buffer.from(JSON.stringify(posts, undefined, 2));
const userTexts = users.map((user) => JSON.stringify(user, undefined, 2));
let [latencyMs, calls] = [0, 0];

const server = createServer((request, response) => {
  calls += 1;
  const body = bodyFor(request.url ?? "");
  if (latencyMs === 0) send(response, body);
  else setTimeout(send, latencyMs, response, body);
});

function bodyFor(url) {
  if (url === "/posts") return allPosts;
  const ids = new URLSearchParams(url.slice(url.indexOf("?"))).getAll("id");
  const found = ids.map((id) => userTexts[Number(id) - 1]).filter((text) => text !== undefined);
  return Buffer.from(`[${found.join(",")}]`);
}

function send(response, body) {
  response.writeHead(200, { "content-type": "application/json; charset=utf-8", "content-length": body.length });
  response.end(body);
}

process.on("message", (message) => {
  latencyMs = message.latencyMs ?? latencyMs;
  process.send({ calls });
  calls = 0;
});
// Whoever asks may have failed.
process.once("disconnect", () => process.exit());
server.listen(0, "127.0.0.1", () => process.send({ port: server.address().port }));
