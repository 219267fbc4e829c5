import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { parse } from "graphql";
import { estimateCalls } from "../../gateway/estimate.ts";
import type { Graph } from "../../gateway/graph.ts";
import { connectLinks, openDeclaredGraph } from "../support/declared-graph.ts";

const posts = `${connectLinks}
@source(name: "api", http: { baseURL: "http://rest" })
type Query {
  all: [Post!] @connect(source: "api", http: { GET: "/posts" }, selection: "id author: { id: userId }")
  hot: [Post!] @listSize(assumedSize: 5) @connect(source: "api", http: { GET: "/hot" }, selection: "id author: { id: userId }")
  posts(limit: Int = 20, category: Int = 3): [Post!]
    @connect(source: "api", http: { GET: "/posts?limit={$args.limit}&category={$args.category}" }, selection: "id author: { id: userId }")
  sliced(amount: Int): [Post!] @listSize(slicingArguments: ["amount"], assumedSize: 50)
    @connect(source: "api", http: { GET: "/posts?limit={$args.amount}" }, selection: "id author: { id: userId }")
  page(page: Int = 1, size: Int = 7): Page
    @connect(source: "api", http: { GET: "/page?page={$args.page}&size={$args.size}" }, selection: "total items { id author: { id: userId } } tags")
  cover(size: Int = 640): [Post!]
    @connect(source: "api", http: { GET: "/cover?size={$args.size}" }, selection: "id author: { id: userId }")
  feed(length: Int): Feed @listSize(slicingArguments: ["length"], sizedFields: ["entries"], requireOneSlicingArgument: false)
    @connect(source: "api", http: { GET: "/feed", queryParams: "length: $args.length" }, selection: "entries { id author: { id: userId } } pinned { id author: { id: userId } }")
}
type Page { total: Int items: [Post!] tags: [String] }
type Feed { entries: [Post!] pinned: [Post!] }
type Post { id: ID! author: User }
type User @key(fields: "id", resolvable: false) { id: ID! }`;

const users = `${connectLinks}
@source(name: "api", http: { baseURL: "http://rest" })
type User @key(fields: "id") @connect(source: "api", http: { GET: "/users/{$this.id}" }, selection: "id name") { 
  id: ID! 
  name: String
  friends(first: Int = 4): [User!]
    @connect(source: "api", http: { GET: "/users/{$this.id}/friends?first={$args.first}" }, selection: "id")
}`;

let graph: Graph;
beforeAll(async () => {
  graph = await openDeclaredGraph({ posts, users });
});
afterAll(() => graph.close());

/** Calls at most: one for the list, and one for each author. */
function most(operation: string, assumeListSize?: number): number | null {
  return estimateCalls(graph, { document: parse(operation) }, { assumeListSize }).total.max;
}

describe("the size of a list", () => {
  it.each([
    ["is not known by itself", "{ all { author { name } } }", null],
    ["is what `@listSize` assumes", "{ hot { author { name } } }", 1 + 5],
    ["is the default of the argument that bounds it", "{ posts { author { name } } }", 1 + 20],
    ["is what the operation gives", "{ posts(limit: 3) { author { name } } }", 1 + 3],
    ["is what an alias gives", "{ a: posts(limit: 3) { author { name } } b: posts(limit: 4) { author { name } } }", 9],
    ["is what a variable defaults to", "query ($n: Int = 6) { posts(limit: $n) { author { name } } }", 1 + 6],
    ["is not known where a variable decides", "query ($n: Int) { posts(limit: $n) { author { name } } }", null],
    ["is not bound by null", "{ posts(limit: null) { author { name } } }", null],
    ["is what the slicing argument gives", "{ sliced(amount: 2) { author { name } } }", 1 + 2],
    ["is assumed where the slicing argument is absent", "{ sliced { author { name } } }", 1 + 50],
    ["is assumed where it is a variable", "query ($n: Int) { sliced(amount: $n) { author { name } } }", 1 + 50],
    ["is that of the page for its items", "{ page { items { author { name } } } }", 1 + 7],
    ["is not the size of a picture", "{ cover { author { name } } }", null],
    ["is that of the sized fields", "{ feed(length: 8) { entries { author { name } } } }", 1 + 8],
    ["is not that of other fields", "{ feed(length: 8) { pinned { author { name } } } }", null],
    [
      "is found below fragments",
      "{ ...F } fragment F on Query { ... on Query { hot { ... { author { name } } } } }",
      1 + 5,
    ],
    ["multiplies with that of lists inside", "{ hot { author { friends { name } } } }", 1 + 5 + 5 * 4],
  ])("%s: %s", (_name, operation, calls) => {
    expect(most(operation)).toBe(calls);
  });

  it("is the assumed one only where nothing else says it", () => {
    expect(most("{ all { author { name } } }", 100)).toBe(101);
    expect(most("{ hot { author { name } } }", 100)).toBe(6);
    expect(most("{ posts(limit: 3) { author { name } } }", 100)).toBe(4);
  });
});
