import { describe, expect, it } from "@jest/globals";
import { connectLinks } from "../../support/declared-graph.ts";
import { lintSdl, shortly } from "../../support/lint-sdl.ts";

const users = (type: string): string => `${connectLinks}
@source(name: "api", http: { baseURL: "http://rest" })
type User @key(fields: "id")
  @connect(source: "api", http: { GET: "/users/{$this.id}" }, selection: "id name") {
  id: ID!
  name: ${type}
}`;

const find = (sdlByName: Readonly<Record<string, string>>): readonly string[] =>
  lintSdl("NON_NULL_ENTITY_FIELD", sdlByName).map(shortly);

describe("NON_NULL_ENTITY_FIELD", () => {
  const posts = 'type Query { me: User } type User @key(fields: "id") { id: ID! posts: [String] }';

  it("finds a field whose null takes away what another subgraph knows", () => {
    expect(find({ users: users("String!"), posts })).toEqual([
      "users.graphql:8:9 `User.name` is non-null, but its lookup may find nothing: then the whole `User` is null, with what `posts` knows of it.\nMake it nullable.",
    ]);
  });

  it("takes nullable fields and keys", () => {
    expect(find({ users: users("String"), posts })).toEqual([]);
  });

  it("takes an entity of which others know nothing but its key", () => {
    const reference = 'type Query { me: User } type User @key(fields: "id", resolvable: false) { id: ID! }';
    expect(find({ users: users("String!"), posts: reference })).toEqual([]);
    expect(find({ users: users("String!") })).toEqual([]);
  });
});
