import { expect, it } from "@jest/globals";
import { lintSdl, shortly } from "../../support/lint-sdl.ts";

it("finds fields, input fields and arguments that are not in camelCase", () => {
  const sdl = `
type Query { user_by_id(user_id: ID, filter: Filter): User }
type User { ID: ID! FirstName: String }
input Filter { created_after: String }
`;
  expect(lintSdl("FIELD_CASE", { users: sdl }).map(shortly)).toEqual([
    "users.graphql:2:14 `Query.user_by_id` is not in camelCase, as fields and arguments are.\nCall it `userById`.",
    "users.graphql:2:25 `Query.user_by_id(user_id:)` is not in camelCase, as fields and arguments are.\nCall it `userId`.",
    "users.graphql:3:13 `User.ID` is not in camelCase, as fields and arguments are.\nCall it `id`.",
    "users.graphql:3:21 `User.FirstName` is not in camelCase, as fields and arguments are.\nCall it `firstName`.",
    "users.graphql:4:16 `Filter.created_after` is not in camelCase, as fields and arguments are.\nCall it `createdAfter`.",
  ]);
});

it("takes capitals inside, one underscore before, and the fields of the federation spec", () => {
  const sdl = "type Query { userID: ID x2: Int _links: [String] _service: String _entities: String }";
  expect(lintSdl("FIELD_CASE", { users: sdl })).toEqual([]);
});
