/** Limits as a client meets them: over HTTP, in every form that a request may have. */
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { buildSchema, execute } from "graphql";
import { startGatewayServer, type GatewayServerOptions, type Servable } from "../../../gateway/http-server.ts";
import type { GatewayServer } from "../../../gateway/http-server.ts";
import type { OperationReport } from "../../../gateway/http/server-observer.ts";
import { createRestTransport, type RestTransport } from "../../../subgraphs/rest/transport.ts";

const schema = buildSchema("type Query { a: Int, deep: Query } type Mutation { a: Int }");
let executed = 0;
const graph: Servable = {
  schema,
  execute: async ({ document, operationName }) => {
    executed += 1;
    const rootValue = { a: 1, deep: () => rootValue };
    return execute({ schema, document, operationName, rootValue });
  },
  close: async () => {},
};

let transport: RestTransport;
const servers: GatewayServer[] = [];
beforeEach(() => {
  executed = 0;
  transport = createRestTransport();
});
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()));
  await transport.close();
});

async function start(options: Partial<GatewayServerOptions> = {}): Promise<string> {
  const server = await startGatewayServer({ graph, transport, port: 0, production: true, ...options });
  servers.push(server);
  return server.url;
}

async function post(url: string, body: unknown, headers: Record<string, string> = {}): Promise<object> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
  return { status: response.status, type: response.headers.get("content-type"), body: await response.json() };
}

const aliases = (count: number): string => `{ ${Array.from({ length: count }, (_, at) => `x${at}: a`).join(" ")} }`;
const tooManyAliases = {
  errors: [
    {
      message: "The operation has 3 aliases; at most 2 are allowed.",
      extensions: { code: "OPERATION_TOO_LARGE", limit: "aliases", max: 2, value: 3 },
    },
  ],
};

describe("an operation past a limit", () => {
  it.each([
    ["tokens", `{ ${"a ".repeat(1_999)} }`, { max: 2_000 }, "more than 2000 tokens; at most 2000 are"],
    ["recursion", `{ a(b: ${"[".repeat(63)}`, { max: 64 }, "more than 64 levels of brackets; at most 64 are"],
    [
      "depth",
      `${"{ deep ".repeat(33)}${"}".repeat(33)}`,
      { max: 32, value: 33 },
      "33 levels of selections; at most 32 are",
    ],
    ["aliases", `{ deep ${aliases(31)} }`, { max: 30, value: 31 }, "31 aliases; at most 30 are"],
    ["rootFields", `{ ${"a ".repeat(21)} }`, { max: 20, value: 21 }, "21 root fields; at most 20 are"],
    ["directives", `{ a ${"@skip(if: true) ".repeat(51)} }`, { max: 50, value: 51 }, "51 directives; at most 50 are"],
    [
      "selections",
      `{ deep { ${"... { a } ".repeat(400)} } }`,
      { max: 500, value: 801 },
      "801 selections; at most 500 are",
    ],
    [
      "repeats",
      `{ deep { ${"a ".repeat(101)} } }`,
      { max: 100, value: 101 },
      "101 selections of one field, or fragments, in one place; at most 100 are",
    ],
  ])("is refused: %s", async (limit, query, numbers, words) => {
    const url = await start(limit === "selections" ? { limits: { selections: 500, tokens: 5_000 } } : {});
    expect(await post(url, { query })).toEqual({
      status: 400,
      type: "application/json; charset=utf-8",
      body: {
        errors: [
          {
            message: `The operation has ${words} allowed.`,
            extensions: { code: "OPERATION_TOO_LARGE", limit, ...numbers },
          },
        ],
      },
    });
    expect(executed).toBe(0);
  });

  it("is refused in the media type that the client accepts", async () => {
    const url = await start({ limits: { aliases: 2 } });
    const accept = { accept: "application/graphql-response+json" };
    const type = "application/graphql-response+json; charset=utf-8";
    expect(await post(url, { query: aliases(3) }, accept)).toEqual({ status: 400, type, body: tooManyAliases });
  });

  it("is refused again when it comes again, and takes nothing from those that come after", async () => {
    const url = await start({ limits: { aliases: 2 } });
    for (let times = 0; times < 3; times += 1) {
      expect(await post(url, { query: aliases(3), operationName: "Other" })).toMatchObject({
        status: 400,
        body: tooManyAliases,
      });
      expect(await post(url, { query: aliases(2) })).toMatchObject({ status: 200, body: { data: { x0: 1, x1: 1 } } });
    }
    expect(executed).toBe(3);
  });

  it("is refused in a GET, unless the GET is a forged one", async () => {
    const url = `${await start({ limits: { aliases: 2 } })}?query=${encodeURIComponent(aliases(3))}`;
    const answer = await fetch(url, { headers: { "apollo-require-preflight": "1" } });
    expect({ status: answer.status, body: await answer.json() }).toEqual({ status: 400, body: tooManyAliases });
    expect(await (await fetch(url)).text()).toContain("Cross-Site Request Forgery");
  });

  it("is counted as an error, and of no type", async () => {
    const reports: OperationReport[] = [];
    const observer = {
      onRequest: () => () => {},
      onOperation: (report: OperationReport) => reports.push(report),
      onSharedOperation: () => {},
      onSharedRequest: () => {},
    };
    const url = await start({ limits: { aliases: 2 }, observer });
    await post(url, { query: aliases(3) });
    expect(reports).toEqual([{ outcome: "error", codes: ["OPERATION_TOO_LARGE"] }]);
  });

  it("is refused where plugins see every request", async () => {
    const seen: unknown[] = [];
    const plugin = {
      requestDidStart: async ({ request }: { request: { query?: string } }) => void seen.push(request.query),
    };
    const url = await start({ limits: { aliases: 2 }, plugins: [plugin] });
    expect(await post(url, { query: aliases(3) })).toMatchObject({ status: 400, body: tooManyAliases });
    expect(seen).toEqual(["query Refused { __typename } #0"]);
  });
});

describe("a fragment that spreads itself", () => {
  it("is refused by its name", async () => {
    const url = await start();
    expect(await post(url, { query: "{ ...F } fragment F on Query { deep { ...F } }" })).toMatchObject({
      status: 400,
      body: {
        errors: [
          {
            message: "The fragment `F` spreads itself: the operation has no end.",
            extensions: { code: "OPERATION_TOO_LARGE", limit: "depth", max: 32 },
          },
        ],
      },
    });
  });
});

describe("a list of operations", () => {
  it("is refused unless it is allowed", async () => {
    const url = await start();
    expect(await post(url, [{ query: "{ a }" }])).toMatchObject({
      status: 400,
      body: { errors: [{ message: "Operation batching disabled.", extensions: { code: "BAD_REQUEST" } }] },
    });
  });

  it("is answered within its limit, each operation within its own", async () => {
    const url = await start({ limits: { batch: 3, aliases: 2 } });
    const body = [{ query: "{ a }" }, { query: aliases(3) }, { query: "mutation { a }" }];
    expect(await post(url, body)).toMatchObject({
      status: 400,
      body: [{ data: { a: 1 } }, tooManyAliases, { data: { a: 1 } }],
    });
    expect(executed).toBe(2);
  });

  it("is refused whole past its limit", async () => {
    const url = await start({ limits: { batch: 3 } });
    expect(
      await post(
        url,
        Array.from({ length: 4 }, () => ({ query: "{ a }" })),
      ),
    ).toMatchObject({
      status: 400,
      body: {
        errors: [
          {
            message: "The request has 4 operations; at most 3 are allowed.",
            extensions: { code: "OPERATION_TOO_LARGE", limit: "batch", max: 3, value: 4 },
          },
        ],
      },
    });
    expect(executed).toBe(0);
  });
});
