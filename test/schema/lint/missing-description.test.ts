import { expect, it } from "@jest/globals";
import { lintSubgraphs } from "../../../subgraphs/lint/lint-subgraphs.ts";
import { lintSdl, readLinted, shortly } from "../../support/lint-sdl.ts";

const users = `
type Query { "Who asks." me: User }
"A person."
type User @key(fields: "id") { "Never changes." id: ID! name: String }
`;
const posts = `
type User @key(fields: "id") { id: ID! posts: [Post] }
type Post { "The headline." title: String }
`;

it("finds types and fields that no subgraph describes", () => {
  expect(lintSdl("MISSING_DESCRIPTION", { users, posts }).map(shortly)).toEqual([
    "users.graphql:4:57 `User.name` has no description.",
    "posts.graphql:2:40 `User.posts` has no description.",
    "posts.graphql:3:6 `Post` has no description.",
  ]);
});

it("is off by default", () => {
  expect(lintSubgraphs({ subgraphs: [readLinted("users", users), readLinted("posts", posts)] })).toEqual([]);
});
