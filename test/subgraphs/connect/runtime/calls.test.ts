import { describe, expect, it } from "@jest/globals";
import { parse } from "graphql";
import { subgraphStarter } from "./start-subgraph.ts";

const start = subgraphStarter();

const sdl = `
  type Query {
    posts: [Post!]! @connect(source: "api", http: { GET: "/posts" }, selection: "id author: { id: userId }")
    me: User! @connect(source: "api", http: { GET: "/me" }, selection: "id")
  }
  type Mutation {
    like(id: ID!): Post @connect(source: "api", http: { POST: "/posts/{$args.id}/like" }, selection: "id author: { id: userId }")
  }
  type Post @key(fields: "id") { id: ID! author: User }
  type User @key(fields: "id")
    @connect(source: "api", http: { GET: "users?ids={$batch.id->joinNotNull(',')}" }, batch: { maxSize: 50 }, selection: "id name teamId") {
    id: ID!
    name: String
    teamId: ID
    friends: [User!]! @connect(source: "api", http: { GET: "/users/{$this.id}/friends" }, selection: "id")
    team: String @connect(source: "api", http: { GET: "/teams/{$this.teamId}" }, selection: "$.name")
  }`;

describe("the calls of a fetch", () => {
  it("tell how often, after what, and across which lists each may be made", async () => {
    const shop = await start({ sdl, handler: () => ({}) });
    const fetch = shop.subgraph.prepare(
      parse("query ($x: Boolean!) { posts { author { name } } me { friends { team } name @include(if: $x) } }"),
    );
    const base = { method: "GET", perEntity: false, batchSize: null };
    expect(fetch.calls).toEqual([
      {
        ...base,
        coordinate: "shop:Query.posts[0]",
        url: `${shop.url}/posts`,
        per: "once",
        lists: [],
        optional: false,
        after: [],
      },
      {
        ...base,
        coordinate: "shop:User[0]",
        url: `${shop.url}/users?ids={$batch.id->joinNotNull(',')}`,
        per: "batch",
        batchSize: 50,
        lists: [{ coordinate: "Query.posts", path: ["posts"] }],
        optional: true,
        after: [0],
      },
      {
        ...base,
        coordinate: "shop:Query.me[0]",
        url: `${shop.url}/me`,
        per: "once",
        lists: [],
        optional: false,
        after: [],
      },
      {
        ...base,
        coordinate: "shop:User[0]",
        url: `${shop.url}/users?ids={$batch.id->joinNotNull(',')}`,
        per: "batch",
        batchSize: 50,
        lists: [],
        optional: true,
        after: [2],
      },
      {
        ...base,
        coordinate: "shop:User.friends[0]",
        url: `${shop.url}/users/{$this.id}/friends`,
        per: "object",
        lists: [],
        optional: false,
        after: [2],
      },
      {
        ...base,
        coordinate: "shop:User[0]",
        url: `${shop.url}/users?ids={$batch.id->joinNotNull(',')}`,
        per: "batch",
        batchSize: 50,
        lists: [{ coordinate: "User.friends", path: ["me", "friends"] }],
        optional: true,
        after: [4],
      },
      {
        ...base,
        coordinate: "shop:User.team[0]",
        url: `${shop.url}/teams/{$this.teamId}`,
        per: "object",
        lists: [{ coordinate: "User.friends", path: ["me", "friends"] }],
        optional: false,
        after: [5],
      },
    ]);
  });

  it("count once per representation below _entities", async () => {
    const shop = await start({ sdl, handler: () => ({}) });
    const fetch = shop.subgraph.prepare(
      parse(
        "query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on User { friends { id } name } } }",
      ),
    );
    expect(fetch.calls.map(({ coordinate, per, perEntity, after }) => ({ coordinate, per, perEntity, after }))).toEqual(
      [
        { coordinate: "shop:User[0]", per: "batch", perEntity: true, after: [] },
        { coordinate: "shop:User.friends[0]", per: "object", perEntity: true, after: [] },
      ],
    );
  });

  it("of a mutation wait for those of the field before", async () => {
    const shop = await start({ sdl, handler: () => ({}) });
    const fetch = shop.subgraph.prepare(parse("mutation { a: like(id: 1) { author { name } } b: like(id: 2) { id } }"));
    expect(fetch.calls.map(({ coordinate, method, after }) => ({ coordinate, method, after }))).toEqual([
      { coordinate: "shop:Mutation.like[0]", method: "POST", after: [] },
      { coordinate: "shop:User[0]", method: "GET", after: [0] },
      { coordinate: "shop:Mutation.like[0]", method: "POST", after: [0, 1] },
    ]);
  });
});
