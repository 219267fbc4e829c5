import { describe, expect, it } from "@jest/globals";
import { parse } from "graphql";
import { createRemoteSubgraph } from "../../../subgraphs/remote/remote-subgraph.ts";
import { createRestOperation } from "../../../subgraphs/rest/create-rest-operation.ts";
import { shareInFlight } from "../../../subgraphs/rest/share-in-flight.ts";
import { readTraceContext } from "../../../subgraphs/rest/trace-context.ts";
import { deferred } from "../../support/deferred.ts";
import { startService } from "./service.ts";

const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
const other = "00-11111111111111111111111111111111-2222222222222222-00";
const tracestate = "congo=t61rcWkgMzE,rojo=00f067aa0ba902b7";

describe("the trace of a request", () => {
  it.each([
    ["both headers", { traceparent, tracestate }, ["traceparent", traceparent, "tracestate", tracestate]],
    ["no state", { traceparent }, ["traceparent", traceparent]],
    ["an empty state", { traceparent, tracestate: "" }, ["traceparent", traceparent]],
    ["a state without end", { traceparent, tracestate: "a=".padEnd(2_049, "b") }, ["traceparent", traceparent]],
    [
      "a later version",
      { traceparent: `01${traceparent.slice(2)}-more` },
      ["traceparent", `01${traceparent.slice(2)}-more`],
    ],
    ["no trace", { tracestate }, undefined],
    ["a version that there is not", { traceparent: `ff${traceparent.slice(2)}`, tracestate }, undefined],
    ["more than its version has", { traceparent: `${traceparent}-more` }, undefined],
    ["upper case", { traceparent: traceparent.toUpperCase() }, undefined],
    ["a trace of zeros", { traceparent: `00-${"0".repeat(32)}-b7ad6b7169203331-01` }, undefined],
    ["a parent of zeros", { traceparent: `00-0af7651916cd43dd8448eb211c80319c-${"0".repeat(16)}-01` }, undefined],
    ["two of them", { traceparent: `${traceparent}, ${other}` }, undefined],
    ["anything", { traceparent: "x\ny" }, undefined],
  ])("is read: %s", (_which, headers, expected) => {
    expect(readTraceContext(headers)).toEqual(expected);
  });

  it("is told to services, unchanged, and to remote subgraphs", async () => {
    const service = await startService(() => ({ json: { data: { a: 1 } } }));
    const rest = service.operation({ trace: ["traceparent", traceparent, "tracestate", tracestate] });
    await rest.fetch(service.request("/things"));
    const remote = createRemoteSubgraph({ name: "billing", url: `${service.url}/graphql` });
    await remote.prepare(parse("{ a }")).execute({}, service.context({ rest }));
    expect(service.requests.map(({ url, headers }) => [url, headers["traceparent"], headers["tracestate"]])).toEqual([
      ["/things", traceparent, tracestate],
      ["/graphql", traceparent, tracestate],
    ]);
  });

  it("is in no key of what is shared: the first one's is sent", async () => {
    const both = deferred<void>();
    const service = await startService(async () => {
      await both.promise;
      return { json: 1 };
    });
    const transport = shareInFlight(service.transport, { onShared: () => both.resolve() });
    const operations = [traceparent, other].map((trace) =>
      createRestOperation({ transport, trace: ["traceparent", trace] }),
    );
    await Promise.all(operations.map((operation) => operation.fetch(service.request("/things"))));
    expect(service.requests.map(({ headers }) => headers["traceparent"])).toEqual([traceparent]);
  });

  it("is the source's own where it says it itself", async () => {
    const service = await startService(() => ({ json: 1 }));
    const request = service.request("/things", { headers: { traceparent: other } });
    await service.operation({ trace: ["traceparent", traceparent] }).fetch(request);
    expect(service.requests[0]?.headers["traceparent"]).toBe(other);
  });

  it("is told to nobody where it is turned off", async () => {
    const service = await startService(() => ({ json: 1 }), {}, { traceContext: false });
    await service.operation({ trace: ["traceparent", traceparent] }).fetch(service.request("/things"));
    expect(service.requests[0]?.headers["traceparent"]).toBeUndefined();
  });
});
