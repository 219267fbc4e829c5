import { describe, expect, it } from "@jest/globals";
import type { Subgraph, SubgraphError } from "../../subgraphs/subgraph.ts";
import { createLocalGraph, type LocalSubgraphDefinition } from "../support/local-subgraph.ts";

const posts: LocalSubgraphDefinition = {
  name: "posts",
  sdl: `type Query { posts: [Post]! first: Post! maybe: Post }
    type Post @key(fields: "id") { id: ID! title: String! author: User tags: [[String!]!] broken: String }
    type User @key(fields: "id") { id: ID! }`,
  resolvers: {
    Query: {
      posts: () => [
        { id: "1", title: "One", author: { id: "a" } },
        { id: "2", title: "Two", author: { id: "b" } },
        { id: "3", title: "Three", author: { id: "a" } },
      ],
      first: () => ({ id: "1", title: "One", author: { id: "b" } }),
      maybe: () => ({ id: "1", title: "One", author: { id: "b" } }),
    },
    Post: {
      broken: () => {
        throw new Error("It broke.");
      },
    },
  },
};

const users: LocalSubgraphDefinition = {
  name: "users",
  sdl: `type User @key(fields: "id") { id: ID! name: String! nick: String phone: String! }`,
  resolvers: {
    User: {
      name: ({ id }: { id: string }) => `name ${id}`,
      nick: ({ id }: { id: string }) => {
        if (id === "a") throw new Error("No nick.");
        return id;
      },
      phone: ({ id }: { id: string }) => (id === "b" ? null : "123"),
    },
  },
};

/** In place of `users`: answers every fetch with this. */
function answering(answer: (count: number) => unknown[] | null, errors: SubgraphError[] = []): Subgraph {
  return {
    name: "users",
    kind: "remote",
    prepare: () => ({
      calls: [],
      execute: async (variables) => {
        const entities = answer((variables["representations"] as unknown[]).length);
        return { data: entities && { _entities: entities }, errors };
      },
    }),
    close: async () => {},
  };
}

const withUsers = (subgraph: Subgraph) =>
  createLocalGraph([posts, users], { subgraphs: new Map([["users", subgraph]]) });

describe("an error of a subgraph", () => {
  it("is placed at every object that its representation stands for, under the client's names", async () => {
    const { run } = await createLocalGraph([posts, users]);
    expect(await run("{ all: posts { id: title by: author { name called: nick } } }")).toEqual({
      data: {
        all: [
          { id: "One", by: { name: "name a", called: null } },
          { id: "Two", by: { name: "name b", called: "b" } },
          { id: "Three", by: { name: "name a", called: null } },
        ],
      },
      errors: [0, 2].map((index) => ({
        message: "No nick.",
        path: ["all", index, "by", "called"],
        locations: [{ line: 1, column: 44 }],
        extensions: { code: "SUBGRAPH_FAILED", service: "users" },
      })),
    });
  });

  it("keeps its own code, and does not name the subgraph in production", async () => {
    const broken = answering(
      (count) => Array.from({ length: count }, () => null),
      [{ message: "Gone.", path: ["_entities", 0], extensions: { code: "NOT_FOUND", reason: "x" } }],
    );
    const { run } = await createLocalGraph([posts, users], {
      subgraphs: new Map([["users", broken]]),
      production: true,
    });
    expect(await run("{ maybe { author { name } } }")).toEqual({
      data: { maybe: { author: null } },
      errors: [
        {
          message: "Gone.",
          path: ["maybe", "author"],
          locations: [{ line: 1, column: 11 }],
          extensions: { code: "NOT_FOUND", reason: "x" },
        },
      ],
    });
  });

  it("of a leaf is placed under each of the client's names for it, where its type has them", async () => {
    const { run, sent } = await createLocalGraph([
      {
        name: "a",
        sdl: `type Query { all: [Any!]! } union Any = Good | Bad
          type Good { name: String } type Bad { name: String }`,
        resolvers: {
          Query: { all: () => [{ __typename: "Good", name: "g" }, { __typename: "Bad" }] },
          Bad: {
            name: () => {
              throw new Error("No name.");
            },
          },
        },
      },
    ]);
    const { data, errors } = await run("{ all { ... on Good { x: name } ... on Bad { y: name z: name } } }");
    expect(data).toEqual({ all: [{ x: "g" }, { y: null, z: null }] });
    expect(errors).toMatchObject([{ path: ["all", 1, "y"] }, { path: ["all", 1, "z"] }]);
    expect(sent[0]?.document.match(/\bname\b/g)).toHaveLength(2);
  });

  it("about what the client did not ask for ends at what it did ask for", async () => {
    const { run } = await withUsers(
      answering(
        (count) => Array.from({ length: count }, () => ({ name: "n" })),
        [{ message: "No id.", path: ["_entities", 0, "id"] }],
      ),
    );
    const { errors } = await run("{ maybe { author { name id: __typename } } }");
    expect(errors).toMatchObject([{ message: "No id.", path: ["maybe", "author"] }]);
  });

  it("without a path, of a whole fetch, is placed at each object, and the rest is delivered", async () => {
    const { run } = await withUsers(answering(() => null, [{ message: "Down." }]));
    expect(await run("{ posts { title author { name nick } } }")).toMatchObject({
      data: {
        posts: [
          { title: "One", author: null },
          { title: "Two", author: null },
          { title: "Three", author: null },
        ],
      },
      errors: [0, 1, 2].map((index) => ({ message: "Down.", path: ["posts", index, "author"] })),
    });
  });

  it("of a root fetch without a path is placed at each of its root fields", async () => {
    const { run } = await createLocalGraph([posts, users], {
      subgraphs: new Map([
        [
          "posts",
          {
            name: "posts",
            kind: "remote",
            prepare: () => ({
              calls: [],
              execute: async () => ({ data: null, errors: [{ message: "Down." }] }),
            }),
            close: async () => {},
          },
        ],
      ]),
    });
    expect(await run("{ one: maybe { id } two: maybe { title } }")).toMatchObject({
      data: { one: null, two: null },
      errors: [
        { message: "Down.", path: ["one"] },
        { message: "Down.", path: ["two"] },
      ],
    });
  });

  it("that is thrown, which none should be, fails the fetch and tells nothing", async () => {
    const { run } = await withUsers({
      ...answering(() => null),
      prepare: () => ({ calls: [], execute: () => Promise.reject(new Error("secret")) }),
    });
    const { data, errors } = await run("{ maybe { title author { nick } } }");
    expect(data).toEqual({ maybe: { title: "One", author: { nick: null } } });
    expect(errors).toMatchObject([{ message: "The subgraph failed.", path: ["maybe", "author"] }]);
  });
});

describe("a null where none may be", () => {
  it("goes up to the nearest field that may be null, with an error where nothing else explains it", async () => {
    const { run } = await withUsers(
      answering((count) =>
        Array.from({ length: count }, (_, index) => (index === 0 ? { phone: null } : { phone: "1" })),
      ),
    );
    expect(await run("{ posts { author { phone } } }")).toEqual({
      data: { posts: [{ author: null }, { author: { phone: "1" } }, { author: null }] },
      errors: [0, 2].map((index) => ({
        message: "Cannot return null for non-nullable field User.phone.",
        path: ["posts", index, "author", "phone"],
        locations: [{ line: 1, column: 20 }],
        extensions: { code: "NON_NULL_VIOLATION" },
      })),
    });
  });

  it("has no second error where the subgraph's own explains it", async () => {
    const { run } = await createLocalGraph([posts, users]);
    const { data, errors } = await run("{ maybe { author { name phone } } }");
    expect(data).toEqual({ maybe: { author: null } });
    expect(errors).toHaveLength(1);
    expect(errors).toMatchObject([{ path: ["maybe", "author", "phone"] }]);
  });

  it("goes all the way up to data", async () => {
    const { run } = await createLocalGraph([
      {
        name: "a",
        sdl: `type Query { a: A! } type A { b: [B!]! } type B { c: Int! }`,
        resolvers: { Query: { a: () => ({ b: [{ c: 1 }, { c: null }] }) } },
      },
    ]);
    const { data, errors } = await run("{ a { b { c } } }");
    expect(data).toBeNull();
    expect(errors).toMatchObject([{ path: ["a", "b", 1, "c"] }]);
  });

  it("stops in a list of nullable items, and in lists of lists", async () => {
    const { run } = await createLocalGraph([posts, users], {
      subgraphs: new Map([
        [
          "posts",
          {
            name: "posts",
            kind: "declared",
            prepare: () => ({
              calls: [],
              execute: async () => ({
                data: { posts: [{ title: null, tags: null }, null, { title: "x", tags: [["a"], ["b", null]] }] },
                errors: [],
              }),
            }),
            close: async () => {},
          },
        ],
      ]),
    });
    const { data, errors } = await run("{ posts { title tags } }");
    expect(data).toEqual({ posts: [null, null, { title: "x", tags: null }] });
    expect(errors).toMatchObject([
      { message: "Cannot return null for non-nullable field Post.title.", path: ["posts", 0, "title"] },
      { message: "Cannot return null for non-nullable field Post.tags.", path: ["posts", 2, "tags", 1, 1] },
    ]);
  });

  it("is found by the concrete type, which may promise more than its interface", async () => {
    const { run } = await createLocalGraph(
      [
        {
          name: "a",
          sdl: `type Query { nodes: [Node] } interface Node { name: String }
          type Strict implements Node { name: String! } type Loose implements Node { name: String }`,
        },
      ],
      {
        subgraphs: new Map([
          [
            "a",
            {
              name: "a",
              kind: "remote",
              prepare: () => ({
                calls: [],
                execute: async () => ({
                  data: {
                    nodes: [
                      { __typename: "Strict", name: null },
                      { __typename: "Loose", name: null },
                    ],
                  },
                  errors: [],
                }),
              }),
              close: async () => {},
            },
          ],
        ]),
      },
    );
    const { data, errors } = await run("{ nodes { name } }");
    expect(data).toEqual({ nodes: [null, { name: null }] });
    expect(errors).toMatchObject([{ message: "Cannot return null for non-nullable field Strict.name." }]);
  });
});

describe("a value of the wrong shape", () => {
  it.each([
    { answer: { maybe: "text" }, data: { maybe: null }, path: ["maybe"], message: "`Query.maybe` is no object." },
    { answer: { maybe: [] }, data: { maybe: null }, path: ["maybe"], message: "`Query.maybe` is no object." },
    {
      answer: { maybe: { tags: "x" } },
      data: { maybe: { tags: null } },
      path: ["maybe", "tags"],
      message: "`Post.tags` is no list.",
    },
  ])("is null with an error: $answer", async ({ answer, data, path, message }) => {
    const { run } = await createLocalGraph([posts, users], {
      subgraphs: new Map([
        [
          "posts",
          {
            name: "posts",
            kind: "remote",
            prepare: () => ({
              calls: [],
              execute: async () => ({ data: structuredClone(answer) as Record<string, unknown>, errors: [] }),
            }),
            close: async () => {},
          },
        ],
      ]),
    });
    expect(await run("{ maybe { tags } }")).toMatchObject({
      data,
      errors: [{ message, path, extensions: { code: "INVALID_RESPONSE" } }],
    });
  });

  it("is null with an error where JSON cannot be written as deep as it is nested", async () => {
    const { run } = await createLocalGraph([
      {
        name: "files",
        sdl: "scalar Json type Query { deep: Json deeper: [Json] other: Int }",
        resolvers: { Query: { deep: () => nested(500), deeper: () => [1, nested(100_000)], other: () => 1 } },
      },
    ]);
    expect(await run("{ deep deeper other }")).toEqual({
      data: { deep: nested(500), deeper: [1, null], other: 1 },
      errors: [
        {
          message: "`Query.deeper` is nested too deeply.",
          path: ["deeper", 1],
          locations: [{ line: 1, column: 8 }],
          extensions: { code: "INVALID_RESPONSE" },
        },
      ],
    });
  });

  it("cannot reach into the prototype of anything", async () => {
    const { run } = await withUsers(
      answering((count) =>
        Array.from({ length: count }, () => JSON.parse('{"nick":"n","__proto__":{"polluted":true}}') as unknown),
      ),
    );
    expect(await run("{ maybe { author { nick } } }")).toEqual({ data: { maybe: { author: { nick: "n" } } } });
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});

function nested(depth: number): unknown {
  return JSON.parse("[".repeat(depth) + "]".repeat(depth)) as unknown;
}
