import { describe, expect, it } from "@jest/globals";
import { parse } from "graphql";
import { createSlicer } from "../../../cli/checks/operation-slice.ts";

const supergraph = `
schema @link(url: "https://specs.apollo.dev/join/v0.5") { query: Query }
enum join__Graph { USERS POSTS }
type Query {
  user(id: ID!, filter: Filter): User @join__field(graph: USERS)
  userById(id: ID!): User @join__directive(graphs: [USERS], name: "connect", args: { entity: true })
  posts: [Post] @join__field(graph: POSTS)
  node: Node
}
interface Node { id: ID! }
type User implements Node @join__type(graph: USERS, key: "id company { id }") { id: ID! name: String company: Company posts: [Post] }
type Company { id: ID! address: Address }
type Address { city: String }
type Post implements Node @join__type(graph: POSTS, key: "id") { id: ID! title: String author: User tags: [Tag] }
type Tag { name: String }
input Filter { since: Since }
input Since { day: String }
`;

const sliceOf = (sdl: string, operation: string): string => createSlicer(parse(sdl))(parse(operation));
const isSame = (operation: string, from: string, to: string): boolean => {
  expect(supergraph).toContain(from);
  return sliceOf(supergraph, operation) === sliceOf(supergraph.replace(from, to), operation);
};

describe("an operation's part of the supergraph", () => {
  it.each([
    [
      "a type that is not passed",
      "query { posts { title } }",
      "type Address { city",
      "type Address { town: String city",
    ],
    ["a root field that is not asked for", "query { posts { title } }", "node: Node", "node: Node more: Int"],
    [
      "a type below a field that is not asked for",
      "query { posts { title } }",
      "type Tag { name",
      "type Tag { id: ID name",
    ],
  ])("does not change with %s", (_what, operation, from, to) => {
    expect(isSame(operation, from, to)).toBe(true);
  });

  it.each([
    ["a type that is passed", "query { user(id: 1) { posts { title } } }", 'POSTS, key: "id"', 'POSTS, key: "title"'],
    [
      "a type through a fragment",
      "query { posts { ...P } } fragment P on Post { tags { name } }",
      "type Tag { name",
      "type Tag { id: ID name",
    ],
    ["what looks a type up", "query { posts { author { name } } }", "entity: true", "entity: true, batch: 5"],
    [
      "a type that a key leads through",
      "query { user(id: 1) { name } }",
      "type Company { id: ID!",
      "type Company { id: ID",
    ],
    ["an input of an argument", "query { user(id: 1) { name } }", "input Since { day", "input Since { night: Int day"],
    [
      "a type that an interface may be",
      "query { node { id } }",
      "type Post implements Node @join__type(graph: POSTS",
      "type Post implements Node @join__type(graph: USERS",
    ],
    ["the subgraphs", "query { posts { title } }", "USERS POSTS", "USERS POSTS TAGS"],
  ])("changes with %s", (_what, operation, from, to) => {
    expect(isSame(operation, from, to)).toBe(false);
  });
});
