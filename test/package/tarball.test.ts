import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { startRestServer, type RestServer } from "../support/rest-server.ts";
import { installPackage, type InstalledPackage } from "./installed-package.ts";

const posts = Array.from({ length: 100 }, (_, id) => ({ id, title: `Post ${id}`, userId: id % 10 }));

const postsSdl = (url: string): string => `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key"])
  @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@source", "@connect"])
  @source(name: "api", http: { baseURL: "${url}" })

type Query {
  posts: [Post] @connect(source: "api", http: { GET: "/posts" }, selection: "id title author: { id: userId }")
}
type Post { id: ID! title: String author: User }
type User @key(fields: "id", resolvable: false) { id: ID! }
`;

const usersSdl = (url: string, batch: boolean): string => `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key"])
  @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@source", "@connect"])
  @source(name: "api", http: { baseURL: "${url}" })

type User @key(fields: "id")
  @connect(source: "api", http: { GET: "${batch ? "/users" : "/users/{$this.id}"}" ${batch ? 'queryParams: "id: $batch.id"' : ""} }, selection: "id name") {
  id: ID!
  name: String
}
`;

function user(id: string): { id: number; name: string } {
  return { id: Number(id), name: `User ${id}` };
}

let app: InstalledPackage;
let rest: RestServer;
beforeAll(async () => {
  rest = await startRestServer(({ url }) => {
    const { pathname, searchParams } = new URL(url, "http://rest");
    if (pathname === "/posts") return { json: posts };
    if (pathname === "/users") return { json: searchParams.getAll("id").map(user) };
    return { json: user(pathname.slice("/users/".length)) };
  });
  app = await installPackage();
}, 300_000);
afterAll(async () => {
  await rest?.close();
  await app?.remove();
});
beforeEach(() => {
  rest.requests.length = 0;
});

async function ask(url: string, query: string): Promise<unknown> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query }),
  });
  return response.json();
}

const query = "{ posts { title author { name } } }";
const answer = {
  data: { posts: posts.map(({ title, userId }) => ({ title, author: { name: `User ${userId}` } })) },
};

describe("the packed tarball in an empty folder", () => {
  it("knows its version, and helps", async () => {
    const own = JSON.parse(await readFile(join(app.dir, "node_modules/restuary/package.json"), "utf8")) as {
      version: string;
    };
    expect(await app.restuary("--version")).toEqual({ code: 0, stdout: `${own.version}\n`, stderr: "" });
    expect((await app.restuary("--help")).stdout).toContain("Usage: restuary [options] [command]");
  });

  it("holds the built files and the documents, and no sources or tests", async () => {
    const files = await readdir(join(app.dir, "node_modules/restuary"));
    expect(files.toSorted()).toEqual([
      "CHANGELOG.md",
      "LICENSE",
      "README.md",
      "dist",
      "docs",
      "package.json",
      "schemas",
      "templates",
    ]);
  });

  it.each([
    { what: "a batch endpoint", batch: true, calls: 2, most: 2 },
    { what: "single lookups", batch: false, calls: 11, most: 101 },
  ])(
    "composes, explains and serves with $what",
    async ({ batch, calls, most }) => {
      await app.write({
        "subgraphs/posts.graphql": postsSdl(rest.url),
        "subgraphs/users.graphql": usersSdl(rest.url, batch),
        "posts.graphql": query,
      });
      const composed = await app.restuary("compose", "--format", "json");
      expect(composed).toMatchObject({ code: 0, stderr: "" });
      expect(JSON.parse(composed.stdout)).toMatchObject({ findings: [] });

      const explain = async (...args: string[]): Promise<unknown> => {
        const { code, stdout } = await app.restuary("explain", "posts.graphql", "--format", "json", ...args);
        expect(code).toBe(0);
        return (JSON.parse(stdout) as { total: unknown }).total;
      };
      expect(await explain()).toEqual({ min: 1, max: null });
      expect(await explain("--assume-list-size", "100")).toEqual({ min: 1, max: most });
      expect(rest.requests).toEqual([]);

      const gateway = await app.start("serve", "--port", "0");
      expect(await ask(gateway.url, query)).toEqual(answer);
      expect(rest.requests).toHaveLength(calls);
      expect(await gateway.stop()).toMatchObject({ code: 0, stderr: "" });
    },
    120_000,
  );

  it("serves a supergraph without any sources", async () => {
    await app.write({
      "subgraphs/posts.graphql": postsSdl(rest.url),
      "subgraphs/users.graphql": usersSdl(rest.url, true),
    });
    await app.restuary("compose", "--out", "deploy");
    const gateway = await app.start("serve", "-C", "deploy", "--supergraph", "supergraph.graphql", "--port", "0");
    expect(await ask(gateway.url, query)).toEqual(answer);
    await gateway.stop();
  }, 60_000);

  it("loads a config and a coded subgraph in TypeScript", async () => {
    await app.write({
      "coded/restuary.config.ts": `import { defineConfig } from "restuary";
        const url: string = ${JSON.stringify(rest.url)};
        export default defineConfig({
          subgraphs: { users: { module: "users.ts" } },
          sources: { "users.api": { baseUrl: url } },
        });`,
      "coded/users.ts": `import { defineSubgraph, path, RestSource } from "restuary";
        interface User { id: number; name: string }
        class Api extends RestSource {
          one(id: string): Promise<User> { return this.get<User>(path\`users/\${id}\`); }
        }
        export default defineSubgraph({
          name: "users",
          typeDefs: 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"]) type Query { user(id: ID!): User } type User @key(fields: "id") { id: ID! name: String }',
          sources: { api: Api },
          resolvers: { Query: { user: (_parent, { id }: { id: string }, { sources }) => sources.api.one(id) } },
        });`,
    });
    const gateway = await app.start("serve", "-C", "coded", "--port", "0");
    expect(await ask(gateway.url, '{ user(id: "../3") { name } }')).toEqual({
      data: { user: { name: "User ..%2F3" } },
    });
    expect(rest.requests.map(({ url }) => url)).toEqual(["/users/..%2F3"]);
    expect(await gateway.stop()).toMatchObject({ code: 0, stderr: "" });
  }, 60_000);

  it("begins a project that passes `check` and `test`, and serves", async () => {
    expect(await app.restuary("init", "graph", "--yes")).toMatchObject({ code: 0, stderr: "" });
    expect(await app.restuary("compose", "--check", "-C", "graph")).toMatchObject({ code: 0, stderr: "" });
    expect(await app.restuary("check", "-C", "graph")).toMatchObject({ code: 0, stderr: "" });
    expect(await app.restuary("test", "-C", "graph")).toMatchObject({ code: 0, stderr: "" });
    const gateway = await app.start("serve", "-C", "graph", "--port", "0");
    expect(await ask(gateway.url, "{ __typename }")).toEqual({ data: { __typename: "Query" } });
    expect(await gateway.stop()).toMatchObject({ code: 0, stderr: "" });
  }, 120_000);

  it("has types for all that it exports", async () => {
    await app.write({
      "types/tsconfig.json": JSON.stringify({
        compilerOptions: {
          module: "nodenext",
          target: "es2023",
          strict: true,
          exactOptionalPropertyTypes: true,
          skipLibCheck: true,
          noEmit: true,
          types: [],
        },
      }),
      "types/user.ts": `import { defineConfig, defineSubgraph, path, RestSource } from "restuary";
        import { loadGraph, startGatewayServer, type Graph } from "restuary/gateway";
        import { compose, type Diagnostic } from "restuary/schema";
        import { createRestTransport } from "restuary/subgraphs";

        export default defineConfig({ gateway: { port: 4000, context: ({ headers }) => ({ tenant: headers["x-tenant"]?.[0] }) } });
        // @ts-expect-error a port is a number: the types are not any
        defineConfig({ gateway: { port: "4000" } });
        // @ts-expect-error no such key
        defineConfig({ gatewey: {} });

        class Api extends RestSource {
          one(id: string) { return this.get<{ name: string }>(path\`users/\${id}\`); }
        }
        defineSubgraph({
          name: "users",
          typeDefs: "",
          sources: { api: Api },
          resolvers: {
            Query: {
              a: (_parent, _args, { sources }) => sources.api.one("1"),
              // @ts-expect-error the class has no such method
              b: (_parent, _args, { sources }) => sources.api.two("1"),
            },
          },
        });

        const transport = createRestTransport();
        const { graph, diagnostics } = await loadGraph({ supergraphSdl: "", env: {}, production: true });
        const found: readonly Diagnostic[] = diagnostics;
        if (graph) {
          const served: Graph = graph;
          const server = await startGatewayServer({ graph: served, transport, production: true });
          const url: string = server.url;
          // @ts-expect-error not a number
          const wrong: number = server.url;
          await server.stop();
        }
        void [compose, found];
      `,
    });
    expect(await app.tool("tsc", "-p", "types")).toEqual({ code: 0, stdout: "", stderr: "" });
  }, 60_000);
});
