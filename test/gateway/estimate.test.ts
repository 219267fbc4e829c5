import { describe, expect, it } from "@jest/globals";
import { parse, print } from "graphql";
import { estimateCalls } from "../../gateway/estimate.ts";
import { createGraph, type Graph } from "../../gateway/graph.ts";
import type { CallShape, Subgraph } from "../../subgraphs/subgraph.ts";
import { composeAndRead, inputsOf } from "../schema/support.ts";

type Shapes = Readonly<Record<string, readonly Partial<CallShape>[]>>;

const shape = (given: Partial<CallShape>): CallShape => ({
  coordinate: "a:Query.a[0]",
  method: "GET",
  url: `http://rest/${given.coordinate}`,
  per: "once",
  batchSize: null,
  perEntity: false,
  lists: [],
  optional: false,
  after: [],
  ...given,
});

/**
 * A real graph over composed subgraphs that only say which calls they would make, in the place of connectors: by subgraph
 * name for root fields, and by `name entities` for references.
 */
async function graphOf(sdlByName: Readonly<Record<string, string>>, shapes: Shapes): Promise<Graph> {
  const supergraph = await composeAndRead(inputsOf(sdlByName));
  const subgraphs = supergraph.graphs.map(({ name }): [string, Subgraph] => [name, sayingCalls(name, shapes)]);
  const { graph, diagnostics } = createGraph({ supergraph, subgraphs: new Map(subgraphs) });
  if (!graph) throw new Error(JSON.stringify(diagnostics));
  return graph;
}

function sayingCalls(name: string, shapes: Shapes): Subgraph {
  return {
    name,
    kind: "declared",
    prepare(document) {
      const isEntity = print(document).includes("_entities");
      const calls = (shapes[isEntity ? `${name} entities` : name] ?? []).map(shape);
      return { calls, execute: async () => ({ data: {}, errors: [] }) };
    },
    close: async () => {},
  };
}

const blog = {
  posts: `
    type Query { posts: [Post!] post: Post }
    type Post @key(fields: "id") { id: ID! title: String author: User editor: User }
    type User @key(fields: "id", resolvable: false) { id: ID! }`,
  users: `
    type Query { me: User }
    type User @key(fields: "id") { id: ID! name: String }`,
};
const posts = { posts: [{ coordinate: "posts:Query.posts[0]", url: "http://rest/posts" }] };
const single = {
  coordinate: "users:User[0]",
  url: "http://rest/users/{$this.id}",
  per: "object",
  perEntity: true,
} as const;
const batch = { ...single, url: "http://rest/users?ids={$batch.id}", per: "batch" } as const;
const query = { document: parse("{ posts { title author { name } } }") };

function twice(method: string): Shapes {
  const call = { coordinate: "posts:Query.posts[0]", url: "http://rest/posts", method };
  return { posts: [call, call] };
}

describe("estimateCalls", () => {
  it("says what is asked, in which order, with bounds", async () => {
    const graph = await graphOf(blog, { ...posts, "users entities": [single] });
    expect(estimateCalls(graph, query)).toEqual({
      calls: [
        {
          subgraph: "posts",
          coordinate: "posts:Query.posts[0]",
          method: "GET",
          url: "http://rest/posts",
          per: "once",
          lists: [],
          after: [],
          count: { min: 1, max: 1 },
        },
        {
          subgraph: "users",
          coordinate: "users:User[0]",
          method: "GET",
          url: "http://rest/users/{$this.id}",
          per: "object",
          lists: [{ coordinate: "Query.posts", size: null }],
          after: ["posts:Query.posts[0]"],
          count: { min: 0, max: null },
        },
      ],
      total: { min: 1, max: null },
    });
  });

  it.each([
    ["single calls", single, undefined, { min: 1, max: null }],
    ["single calls", single, 100, { min: 1, max: 101 }],
    ["single calls", single, 0, { min: 1, max: 1 }],
    ["a batch", batch, undefined, { min: 1, max: null }],
    ["a batch", batch, 100, { min: 1, max: 2 }],
    ["a batch whose URL may be split", batch, 1_000, { min: 1, max: 6 }],
    ["a batch of 30", { ...batch, batchSize: 30 }, 100, { min: 1, max: 5 }],
    ["a batch in a body", { ...batch, method: "POST", url: "http://rest/users" }, undefined, { min: 1, max: 2 }],
    [
      "a batch of 30 in a body",
      { ...batch, method: "POST", url: "/u", batchSize: 30 },
      undefined,
      { min: 1, max: null },
    ],
    ["code", { ...single, per: "unknown" } as const, 100, { min: 1, max: null }],
    ["one request for all", { ...single, per: "once", perEntity: false } as const, 100, { min: 1, max: 2 }],
  ])("counts %s, %j, with lists of %s", async (_name, users, assumeListSize, total) => {
    const graph = await graphOf(blog, { ...posts, "users entities": [users] });
    expect(estimateCalls(graph, query, { assumeListSize }).total).toEqual(total);
  });

  it("needs no assumption where no list is crossed", async () => {
    const graph = await graphOf(blog, { ...posts, "users entities": [single] });
    const { total } = estimateCalls(graph, { document: parse("{ post { author { name } } }") });
    expect(total).toEqual({ min: 1, max: 2 });
  });

  it("counts the lists inside a fetch", async () => {
    const nested = {
      coordinate: "posts:Post.title[0]",
      per: "object",
      lists: [
        { coordinate: "Query.posts", path: ["posts"] },
        { coordinate: "Post.tags", path: ["posts", "tags"] },
      ],
      after: [0],
    } as const;
    const graph = await graphOf(blog, { posts: [...posts.posts, nested] });
    const { calls, total } = estimateCalls(graph, { document: parse("{ posts { title } }") }, { assumeListSize: 10 });
    expect(calls[1]).toMatchObject({ after: ["posts:Query.posts[0]"], count: { min: 0, max: 100 } });
    expect(total).toEqual({ min: 1, max: 101 });
  });

  it("adds up the places at which one fetch finds its objects", async () => {
    const graph = await graphOf(blog, { ...posts, "users entities": [single] });
    const document = parse("{ posts { author { name } editor { name } } post { editor { name } } }");
    expect(estimateCalls(graph, { document }, { assumeListSize: 10 }).total).toEqual({ min: 1, max: 22 });
  });

  it("takes a call to be uncertain that a variable can leave out", async () => {
    const graph = await graphOf(blog, { ...posts, users: [{ coordinate: "users:Query.me[0]" }] });
    const document = parse("query ($on: Boolean!) { posts { title } me @include(if: $on) { id } }");
    expect(estimateCalls(graph, { document })).toMatchObject({ total: { min: 1, max: 2 } });
  });

  it("takes one of two equal GET requests to be certain, and both of two POST requests", async () => {
    const document = parse("{ a: posts { title } b: posts { title } }");
    expect(estimateCalls(await graphOf(blog, twice("GET")), { document }).total).toEqual({ min: 1, max: 2 });
    expect(estimateCalls(await graphOf(blog, twice("POST")), { document }).total).toEqual({ min: 2, max: 2 });
  });

  it("waits for the fetch that has the objects, not for one that runs beside it", async () => {
    const graph = await graphOf(
      { ...blog, tags: "type Query { tags: [String] }" },
      { ...posts, tags: [{ coordinate: "tags:Query.tags[0]" }], "users entities": [single] },
    );
    const { calls } = estimateCalls(graph, { document: parse("{ tags posts { author { name } } }") });
    expect(Object.fromEntries(calls.map(({ coordinate, after }) => [coordinate, after]))).toEqual({
      "posts:Query.posts[0]": [],
      "tags:Query.tags[0]": [],
      "users:User[0]": ["posts:Query.posts[0]"],
    });
  });

  it("waits for both the fetch that has the key and the one that has the required field", async () => {
    const graph = await graphOf(
      {
        products: `type Query { products: [Product] } type Product @key(fields: "id") { id: ID! }`,
        prices: `type Product @key(fields: "id") { id: ID! price: Int }`,
        shipping: `type Product @key(fields: "id") { id: ID! price: Int @external estimate: Int @requires(fields: "price") }`,
      },
      {
        products: [{ coordinate: "products:Query.products[0]" }],
        "prices entities": [{ ...single, coordinate: "prices:Product[0]" }],
        "shipping entities": [{ ...single, coordinate: "shipping:Product[0]" }],
      },
    );
    const { calls } = estimateCalls(graph, { document: parse("{ products { estimate } }") });
    expect(calls.map(({ coordinate, after }) => [coordinate, after])).toEqual([
      ["products:Query.products[0]", []],
      ["prices:Product[0]", ["products:Query.products[0]"]],
      ["shipping:Product[0]", ["products:Query.products[0]", "prices:Product[0]"]],
    ]);
  });
});
