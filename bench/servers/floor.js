// The floor: what the same answers cost in Node without GraphQL. node:http reads and parses the POST, undici sends the same
// two GETs, and the join is written by hand.
import { createServer } from "node:http";
import { Pool } from "undici";

const pool = new Pool(process.env.UPSTREAM, { connections: 128 });

async function get(path) {
  const { body } = await pool.request({ path, method: "GET" });
  return body.json();
}

async function postsWithUsers() {
  const posts = await get("/posts");
  const ids = [...new Set(posts.map(({ userId }) => userId))];
  const users = new Map((await get(`/users?${ids.map((id) => `id=${id}`).join("&")}`)).map((user) => [user.id, user]));
  const rows = posts.map(({ id, userId, title }) => {
    const user = users.get(userId);
    return { id, userId, title, user: user && { id: user.id, name: user.name, email: user.email } };
  });
  return JSON.stringify({ data: { posts: rows } });
}

async function postTitles() {
  const posts = await get("/posts");
  return JSON.stringify({ data: { posts: posts.map(({ title }) => ({ title })) } });
}

async function answer(query) {
  if (query.includes("email")) return postsWithUsers();
  if (query.includes("title")) return postTitles();
  return '{"data":{"__typename":"Query"}}';
}

function send(response, status, body) {
  response.writeHead(status, {
    "content-type": "application/json; charset=utf-8",
    "content-length": Buffer.byteLength(body),
  });
  response.end(body);
}

const server = createServer((request, response) => {
  const chunks = [];
  request.on("data", (chunk) => chunks.push(chunk));
  request.on("end", () => {
    const { query } = JSON.parse(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks));
    answer(query).then(
      (body) => send(response, 200, body),
      (error) => send(response, 502, String(error)),
    );
  });
});
server.listen(0, "127.0.0.1", () => console.log(`Serving GraphQL at http://127.0.0.1:${server.address().port}/`));
