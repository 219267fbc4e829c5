/**
 * Requests that are made to cost as much as they can. What each may take is measured by `npm run bench:hostile`, on a machine
 * that does nothing else; here it is what they are answered, how little that is, and that nothing is left of them.
 */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { attacks, type Attack } from "../../bench/hostile/attacks.ts";
import { openHostileGraph } from "../../bench/hostile/hostile-graph.ts";
import { startGatewayServer, type GatewayServer } from "../../gateway/http-server.ts";
import { createRestTransport, type RestTransport } from "../../subgraphs/rest/transport.ts";
import { startRestServer, type RestServer } from "../support/rest-server.ts";

let rest: RestServer;
let transport: RestTransport;
let server: GatewayServer;
const faults: unknown[] = [];
beforeAll(async () => {
  rest = await startRestServer(() => ({ json: { id: "1", name: "Ada" } }));
  transport = createRestTransport();
  const graph = await openHostileGraph(rest.url);
  server = await startGatewayServer({
    graph,
    transport,
    port: 0,
    production: true,
    onError: (error) => faults.push(error),
  });
});
afterAll(async () => {
  await server.stop();
  await transport.close();
  await rest.close();
});

async function send({ body, headers }: Pick<Attack, "body" | "headers">): Promise<{ status: number; text: string }> {
  const response = await fetch(server.url, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: typeof body === "string" ? body : new Uint8Array(body),
  });
  return { status: response.status, text: await response.text() };
}

interface Answer {
  readonly data?: unknown;
  readonly errors?: readonly { readonly extensions: { readonly code: string; readonly limit?: string } }[];
}

describe("a hostile request", () => {
  it.each(attacks.map((attack) => [attack.name, attack] as const))("%s", async (_name, attack) => {
    for (let times = 0; times < 2; times += 1) {
      const called = rest.requests.length;
      const { status, text } = await send(attack);
      const { data, errors = [] } = JSON.parse(text) as Answer;
      const [{ extensions } = { extensions: undefined }] = errors;
      expect({ outcome: extensions?.code ?? "answered", limit: extensions?.limit }).toEqual({
        outcome: attack.outcome,
        limit: attack.limit,
      });
      expect(errors.length).toBeLessThanOrEqual(21);
      expect(text.length).toBeLessThan(50_000);
      if (data !== undefined) continue;
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(500);
      expect(rest.requests.length).toBe(called);
    }
  });

  it("leaves nothing behind", async () => {
    const { status, text } = await send({ body: '{"query":"{ user { id name } }"}' });
    expect({ status, text }).toEqual({ status: 200, text: '{"data":{"user":{"id":"1","name":"Ada"}}}\n' });
    expect(({} as { isAdmin?: unknown }).isAdmin).toBeUndefined();
    expect(faults).toEqual([]);
  });
});
