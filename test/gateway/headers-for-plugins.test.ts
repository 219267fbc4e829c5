import { request } from "node:http";
import { expect, it } from "@jest/globals";
import { buildSchema } from "graphql";
import { startGatewayServer } from "../../gateway/http-server.ts";
import { createRestTransport } from "../../subgraphs/rest/transport.ts";

async function headersSeen(sent: readonly string[]): Promise<Record<string, string>> {
  let seen: Record<string, string> = {};
  const transport = createRestTransport();
  const server = await startGatewayServer({
    graph: {
      schema: buildSchema("type Query { a: Int }"),
      execute: async () => ({ data: { a: 1 } }),
      close: async () => {},
    },
    transport,
    port: 0,
    production: true,
    plugins: [
      {
        requestDidStart: async ({ request: { http } }) => {
          seen = Object.fromEntries(http?.headers ?? []);
        },
      },
    ],
  });
  await new Promise((resolve, reject) => {
    const asked = request(server.url, {
      method: "POST",
      headers: ["host", "localhost", "content-type", "application/json", ...sent],
    });
    asked.on("response", (response) => response.resume().on("end", resolve)).on("error", reject);
    asked.end('{"query":"{ a }"}');
  });
  await server.stop();
  await transport.close();
  return seen;
}

it("gives plugins each header once, under its lower-case name, with all its lines", async () => {
  expect(await headersSeen(["X-Tenant", "eu", "Cookie", "a=1; b=2"])).toMatchObject({
    "content-type": "application/json",
    "x-tenant": "eu",
    cookie: "a=1; b=2",
  });
  // Node joins the lines of most headers, and keeps the first of some.
  expect(await headersSeen(["X-Tenant", "eu", "x-tenant", "us", "User-Agent", "a", "user-agent", "b"])).toMatchObject({
    "content-type": "application/json",
    "x-tenant": "eu, us",
    "user-agent": "a, b",
  });
});
