import { describe, expect, it } from "@jest/globals";
import { readConnectors } from "../../../subgraphs/connect/read.ts";
import type { KeyTree } from "../../../subgraphs/mapping/mapping.ts";
import { parseSdl } from "../../../schema/parse-sdl.ts";

const link = `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key"])
  @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@source", "@connect"])
  @source(name: "api", http: { baseURL: "https://api.test/" })
`;

function read(sdl: string): ReturnType<typeof readConnectors> {
  const { document } = parseSdl(sdl, "users.graphql");
  if (!document) throw new Error("The SDL does not parse.");
  return readConnectors({ subgraph: "users", document, file: "users.graphql" });
}

function plain(tree: KeyTree): Record<string, unknown> {
  return Object.fromEntries([...tree].map(([name, inner]) => [name, plain(inner)]));
}

describe("readConnectors", () => {
  it("tells the five kinds of resolver apart, with their coordinates and inputs", () => {
    const { model, diagnostics } = read(`${link}
      type Query {
        users: [User] @connect(source: "api", http: { GET: "/users" }, selection: "id name")
        user(id: ID!): User @connect(source: "api", http: { GET: "/users/{$args.id}" }, entity: true, selection: "id name")
      }
      type Mutation { add: User @connect(source: "api", http: { POST: "/users" }, selection: "id name") }
      type User
        @connect(source: "api", http: { GET: "/users/{$this.id}" }, selection: "id name")
        @connect(source: "api", http: { POST: "/users", body: "ids: $batch.id" }, batch: { maxSize: 10 }, selection: "id name") {
        id: ID!
        name: String
        org: Org
        posts: [Post]
          @connect(source: "api", http: { GET: "/posts?u={$this.id}&o={$this.org.id}" }, selection: "title by: $this.name")
      }
      type Org { id: ID! }
      type Post { title: String by: String }
    `);
    expect(diagnostics).toEqual([]);
    expect(model?.connectors.map(({ coordinate, resolver, inputs }) => [coordinate, resolver, plain(inputs)])).toEqual([
      ["users:Query.users[0]", "root", {}],
      ["users:Query.user[0]", "explicit", { id: {} }],
      ["users:Mutation.add[0]", "root", {}],
      ["users:User[0]", "typeSingle", { id: {} }],
      ["users:User[1]", "typeBatch", { id: {} }],
      ["users:User.posts[0]", "implicit", { id: {}, org: { id: {} }, name: {} }],
    ]);
    expect(model?.connectors.map(({ batch }) => batch)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      { maxSize: 10 },
      undefined,
    ]);
  });

  it("counts the connectors of an element over its definition and extensions", () => {
    const { model } = read(`${link}
      type Query {
        user: User
          @connect(source: "api", http: { GET: "/a" }, selection: "id")
          @connect(source: "api", http: { GET: "/b" }, selection: "id")
      }
      type User @connect(source: "api", http: { GET: "/u/{$this.id}" }, selection: "id") { id: ID! }
      extend type User @connect(source: "api", http: { GET: "/v/{$this.id}" }, selection: "id")
    `);
    expect(model?.connectors.map(({ coordinate, http }) => `${coordinate} ${http?.url.source ?? ""}`)).toEqual([
      "users:Query.user[0] /a",
      "users:Query.user[1] /b",
      "users:User[0] /u/{$this.id}",
      "users:User[1] /v/{$this.id}",
    ]);
  });

  it("takes every argument for an input of an explicit connector that sends $args as a whole", () => {
    const { model } = read(`${link}
      type Query {
        user(id: ID!, region: String): User
          @connect(source: "api", http: { POST: "/users", body: "$args" }, entity: true, selection: "id region")
      }
      type User { id: ID! region: String }
    `);
    expect(model?.connectors.map(({ inputs }) => plain(inputs))).toEqual([{ id: {}, region: {} }]);
  });

  it("reads sources with all that they can have, one header or a list", () => {
    const { model } = read(`
      extend schema
        @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@source", "@connect"])
        @source(
          name: "api"
          http: {
            baseURL: "https://{$config.host}/"
            headers: { name: "X-Tenant", value: "{$config.tenant}" }
            path: "$(['v1'])"
            queryParams: "key: $env.KEY"
          }
          errors: { message: "$.error", extensions: "code: $.code" }
          isSuccess: "$.ok"
        )
      type Query {
        a: Int
          @connect(
            source: "api"
            http: { GET: "/a", headers: [{ name: "Authorization", from: "Authorization" }, { name: "x-b", value: "1" }] }
            selection: "$.a"
          )
      }
    `);
    expect(model?.sources).toMatchObject([
      {
        name: "api",
        baseUrl: { source: "https://{$config.host}/" },
        headers: [{ kind: "value", name: "x-tenant", value: { source: "{$config.tenant}" } }],
        path: { source: "$(['v1'])" },
        queryParams: { source: "key: $env.KEY" },
        errors: { message: { source: "$.error" }, extensions: { source: "code: $.code" } },
        isSuccess: { source: "$.ok" },
      },
    ]);
    expect(model?.connectors[0]?.source?.name).toBe("api");
    expect(model?.connectors[0]?.http?.headers).toMatchObject([
      { kind: "from", name: "authorization", from: "authorization" },
      { kind: "value", name: "x-b", value: { source: "1" } },
    ]);
  });

  it("finds renamed and namespaced directives through the link", () => {
    const { model } = read(`
      extend schema
        @link(url: "https://specs.apollo.dev/connect/v0.1", as: "rest", import: [{ name: "@connect", as: "@get" }])
        @rest__source(name: "api", http: { baseURL: "https://api.test/" })
      type Query { a: Int @get(source: "api", http: { GET: "/a" }, selection: "$.a") }
    `);
    expect(model?.specVersion).toBe("0.2");
    expect(model?.sources.map(({ name }) => name)).toEqual(["api"]);
    expect(model?.connectors.map(({ coordinate }) => coordinate)).toEqual(["users:Query.a[0]"]);
  });

  it("knows renamed root types", () => {
    const { model } = read(`${link}
      schema { query: Root }
      type Root { a: Int @connect(source: "api", http: { GET: "/a" }, selection: "$.a") }
    `);
    expect(model?.connectors.map(({ coordinate, resolver }) => [coordinate, resolver])).toEqual([
      ["users:Root.a[0]", "root"],
    ]);
  });

  it("reads a connector without http as one that makes no call, in v0.4", () => {
    const { model } = read(`
      extend schema @link(url: "https://specs.apollo.dev/connect/v0.4", import: ["@connect"])
      type Query { home: Home @connect(selection: "title: $env.TITLE") }
      type Home { title: String }
    `);
    expect(model?.connectors.map(({ http }) => http)).toEqual([undefined]);
  });

  it("yields no model for what cannot be built, and every finding at once", () => {
    const { model, diagnostics } = read(`${link}
      type Query {
        a: Int @connect(source: "apj", http: { GET: "/a", POST: "/a" }, selection: "$.a")
        b: Int @connect(source: "api", http: { GET: "/{$args.}" }, selection: "")
      }
    `);
    expect(model).toBeUndefined();
    expect(diagnostics.map(({ code, locations: [at] }) => `${code} ${at?.line ?? 0}:${at?.column ?? 0}`)).toEqual([
      "SOURCE_NAME_MISMATCH 7:33",
      "MULTIPLE_HTTP_METHODS 7:48",
      "INVALID_SELECTION 8:79",
      "INVALID_URL 8:62",
    ]);
  });

  it("reads a document without a connect link as one without connectors", () => {
    expect(read("type Query { a: Int }")).toEqual({
      model: { subgraph: "users", specVersion: "0.4", sources: [], connectors: [] },
      diagnostics: [],
    });
  });
});
