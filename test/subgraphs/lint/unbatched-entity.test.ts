import { describe, expect, it } from "@jest/globals";
import { connectLinks } from "../../support/declared-graph.ts";
import { lintSdl, shortly } from "../../support/lint-sdl.ts";

const head = `${connectLinks}
@source(name: "api", http: { baseURL: "http://rest" })`;

const lookup = `${head}
type Query {
  user(id: ID!): User
    @connect(source: "api", http: { GET: "/users/{$args.id}" }, selection: "id name", entity: true)
}
type User @key(fields: "id") { id: ID! name: String }`;

const batch = `${head}
type User @key(fields: "id")
  @connect(source: "api", http: { GET: "/users", queryParams: "id: $batch.id" }, selection: "id name") {
  id: ID! name: String
}`;

/** Posts, with what the list of them says of authors. */
function posts(selection: string, type = "[Post!]"): string {
  return `${head}
type Query { posts: ${type} @connect(source: "api", http: { GET: "/posts" }, selection: "${selection}") }
type Page { items: [Post!] }
type Post { id: ID! author: User watchers: [User!] }
type User @key(fields: "id", resolvable: false) { id: ID! }`;
}

const find = (sdlByName: Readonly<Record<string, string>>): readonly string[] =>
  lintSdl("UNBATCHED_ENTITY", sdlByName).map(shortly);

const finding = (list: string): string =>
  `users.graphql:7:5 \`User\` can only be looked up one by one in \`users\`, and \`${list}\` refers to it in a list: one call for each item.\n` +
  "Add a batch connector to `User`: one that reads `$batch`.";

describe("UNBATCHED_ENTITY", () => {
  it("finds an entity that a list of another subgraph refers to", () => {
    expect(find({ users: lookup, posts: posts("id author: { id: userId }") })).toEqual([finding("Query.posts")]);
  });

  it("finds one that is a list's item, or below a page's list", () => {
    expect(find({ users: lookup, posts: posts("id watchers: watcherIds { id: $ }", "Post") })).toEqual([
      finding("Post.watchers"),
    ]);
    expect(find({ users: lookup, posts: posts("items { id author: { id: userId } }", "Page") })).toEqual([
      finding("Page.items"),
    ]);
  });

  it("finds one that a coded subgraph may refer to in a list", () => {
    const coded = 'type Query { top: [Post] } type Post { author: User } type User @key(fields: "id") { id: ID! }';
    expect(find({ users: lookup, coded })).toEqual([finding("Query.top")]);
  });

  it("takes a batch connector, references outside of lists, and lists that nobody selects", () => {
    expect(find({ users: batch, posts: posts("id author: { id: userId }") })).toEqual([]);
    expect(find({ users: lookup, posts: posts("id author: { id: userId }", "Post") })).toEqual([]);
    expect(find({ users: lookup, posts: posts("id") })).toEqual([]);
    expect(find({ users: lookup })).toEqual([]);
  });

  it("takes a list whose answer has the whole entity", () => {
    const list = lookup.replace(
      "type Query {",
      'type Query { users: [User!] @connect(source: "api", http: { GET: "/users" }, selection: "id name")',
    );
    expect(find({ users: list })).toEqual([]);
  });
});
