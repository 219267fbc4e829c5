import { describe, expect, it } from "@jest/globals";
import { subgraphStarter } from "./start-subgraph.ts";

const start = subgraphStarter();

describe("a root field", () => {
  it("asks its connector, maps the answer and writes the selected fields alone", async () => {
    const shop = await start({
      sdl: `
        type Query {
          users(limit: Int = 2): [User!]!
            @connect(source: "api", http: { GET: "/users?limit={$args.limit}" }, selection: "id name: full_name tags")
        }
        type User { id: ID! name: String tags: [String] }`,
      handler: () => ({
        json: [
          { id: 1, full_name: "Ada", tags: ["a", 2] },
          { id: 2, full_name: null, tags: null },
        ],
      }),
    });
    expect(await shop.run("{ users { __typename key: id name tags } }")).toEqual({
      data: {
        users: [
          { __typename: "User", key: "1", name: "Ada", tags: ["a", "2"] },
          { __typename: "User", key: "2", name: null, tags: null },
        ],
      },
      errors: [],
    });
    expect(shop.calls()).toEqual(["GET /users?limit=2"]);
  });

  it("keeps the order of the selection and makes one call for each distinct set of arguments", async () => {
    const shop = await start({
      sdl: `
        type Query { user(id: ID!): User @connect(source: "api", http: { GET: "/users/{$args.id}" }, selection: "id name") }
        type User { id: ID! name: String }`,
      handler: ({ url }) => ({ json: { id: url.split("/").at(-1), name: `user ${url}` } }),
    });
    const { data, errors } = await shop.run(
      "query ($id: ID!) { b: user(id: 2) { name } a: user(id: $id) { name } again: user(id: 2) { id } __typename }",
      { id: 1 },
    );
    expect(errors).toEqual([]);
    expect(JSON.stringify(data)).toBe(
      '{"b":{"name":"user /users/2"},"a":{"name":"user /users/1"},"again":{"id":"2"},"__typename":"Query"}',
    );
    expect(shop.calls().toSorted()).toEqual(["GET /users/1", "GET /users/2"]);
  });

  it("gives arguments to the mapping after coercion, with defaults, and leaves out those that are not given", async () => {
    const shop = await start({
      sdl: `
        type Query {
          search(filter: Filter = { sort: NAME }, after: String, first: Int): [String]
            @connect(source: "api", http: { POST: "/search", body: "$args" }, selection: "$")
        }
        input Filter { sort: Sort! = PRICE, tags: [String!] }
        enum Sort { NAME PRICE }`,
      handler: () => ({ json: [] }),
    });
    await shop.run("{ search }");
    await shop.run("query ($tag: String, $after: String) { search(filter: { tags: [$tag] }, after: $after) }", {
      tag: "a",
    });
    await shop.run("query ($f: Filter, $after: String) { search(filter: $f, after: $after) }", {
      f: { tags: "one" },
      after: null,
    });
    expect(shop.requests.map(({ body }) => JSON.parse(body) as unknown)).toEqual([
      { filter: { sort: "NAME" } },
      { filter: { sort: "PRICE", tags: ["a"] } },
      { filter: { sort: "PRICE", tags: ["one"] }, after: null },
    ]);
  });

  it("refuses variables that are not of their type without a call", async () => {
    const shop = await start({
      sdl: `type Query { item(id: Int!): String @connect(source: "api", http: { GET: "/items/{$args.id}" }, selection: "$") }`,
      handler: () => ({ json: "never" }),
    });
    const { data, errors } = await shop.run("query ($id: Int!) { item(id: $id) }", { id: "x" });
    expect(data).toBeNull();
    expect(errors).toEqual([
      {
        message: 'Variable `$id` has a wrong value: Int cannot represent non-integer value: "x"',
        extensions: { code: "BAD_USER_INPUT" },
      },
    ]);
    expect(shop.calls()).toEqual([]);
  });

  it("refuses null for an argument that may only be left out, and answers the other fields", async () => {
    const shop = await start({
      sdl: `
        type Query {
          item(id: ID! = "first"): String @connect(source: "api", http: { GET: "/items/{$args.id}" }, selection: "$")
          items(ids: [ID!]): String @connect(source: "api", http: { POST: "/items", body: "$args" }, selection: "$")
          other: String @connect(source: "api", http: { GET: "/other" }, selection: "$")
        }`,
      handler: ({ url }) => ({ json: url }),
    });
    const document = "query ($id: ID, $key: ID = 1) { item(id: $id) items(ids: [$key]) other }";
    const extensions = { code: "BAD_USER_INPUT" };
    expect(await shop.run(document, { id: null, key: null })).toEqual({
      data: { item: null, items: null, other: "/other" },
      errors: [
        { message: "The value of argument `id` is not of its type.", path: ["item"], extensions },
        { message: "The value of argument `ids` is not of its type.", path: ["items"], extensions },
      ],
    });
    expect(shop.calls()).toEqual(["GET /other"]);
    const { data, errors } = await shop.run(document, {});
    expect(errors).toEqual([]);
    expect(data).toEqual({ item: "/items/first", items: "/items", other: "/other" });
  });

  it("keeps all digits of integers beyond 2^53 that the document or its variables give to a custom scalar", async () => {
    const shop = await start({
      sdl: `
        scalar Long
        scalar Json
        type Query {
          echo(long: Long, json: Json): Json
            @connect(source: "api", http: { POST: "/echo/{$args.long}", body: "$args" }, selection: "$")
        }`,
      handler: () => ({ json: null }),
    });
    await shop.run(
      `query ($n: Json) { echo(long: -9007199254740993, json: { list: [12345678901234567890, 1.5, 7, $n], text: "1" }) }`,
      { n: 9007199254740993n },
    );
    expect(shop.calls()).toEqual(["POST /echo/-9007199254740993"]);
    expect(shop.requests[0]?.body).toBe(
      '{"long":-9007199254740993,"json":{"list":[12345678901234567890,1.5,7,9007199254740993],"text":"1"}}',
    );
  });

  it("keeps what was thrown where it must not be for the log, and tells clients nothing of it", async () => {
    const shop = await start({
      sdl: `type Query { item: String @connect(source: "api", http: { GET: "/item" }, selection: "$.name") }`,
      handler: () => ({ json: {} }),
    });
    const thrown = new Error("secret of the house");
    const { data, errors } = await shop.run(
      "{ item }",
      {},
      {
        onProblem: () => {
          throw thrown;
        },
      },
    );
    expect(data).toBeNull();
    expect(errors).toEqual([
      { message: "The subgraph could not run this fetch.", extensions: { code: "INTERNAL_SERVER_ERROR" } },
    ]);
    expect(errors[0]?.cause).toBe(thrown);
  });

  it("merges fragments, and leaves out what @skip and @include say, calls included", async () => {
    const shop = await start({
      sdl: `
        type Query {
          a: Box @connect(source: "api", http: { GET: "/a" }, selection: "id size { w h }")
          b: Box @connect(source: "api", http: { GET: "/b" }, selection: "id")
        }
        type Box { id: ID size: Size }
        type Size { w: Int h: Int }`,
      handler: () => ({ json: { id: "x", size: { w: 1, h: 2 } } }),
    });
    const document = `
      query ($full: Boolean!, $none: Boolean = true) {
        a { ...Narrow size @include(if: $full) { h } id @skip(if: $none) }
        b @include(if: $full) { id }
        c: b @skip(if: true) { id }
      }
      fragment Narrow on Box { size { w } ... on Box @include(if: $full) { id } }`;
    expect((await shop.run(document, { full: true })).data).toEqual({
      a: { size: { w: 1, h: 2 }, id: "x" },
      b: { id: "x" },
    });
    expect((await shop.run(document, { full: false })).data).toEqual({ a: { size: { w: 1 } } });
    expect((await shop.run(document, { full: false, none: false })).data).toEqual({ a: { size: { w: 1 }, id: "x" } });
    expect(shop.calls().toSorted()).toEqual(["GET /a", "GET /a", "GET /a", "GET /b"]);
  });

  it("takes the connector that has all selected fields where there are several", async () => {
    const shop = await start({
      sdl: `
        type Query {
          user: User
            @connect(source: "api", http: { GET: "/short" }, selection: "id")
            @connect(source: "api", http: { GET: "/long" }, selection: "id name")
        }
        type User { id: ID name: String }`,
      handler: ({ url }) => ({ json: { id: url, name: url } }),
    });
    expect((await shop.run("{ user { name id } }")).data).toEqual({ user: { name: "/long", id: "/long" } });
    expect((await shop.run("{ user { id } }")).data).toEqual({ user: { id: "/short" } });
  });

  it("answers from a virtual connector without a call", async () => {
    const shop = await start({
      version: "v0.4",
      sdl: `
        type Query { echo(text: String): Echo @connect(selection: "text: $args.text") }
        type Echo { text: String }`,
      handler: () => ({}),
    });
    expect(await shop.run('{ echo(text: "hello") { text } }')).toEqual({
      data: { echo: { text: "hello" } },
      errors: [],
    });
    expect(shop.calls()).toEqual([]);
  });

  it("answers _service with its own SDL", async () => {
    const shop = await start({
      sdl: `type Query { a: String @connect(source: "api", http: { GET: "/a" }, selection: "$") }`,
      handler: () => ({}),
    });
    const { data } = await shop.run("{ _service { text: sdl __typename } }");
    expect(data).toEqual({ _service: { text: expect.stringContaining("type Query {"), __typename: "_Service" } });
  });

  it("holds fields and aliases that JavaScript objects have of their own", async () => {
    const shop = await start({
      sdl: `
        type Query { odd: Odd @connect(source: "api", http: { GET: "/odd" }, selection: "constructor: ctor toString") }
        type Odd { constructor: String toString: String }`,
      handler: () => ({ json: { ctor: "made" } }),
    });
    const { data, errors } = await shop.run("{ odd { constructor toString __proto__: constructor } }");
    expect(errors).toEqual([]);
    expect(JSON.stringify(data)).toBe('{"odd":{"constructor":"made","toString":null,"__proto__":"made"}}');
  });
});

describe("mutations", () => {
  it("run one after the other, in the order of the document", async () => {
    let running = 0;
    const overlaps: number[] = [];
    const shop = await start({
      sdl: `
        type Query { a: String }
        type Mutation {
          set(n: Int!): Result @connect(source: "api", http: { POST: "/set/{$args.n}" }, selection: "n")
          drop(n: Int!): Result @connect(source: "api", http: { DELETE: "/set/{$args.n}" }, selection: "n: $args.n")
        }
        type Result { n: Int }`,
      async handler({ url, method }) {
        running += 1;
        overlaps.push(running);
        await new Promise((resolve) => setImmediate(resolve));
        running -= 1;
        return method === "DELETE" ? { status: 204 } : { json: { n: Number(url.split("/").at(-1)) } };
      },
    });
    const { data, errors } = await shop.run(
      "mutation { b: set(n: 2) { n } a: set(n: 1) { n } gone: drop(n: 2) { n } }",
    );
    expect(errors).toEqual([]);
    expect(data).toEqual({ b: { n: 2 }, a: { n: 1 }, gone: { n: 2 } });
    expect(shop.calls()).toEqual(["POST /set/2", "POST /set/1", "DELETE /set/2"]);
    expect(overlaps).toEqual([1, 1, 1]);
  });
});
