import { describe, expect, it } from "@jest/globals";
import { Connections } from "../../../subgraphs/rest/connections.ts";
import { MAX_ORIGINS } from "../../../subgraphs/rest/make-room.ts";
import type { RestResponse } from "../../../subgraphs/rest/operation.ts";
import { makeResilient } from "../../../subgraphs/rest/resilience/resilient-transport.ts";
import { RestError } from "../../../subgraphs/rest/rest-error.ts";
import type { WireTransport } from "../../../subgraphs/rest/transport.ts";
import { deferred } from "../../support/deferred.ts";
import { startRestServer } from "../../support/rest-server.ts";
import { until } from "../../support/until.ts";

const origin = (id: number): string => `http://tenant-${id}.test`;

/** A wire on which `tenant-0` does not end, `tenant-1` fails and all others answer. */
const wire: Pick<WireTransport, "send" | "close"> = {
  send({ url }, settle) {
    answerOf(url).then(
      (answer) => settle.resolve(answer),
      (error: RestError) => settle.reject(error),
    );
    return { abort: () => {} };
  },
  close: async () => {},
};

function answerOf(url: string): Promise<RestResponse> {
  if (url.startsWith(`${origin(0)}/`)) return new Promise(() => {});
  if (url.startsWith(`${origin(1)}/`)) return Promise.reject(new RestError("REST_CONNECT", "No."));
  return Promise.resolve({ status: 200, headers: {}, body: new Uint8Array() });
}

describe("what is kept of origins", () => {
  it("has an end: those that nothing is asked of go, those that are busy or left alone stay", async () => {
    const transport = makeResilient(wire, {
      sources: { "a.api": { retry: false, breaker: { minCalls: 1, pauseMs: 86_400_000 } } },
    });
    const ask = (id: number): Promise<unknown> =>
      transport.request({ method: "GET", url: `${origin(id)}/things`, headers: [], source: "a.api" }).response;
    void ask(0);
    await ask(1).catch(() => {});
    for (let id = 2; id < 5 * MAX_ORIGINS; id += 1) await ask(id);
    const known = transport.origins().map((state) => state.origin);
    expect(known.length).toBeLessThanOrEqual(MAX_ORIGINS);
    expect(known.slice(0, 2)).toEqual([origin(0), origin(1)]);
    expect(known.at(-1)).toBe(origin(5 * MAX_ORIGINS - 1));
  });

  it("has an end for connections, too", async () => {
    const connections = new Connections({});
    for (let id = 0; id < 5 * MAX_ORIGINS; id += 1) connections.to(origin(id));
    expect(connections.states().length).toBeLessThanOrEqual(MAX_ORIGINS);
    await connections.close();
  });

  it("breaks no call off", async () => {
    const answer = deferred<void>();
    const server = await startRestServer(async () => {
      await answer.promise;
      return { body: "answered" };
    });
    const connections = new Connections({});
    const pool = connections.to(server.url);
    const running = pool.request({ method: "GET", path: "/slow" });
    await until(() => server.requests.length === 1);
    for (let id = 0; id < 5 * MAX_ORIGINS; id += 1) connections.to(origin(id));
    expect(connections.to(server.url)).toBe(pool);
    answer.resolve();
    expect(await (await running).body.text()).toBe("answered");
    await connections.close();
    await server.close();
  });
});
