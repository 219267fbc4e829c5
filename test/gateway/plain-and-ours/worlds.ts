/**
 * The same small coded graph twice, each over a REST service of its own that answers alike: once by Apollo Server with
 * plain `RESTDataSource`, once by the gateway with `RestSource`. What goes wrong in the first is asserted too: a test
 * that the plain one passes shows nothing.
 */
import { RESTDataSource, type AugmentedRequest, type DataSourceConfig } from "@apollo/datasource-rest";
import { ApolloServer } from "@apollo/server";
import { startStandaloneServer } from "@apollo/server/standalone";
import { afterEach } from "@jest/globals";
import { startGatewayServer } from "../../../gateway/http-server.ts";
import { loadGraph } from "../../../gateway/load-graph.ts";
import { compose } from "../../../schema/compose.ts";
import { theguildComposer } from "../../../schema/theguild-composer.ts";
import { defineSubgraph } from "../../../subgraphs/coded/define-subgraph.ts";
import { openTransport } from "../../../subgraphs/rest/open-transport.ts";
import { RestSource } from "../../../subgraphs/rest/rest-source.ts";
import { path } from "../../../subgraphs/rest/url.ts";
import { parseDocument } from "../../schema/support.ts";
import { startRestServer, type Handler, type RestServer } from "../../support/rest-server.ts";

export interface World extends RestServer {
  ask(query: string, asked?: Asked): Promise<Answer>;
  /** As it stands on the wire. */
  askText(query: string, asked?: Asked): Promise<string>;
  /** How often its resolvers have read. */
  reads(): number;
  /** `METHOD /path` of each request that came to its service. */
  calls(): string[];
}

export interface Asked {
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

export interface Answer {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly { message: string; extensions?: Readonly<Record<string, unknown>> }[];
}

export interface WorldOptions {
  /** How long reads are kept where the service says nothing, in seconds. */
  readonly ttl?: number;
  /** One data source for all operations, as who starts with Apollo Server has it; ours has no way to do that. */
  readonly isShared?: boolean;
  /** Of an operation, in milliseconds; the plain one has none. */
  readonly timeoutMs?: number;
}

const typeDefs = `
  scalar Any
  type Query { thing(id: String!): Any at(path: String!): Any search(ids: [String!]!): Any me: Any noted(note: String!): Any
    isAdmin(path: String!): Any two: Any pair: Any }
  type Mutation { put(name: String!): Any create(name: String!): Any }`;

/** What both sources can do. */
interface Api {
  thing(id: string): Promise<unknown>;
  at(given: string, signal?: AbortSignal): Promise<unknown>;
  search(ids: readonly string[]): Promise<unknown>;
  noted(note: string): Promise<unknown>;
  put(name: string): Promise<unknown>;
  create(name: string): Promise<unknown>;
}

type Resolve = (args: Record<string, string & readonly string[]>, api: Api) => unknown;

const queries: Readonly<Record<string, Resolve>> = {
  thing: ({ id = "" }, api) => api.thing(id),
  at: ({ path: given = "" }, api) => api.at(given),
  search: ({ ids = [] }, api) => api.search(ids),
  noted: ({ note = "" }, api) => api.noted(note),
  me: (_args, api) => api.at("me"),
  isAdmin: async ({ path: given = "" }, api) => ((await api.at(given)) as { isAdmin?: boolean }).isAdmin,
  // One after the other, as a resolver that reads what the next call needs.
  two: async (_args, api) => [await api.at("first"), await api.at("second")],
  // Two callers of one URL, of which the first leaves.
  pair: async (_args, api) => {
    const leaving = new AbortController();
    const both = Promise.allSettled([api.at("slow", leaving.signal), api.at("slow")]);
    leaving.abort();
    return (await both).map(({ status }) => status);
  },
};
const mutations: Readonly<Record<string, Resolve>> = {
  put: ({ name = "" }, api) => api.put(name),
  create: ({ name = "" }, api) => api.create(name),
};

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

/** Both, with a service each; they are closed after the test. */
export async function startWorlds(
  handler: Handler,
  options: WorldOptions = {},
): Promise<{ plain: World; ours: World }> {
  return { plain: await startPlain(handler, options), ours: await startOurs(handler, options) };
}

async function startPlain(handler: Handler, { ttl, isShared }: WorldOptions): Promise<World> {
  const service = await startRestServer(handler);
  let reads = 0;
  const cached = ttl === undefined ? {} : { cacheOptions: { ttl } };
  class PlainApi extends RESTDataSource implements Api {
    override baseURL = `${service.url}/api/v1/`;
    identity: Readonly<Record<string, string>>;
    constructor(config: DataSourceConfig, identity: Readonly<Record<string, string>>) {
      super(config);
      this.identity = identity;
    }
    override willSendRequest(_path: string, request: AugmentedRequest): void {
      Object.assign(request.headers, this.identity);
    }
    thing = (id: string): Promise<unknown> => this.#read(`things/${id}`);
    at = (given: string, signal?: AbortSignal): Promise<unknown> => this.#read(given, signal && { signal });
    // As it is typed for: what is no text becomes one.
    search = (ids: readonly string[]): Promise<unknown> => this.#read("things", { params: { ids: ids as never } });
    noted = (note: string): Promise<unknown> => this.#read("noted", { headers: { "x-note": note } });
    override put = (name: string): Promise<never> => super.put("things/1", { body: { name } });
    create = (name: string): Promise<unknown> => this.post("things", { body: { name }, ...cached });
    #read(given: string, request: object = {}): Promise<unknown> {
      reads += 1;
      return this.get(given, { ...cached, ...request });
    }
  }
  const resolversOf = (fields: typeof queries): object =>
    Object.fromEntries(
      Object.entries(fields).map(([name, resolve]) => [
        name,
        (_parent: unknown, args: never, { api }: { api: Api }) => resolve(args, api),
      ]),
    );
  const server = new ApolloServer<{ api: Api }>({
    typeDefs,
    resolvers: { Query: resolversOf(queries), Mutation: resolversOf(mutations) },
    nodeEnv: "production",
  });
  const { cache } = server;
  const one = new PlainApi({ cache }, {});
  const { url } = await startStandaloneServer(server, {
    listen: { port: 0, host: "127.0.0.1" },
    context: async ({ req }) => {
      const { cookie, authorization } = req.headers;
      const identity = { ...(cookie && { cookie }), ...(authorization && { authorization }) };
      if (!isShared) return { api: new PlainApi({ cache }, identity) };
      one.identity = identity;
      return { api: one };
    },
  });
  cleanups.push(
    () => server.stop(),
    () => service.close(),
  );
  return worldOf(service, url, () => reads);
}

async function startOurs(handler: Handler, { ttl, timeoutMs = 30_000 }: WorldOptions): Promise<World> {
  const service = await startRestServer(handler);
  let reads = 0;
  class OurApi extends RestSource implements Api {
    override baseURL = `${service.url}/api/v1/`;
    thing = (id: string): Promise<unknown> => this.get(path`things/${id}`);
    at = (given: string, signal?: AbortSignal): Promise<unknown> => {
      reads += 1;
      return this.get(given, signal && { signal });
    };
    search = (ids: readonly string[]): Promise<unknown> => {
      const params = new URLSearchParams(ids.map((id): [string, string] => ["ids", id]));
      return this.get("things", { params });
    };
    noted = (note: string): Promise<unknown> => this.get("noted", { headers: { "x-note": note } });
    override put = (name: string): Promise<never> => super.put("things/1", { body: { name } });
    create = (name: string): Promise<unknown> => this.post("things", { body: { name } });
  }
  const resolversOf = (fields: typeof queries): Record<string, never> =>
    Object.fromEntries(
      Object.entries(fields).map(([name, resolve]) => [
        name,
        ((_parent: unknown, args: never, { sources }: { sources: { api: Api } }) =>
          resolve(args, sources.api)) as never,
      ]),
    );
  const definition = defineSubgraph({
    name: "things",
    typeDefs,
    sources: { api: OurApi },
    resolvers: { Query: resolversOf(queries), Mutation: resolversOf(mutations) },
  });
  const composed = await compose(
    [{ name: "things", typeDefs: parseDocument(typeDefs, "things.graphql") }],
    theguildComposer,
  );
  const settings = {
    forward: ["cookie", "authorization"],
    cache: ttl === undefined ? {} : { ttlMs: ttl * 1_000 },
  };
  const { graph, diagnostics } = await loadGraph({
    supergraphSdl: composed.supergraphSdl ?? "",
    definitions: new Map([["things", definition]]),
    sources: { "things.api": settings },
    env: {},
    production: true,
  });
  if (!graph) throw new Error(JSON.stringify([...composed.diagnostics, ...diagnostics]));
  const transport = openTransport({ sources: { "things.api": settings }, random: () => 0 });
  // All that can be shared and kept is: whatever holds here holds with less.
  const server = await startGatewayServer({
    graph,
    transport,
    port: 0,
    production: true,
    share: "operation",
    timeoutMs,
  });
  cleanups.push(
    () => server.stop(),
    () => transport.close(),
    () => service.close(),
  );
  return worldOf(service, server.url, () => reads);
}

function worldOf(service: RestServer, url: string, reads: () => number): World {
  const askText: World["askText"] = async (query, { variables = {}, headers = {}, signal } = {}) => {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify({ query, variables }),
      ...(signal && { signal }),
    });
    return response.text();
  };
  return {
    ...service,
    calls: () => service.requests.map(({ method, url: asked }) => `${method} ${asked}`),
    askText,
    reads,
    ask: async (query, asked) => JSON.parse(await askText(query, asked)) as Answer, // GraphQL over HTTP
  };
}
