import { afterEach, expect, it } from "@jest/globals";
import type { Graph } from "../../gateway/graph.ts";
import { startGatewayServer, type GatewayServer } from "../../gateway/http-server.ts";
import { openTransport } from "../../subgraphs/rest/open-transport.ts";
import type { RestTransport } from "../../subgraphs/rest/transport.ts";
import { connectLinks, openDeclaredGraph } from "../support/declared-graph.ts";
import { startRestServer, type RestServer } from "../support/rest-server.ts";

let rest: RestServer;
let transport: RestTransport;
let server: GatewayServer;
let plans = 0;

async function open(fields: string): Promise<Graph> {
  return openDeclaredGraph(
    {
      a: `${connectLinks}
        @source(name: "api", http: { baseURL: "${rest.url}" })
        type Query { ${fields}
          kept: Int @connect(source: "api", http: { GET: "/" }, selection: "$.kept")
        }`,
    },
    { onPlan: () => (plans += 1) },
  );
}

async function ask(query: string, variables: object = {}): Promise<unknown> {
  const operationName = /query (\w+)/.exec(query)?.[1];
  const response = await fetch(server.url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query, variables, operationName }),
  });
  return response.json();
}

afterEach(async () => {
  await server.stop();
  await transport.close();
  await rest.close();
});

it("a graph has planned what was asked of the one before when it is served", async () => {
  rest = await startRestServer(() => ({ json: { kept: 1, old: 2 } }));
  transport = openTransport();
  const old = `old: Int @connect(source: "api", http: { GET: "/" }, selection: "$.old")`;
  server = await startGatewayServer({ graph: await open(old), transport, port: 0, production: false });
  const conditional = "query If($with: Boolean!) { kept @include(if: $with) }";
  await ask("{ kept }");
  await ask("query Named { one: kept two: kept }");
  await ask("{ old }");
  await ask(conditional, { with: true });
  expect(plans).toBe(4);

  const next = await open("");
  plans = 0;
  await server.planAhead(next);
  // Neither what it has no field for, nor what a variable decides about.
  expect(plans).toBe(2);
  server.replaceGraph(next);
  expect(await ask("{ kept }")).toEqual({ data: { kept: 1 } });
  expect(await ask("query Named { one: kept two: kept }")).toEqual({ data: { one: 1, two: 1 } });
  expect(plans).toBe(2);
  expect(await ask(conditional, { with: true })).toEqual({ data: { kept: 1 } });
  expect(plans).toBe(3);
  expect(await ask("{ old }")).toMatchObject({ errors: [{ message: 'Cannot query field "old" on type "Query".' }] });
});
