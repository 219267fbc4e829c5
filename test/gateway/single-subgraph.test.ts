import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import type { FailureReport } from "../../gateway/http/failures.ts";
import { startGatewayServer, type GatewayServer } from "../../gateway/http-server.ts";
import { serveSingleSubgraph } from "../../gateway/single-subgraph.ts";
import { parseSdl } from "../../schema/parse-sdl.ts";
import { createDeclaredSubgraph } from "../../subgraphs/connect/declared-subgraph.ts";
import { lowerSubgraph } from "../../subgraphs/connect/lower.ts";
import { readConnectors } from "../../subgraphs/connect/read.ts";
import { createRestTransport, type RestTransport } from "../../subgraphs/rest/transport.ts";
import { startRestServer, type RestServer } from "../support/rest-server.ts";

let rest: RestServer;
let transport: RestTransport;
let server: GatewayServer | undefined;
const failures: FailureReport[] = [];
beforeAll(async () => {
  rest = await startRestServer(({ url }) => {
    if (url.startsWith("/users?id=")) {
      const ids = new URL(url, "http://rest").searchParams.getAll("id");
      return { json: ids.filter((id) => id !== "404").map((id) => ({ id, name: id === "8" ? null : `User ${id}` })) };
    }
    if (url === "/broken") return { status: 503, json: { secret: true } };
    if (url === "/big") return { body: '{"id": 9007199254740993}', headers: { "content-type": "application/json" } };
    return { json: { id: 1, name: "Ada", state: "ODD" } };
  });
});
afterAll(() => rest.close());
beforeEach(() => {
  transport = createRestTransport();
  rest.requests.length = 0;
  failures.length = 0;
});
afterEach(async () => {
  await server?.stop();
  await transport.close();
});

const sdl = (hint = ""): string => `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key"])
  @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@source", "@connect"])
  @source(name: "api", http: { baseURL: "${rest.url}" })
type Query {
  me: User ${hint} @connect(source: "api", http: { GET: "/me" }, selection: "id name state")
  broken: User @connect(source: "api", http: { GET: "/broken" }, selection: "id")
  big: Big @connect(source: "api", http: { GET: "/big" }, selection: "id")
}
type Big { id: ID }
enum State { ON OFF }
type User @key(fields: "id")
  @connect(source: "api", http: { GET: "/users", queryParams: "id: $batch.id" }, selection: "id name state") {
  id: ID!
  name: String!
  state: State
}
`;

async function ask(query: string, variables: Record<string, unknown> = {}): Promise<unknown> {
  return (await send(query, variables)).json();
}

async function send(query: string, variables: Record<string, unknown> = {}, given: string = sdl()): Promise<Response> {
  const { document } = parseSdl(given, "users.graphql");
  if (!document) throw new Error("The SDL does not parse.");
  const { model } = readConnectors({ subgraph: "users", document, file: "users.graphql" });
  if (!model) throw new Error("The connectors cannot be read.");
  const subgraph = createDeclaredSubgraph({ name: "users", document, model, settings: {}, env: {}, production: true });
  const { typeDefs } = lowerSubgraph(document, model);
  const graph = await serveSingleSubgraph({ subgraph, typeDefs });
  server = await startGatewayServer({
    graph,
    transport,
    port: 0,
    production: false,
    onFailure: (failure) => void failures.push(failure),
  });
  return fetch(server.url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query, variables }),
  });
}

describe("one subgraph as a federated server", () => {
  it("answers references in their order, with the error of each where it belongs", async () => {
    const representations = ["7", "8", "404", "7"].map((id) => ({ __typename: "User", id }));
    const answer = await ask(
      "query ($r: [_Any!]!) { _entities(representations: $r) { __typename ... on User { nom: name id } } }",
      { r: representations },
    );
    expect(answer).toMatchObject({
      data: {
        _entities: [
          { __typename: "User", nom: "User 7", id: "7" },
          // `name` is not null, so its null takes the entity with it.
          null,
          null,
          { __typename: "User", nom: "User 7", id: "7" },
        ],
      },
      errors: [{ path: ["_entities", 1, "nom"] }],
    });
    expect(rest.requests.map(({ url }) => url)).toEqual(["/users?id=7&id=8&id=404"]);
  });

  it("gives SDL that other composers take: keys, and nothing of connectors", async () => {
    const answer = (await ask("{ _service { sdl } }")) as { data: { _service: { sdl: string } } };
    expect(answer.data._service.sdl).toContain('type User @key(fields: "id")');
    expect(answer.data._service.sdl).not.toMatch(/connect|source/);
    expect(rest.requests).toEqual([]);
  });

  it("answers introspection beside data, by alias and through fragments", async () => {
    const query = `query Two { ...F s: __schema { queryType { name } } } fragment F on Query { u: me { ...G } __typename }
      fragment G on User { n: name __typename }`;
    expect(await ask(query)).toEqual({
      data: {
        u: { n: "Ada", __typename: "User" },
        __typename: "Query",
        s: { queryType: { name: "Query" } },
      },
    });
  });

  it("says how long its answers may be kept, those to references by the hints of their types", async () => {
    const hinted = sdl("@cacheControl(maxAge: 60)").replace("type User ", "type User @cacheControl(maxAge: 30) ");
    const caching = async (query: string, variables: Record<string, unknown> = {}): Promise<string | null> => {
      const response = await send(query, variables, hinted);
      await server?.stop();
      return response.headers.get("cache-control");
    };
    const references = { r: [{ __typename: "User", id: "7" }] };
    const entities = "query ($r: [_Any!]!) { _entities(representations: $r) { __typename ... on User { name } } }";
    expect(await caching("{ me { name } }")).toBe("max-age=60, public");
    expect(await caching(entities, references)).toBe("max-age=30, public");
    expect(await caching("{ me { name } big { id } }")).toBe("no-store");
    const served = await send("{ _service { sdl } }", {}, hinted);
    expect(served.headers.get("cache-control")).toBe("no-store");
    expect(await served.json()).toMatchObject({
      data: { _service: { sdl: expect.stringContaining("directive @cacheControl") } },
    });
  });

  it("delivers the rest where one field fails", async () => {
    expect(await ask("{ me { name } broken { id } }")).toMatchObject({
      data: { me: { name: "Ada" }, broken: null },
      errors: [{ path: ["broken"], extensions: { code: "CONNECTOR_FETCH", http: { status: 503 } } }],
    });
  });

  it("tells the log what happened, under the client's id", async () => {
    expect(await ask("{ broken { id } }")).toMatchObject({
      errors: [{ path: ["broken"], extensions: { errorId: expect.stringMatching(/^[0-9a-f]{16}$/) as unknown } }],
    });
    const detail = {
      coordinate: "users:Query.broken[0]",
      method: "GET",
      url: `${rest.url}/broken`,
      body: '{"secret":true}',
    };
    expect(failures).toMatchObject([{ path: "broken", cause: { code: "REST_STATUS", status: 503, detail } }]);
  });

  it("coerces values by the schema: an unknown enum value is an error at its field, a large integer keeps its digits", async () => {
    expect(await ask("{ me { id state } big { id } }")).toMatchObject({
      data: { me: { id: "1", state: null }, big: { id: "9007199254740993" } },
      errors: [{ path: ["me", "state"] }],
    });
  });

  it("asks nothing when a variable does not fit", async () => {
    const answer = await ask("query ($r: [_Any!]!) { me { id } _entities(representations: $r) { __typename } }", {});
    expect(answer).toMatchObject({ errors: [{ extensions: { code: "BAD_USER_INPUT" } }] });
    expect(rest.requests).toEqual([]);
  });
});
