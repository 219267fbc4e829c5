import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { load } from "js-yaml";
import { configSchema } from "../../cli/config/config-schema.ts";
import { reasonOf } from "../../subgraphs/rest/reason.ts";
import { openTransport } from "../../subgraphs/rest/open-transport.ts";
import { gatewayErrorCodes } from "../../gateway/error-codes.ts";
import { startGatewayServer } from "../../gateway/http-server.ts";
import { connectLinks, openDeclaredGraph } from "../support/declared-graph.ts";
import { startRestServer, type Handler } from "../support/rest-server.ts";

const page = readFileSync(new URL("../../docs/errors.md", import.meta.url), "utf8");
const rows = Array.from(page.matchAll(/^\| (.+?) \| `([A-Z_]+)`(.*?) \|$/gm), ([, what = "", code = ""]) => ({
  what,
  code,
}));

interface Asked {
  readonly handler: Handler;
  readonly query?: string;
  readonly timeoutMs?: number;
  readonly problemMembers?: readonly string[];
}

/** The answer of a graph of two services, of which one always answers. */
async function ask({
  handler,
  query = "{ product weather }",
  timeoutMs = 30_000,
  problemMembers = [],
}: Asked): Promise<{
  data: Record<string, unknown>;
  errors: { path: string[]; extensions: Record<string, unknown> }[];
}> {
  const service = await startRestServer(handler);
  const calm = await startRestServer(() => ({ json: "calm" }));
  const graph = await openDeclaredGraph(
    {
      catalog: `${connectLinks}
      @source(name: "api", http: { baseURL: "${service.url}" })
      type Query { product(id: ID = "7"): String
        @connect(source: "api", http: { GET: "/products/{$args.id}" }, selection: "$.name") }`,
      weather: `${connectLinks}
      @source(name: "api", http: { baseURL: "${calm.url}" })
      type Query { weather: String @connect(source: "api", http: { GET: "/" }, selection: "$") }`,
    },
    { production: true, sources: { "catalog.api": { problemMembers } } },
  );
  const transport = openTransport({ sources: { "catalog.api": { timeoutMs, retry: false } } });
  const gateway = await startGatewayServer({ graph, transport, port: 0, production: true, timeoutMs: 30_000 });
  try {
    const response = await fetch(gateway.url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ query }),
    });
    return (await response.json()) as Awaited<ReturnType<typeof ask>>;
  } finally {
    await Promise.all([service.close(), calm.close()]);
    await gateway.stop();
    await transport.close();
  }
}

const outOfStock: Handler = () => ({
  status: 422,
  headers: { "content-type": "application/problem+json; charset=utf-8" },
  body: `{"type":"https://e.test/stock","title":"Out of stock","status":422,"detail":"SELECT ...","left":9007199254740993,"__proto__":{"a":1}}`,
});

/** What the services of the rows do, by the row's words; statuses are read from them. */
const others: Readonly<Record<string, Asked>> = {
  "does not answer in time": { handler: () => {}, timeoutMs: 50 },
  "cannot be reached, or is left alone for a while as it failed too often": {
    handler: (_request, response) => void response.destroy(),
  },
  "answers what cannot be read: broken JSON, too much, bad HTTP": {
    handler: () => ({ headers: { "content-type": "application/json" }, body: "{" }),
  },
};

const cases = rows.flatMap(({ what, code }): [string, string, Asked][] => {
  const statuses = what.startsWith("answers ") ? (what.match(/\d{3}/g) ?? []) : [];
  if (statuses.length > 0)
    return statuses.map((status) => [`answers ${status}`, code, { handler: () => ({ status: Number(status) }) }]);
  const other = others[what];
  return other ? [[what, code, other]] : [];
});

describe("docs/errors.md", () => {
  it("has a row for each reason", () => {
    expect([...new Set(cases.map(([, code]) => code))].toSorted()).toEqual([
      "BAD_USER_INPUT",
      "CONFLICT",
      "FORBIDDEN",
      "NOT_FOUND",
      "PRECONDITION_REQUIRED",
      "RATE_LIMITED",
      "UNAUTHENTICATED",
      "UPSTREAM_BAD_RESPONSE",
      "UPSTREAM_ERROR",
      "UPSTREAM_TIMEOUT",
      "UPSTREAM_UNAVAILABLE",
    ]);
    expect(cases).toHaveLength(15);
  });

  it.each(cases)("a service that %s is %s, and costs no other field its value", async (_what, reason, asked) => {
    const { data, errors } = await ask(asked);
    expect(data).toEqual({ product: null, weather: "calm" });
    expect(errors).toMatchObject([{ path: ["product"], extensions: { reason } }]);
  });

  it.each(cases.filter(([what]) => /\d/.test(what)))("coded subgraphs say of one that %s: %s", (what, code) => {
    expect(reasonOf(Number(what.slice(-3)))).toBe(code);
  });

  it("says when a service wants to be asked again", async () => {
    const { errors } = await ask({ handler: () => ({ status: 429, headers: { "retry-after": "7" } }) });
    expect(errors).toMatchObject([{ extensions: { reason: "RATE_LIMITED", retryAfter: 7 } }]);
  });

  it("tells of problem details what names the kind of problem, and what the config allows", async () => {
    const kind = { type: "https://e.test/stock", title: "Out of stock", status: 422 };
    const { errors } = await ask({ handler: outOfStock });
    expect(errors[0]?.extensions["problem"]).toEqual(kind);
    const { errors: allowed } = await ask({ handler: outOfStock, problemMembers: ["left", "instance", "__proto__"] });
    expect(allowed[0]?.extensions["problem"]).toEqual({ ...kind, left: "9007199254740993" });
  });

  it("refuses what no URL can hold before anything is sent", async () => {
    let calls = 0;
    const { errors } = await ask({
      handler: () => {
        calls += 1;
      },
      query: '{ product(id: "..") weather }',
    });
    expect(errors).toMatchObject([{ path: ["product"], extensions: { reason: "BAD_USER_INPUT" } }]);
    expect(calls).toBe(0);
  });

  it("shows an answer as it is", async () => {
    const shown = JSON.parse(/```json\n([\s\S]*?)```/.exec(page)?.[1] ?? "") as { errors: [{ extensions: object }] };
    const { errorId: _id, ...extensions } = shown.errors[0].extensions as { errorId: string };
    const answer = await ask({ handler: () => ({ status: 503 }), query: "{ weather product }" });
    expect(answer).toEqual({ ...shown, errors: [{ ...shown.errors[0], extensions }] });
  });

  it("has every code that the gateway gives an error of its own", () => {
    const refusals = ["UNAUTHENTICATED", "RATE_LIMITED", "OVERLOADED", "SERVICE_UNAVAILABLE"];
    const named = new Set(Array.from(page.matchAll(/^\| .*/gm), ([row]) => row.match(/`[A-Z_]+`/g) ?? []).flat());
    expect([...Object.keys(gatewayErrorCodes), ...refusals].filter((code) => !named.has(`\`${code}\``))).toEqual([]);
  });

  it.each<[what: string, code: string, asked: Asked]>([
    ["answers with a failure", "CONNECTOR_FETCH", { handler: () => ({ status: 500 }) }],
    ["does not answer in time", "GATEWAY_TIMEOUT", { handler: () => {}, timeoutMs: 50 }],
    ["cannot be reached", "HTTP_CLIENT_ERROR", { handler: (_request, response) => void response.destroy() }],
    [
      "cannot be read",
      "CONNECTOR_DESERIALIZE",
      { handler: () => ({ headers: { "content-type": "application/json" }, body: "{" }) },
    ],
    ["is not asked at all", "CONNECTOR_REQUEST", { handler: () => ({ status: 200 }), query: '{ product(id: "..") }' }],
  ])("names the connect spec's code of a service that %s: %s", async (_what, code, asked) => {
    expect(page).toContain(`\`${code}\` where`);
    expect((await ask(asked)).errors).toMatchObject([{ path: ["product"], extensions: { code } }]);
  });

  it("shows configs that are right", () => {
    const snippets = Array.from(page.matchAll(/```yaml\n([\s\S]*?)```/g), ([, yaml = ""]) =>
      configSchema.parse(load(yaml)),
    );
    expect(snippets).toMatchObject([
      { sources: { "orders.api": { problemMembers: ["detail", "errors"] } } },
      { subgraphs: { billing: { showErrors: true } } },
    ]);
  });
});
