import { expect, it } from "@jest/globals";
import { createRestOperation } from "../../../../subgraphs/rest/create-rest-operation.ts";
import { openTransport } from "../../../../subgraphs/rest/open-transport.ts";
import { subgraphStarter } from "./start-subgraph.ts";

const start = subgraphStarter();
const sdl = `type Query { a: String @connect(source: "api", http: { GET: "/a" }, selection: "$") }`;

it("an error tells when to come again, where the service said so", async () => {
  const shop = await start({
    sdl,
    handler: () => ({ status: 429, headers: { "retry-after": "30" } }),
    production: true,
  });
  const { data, errors } = await shop.run("{ a }");
  expect(data).toEqual({ a: null });
  expect(errors).toMatchObject([
    { extensions: { code: "CONNECTOR_FETCH", reason: "RATE_LIMITED", retryAfter: 30, http: { status: 429 } } },
  ]);
});

it("an error tells when a service that fails is asked again", async () => {
  const shop = await start({ sdl, handler: () => ({ status: 500 }), production: true });
  const transport = openTransport({ sources: { "shop.api": { breaker: { minCalls: 1, pauseMs: 30_000 } } } });
  const ask = (): ReturnType<typeof shop.run> => shop.run("{ a }", {}, { rest: createRestOperation({ transport }) });
  try {
    await ask();
    expect((await ask()).errors).toMatchObject([
      {
        message: "The upstream service fails too often, and is asked again in 30 s.",
        extensions: { reason: "UPSTREAM_UNAVAILABLE", retryAfter: 30 },
      },
    ]);
    expect(shop.calls()).toEqual(["GET /a"]);
  } finally {
    await transport.close();
  }
});
