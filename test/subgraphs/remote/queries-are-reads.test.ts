import { describe, expect, it } from "@jest/globals";
import { parse } from "graphql";
import { createRemoteSubgraph } from "../../../subgraphs/remote/remote-subgraph.ts";
import { createRestOperation } from "../../../subgraphs/rest/create-rest-operation.ts";
import type { RestOperation } from "../../../subgraphs/rest/operation.ts";
import { shareInFlight } from "../../../subgraphs/rest/share-in-flight.ts";
import type { SubgraphResult } from "../../../subgraphs/subgraph.ts";
import { deferred } from "../../support/deferred.ts";
import type { RestServer } from "../../support/rest-server.ts";
import { startTokenServer } from "../rest/credentials/token-server.ts";
import { startService } from "../rest/service.ts";

const query = "{ a }";
const mutation = "mutation { a }";

function ask(service: RestServer, document: string, rest: RestOperation): Promise<SubgraphResult> {
  const subgraph = createRemoteSubgraph({ name: "things.api", url: `${service.url}/graphql` });
  return subgraph.prepare(parse(document)).execute({}, { requestHeaders: {}, context: {}, rest });
}

describe("a query to a remote subgraph, though it goes by POST", () => {
  it("is sent again where the connection was reset, as a server does that closes it just then", async () => {
    const service = await startService((_request, response) => {
      if (service.requests.length === 1) response.destroy();
      else return { json: { data: { a: 1 } } };
      return undefined;
    });
    expect(await ask(service, query, service.operation())).toEqual({ data: { a: 1 }, errors: [] });
    expect(service.calls()).toEqual(["POST /graphql", "POST /graphql"]);
  });

  it("is sent again where it was answered 503, and by no other than GET's rules", async () => {
    const failing = await startService(() => ({ status: 503 }));
    await ask(failing, query, failing.operation());
    expect(failing.calls()).toHaveLength(3);
    const patient = await startService(() => ({ status: 503 }), { retry: { methods: ["PUT"] } });
    await ask(patient, query, patient.operation());
    expect(patient.calls()).toHaveLength(1);
  });

  it("is sent again with a new token", async () => {
    const tokens = await startTokenServer();
    const service = await startService(
      ({ headers }) =>
        headers.authorization === "Bearer token-2" ? { json: { data: { a: 1 } } } : { status: 401, json: {} },
      { auth: { clientCredentials: { tokenUrl: tokens.url, clientId: "me" } } },
    );
    expect(await ask(service, query, service.operation())).toEqual({ data: { a: 1 }, errors: [] });
  });

  it.each([
    ["a query", query, ["GET /a", "POST /graphql"]],
    ["a mutation", mutation, ["GET /a", "POST /graphql", "GET /a"]],
  ])("makes stale what the operation has had, or not: %s", async (_which, document, calls) => {
    const service = await startService(() => ({ json: { data: { a: 1 } } }));
    const operation = service.operation();
    await operation.fetch(service.request("/a"));
    await ask(service, document, operation);
    await operation.fetch(service.request("/a"));
    expect(service.calls()).toEqual(calls);
  });

  it.each([
    ["a query", query, 1],
    ["a mutation", mutation, 2],
  ])("lets others join what is under way, or not: %s", async (_which, document, gets) => {
    const answered = deferred<void>();
    const service = await startService(async ({ method }) => {
      if (method === "GET") await answered.promise;
      return { json: { data: { a: 1 } } };
    });
    const transport = shareInFlight(service.transport);
    const [first, second, third] = [1, 2, 3].map(() => createRestOperation({ transport }));
    if (!first || !second || !third) throw new Error("There are three.");
    const running = first.fetch(service.request("/a"));
    await ask(service, document, second);
    const joining = third.fetch(service.request("/a"));
    answered.resolve();
    await Promise.all([running, joining]);
    expect(service.calls().filter((call) => call === "GET /a")).toHaveLength(gets);
  });
});

describe("a mutation of a remote subgraph", () => {
  it.each([
    ["was reset", () => undefined],
    ["was answered 503", () => ({ status: 503 })],
  ])("is sent once where the connection %s", async (_which, answer) => {
    const service = await startService((_request, response) => answer() ?? void response.destroy());
    const { errors } = await ask(service, mutation, service.operation());
    expect(errors).toHaveLength(1);
    expect(service.calls()).toEqual(["POST /graphql"]);
  });
});
