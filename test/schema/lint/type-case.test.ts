import { expect, it } from "@jest/globals";
import { lintSdl, shortly } from "../../support/lint-sdl.ts";

it("finds types that are not in PascalCase", () => {
  const sdl = `
type Query { a: user_profile b: Kind c(d: filterInput): Int }
type user_profile { id: ID }
enum Kind { A }
input filterInput { id: ID }
`;
  expect(lintSdl("TYPE_CASE", { users: sdl }).map(shortly)).toEqual([
    "users.graphql:3:6 `user_profile` is not in PascalCase, as types are.\nCall it `UserProfile`.",
    "users.graphql:5:7 `filterInput` is not in PascalCase, as types are.\nCall it `FilterInput`.",
  ]);
});

it("takes abbreviations, digits, extensions and the types of specs", () => {
  const sdl = `
type Query { a: URL b: HTTP2Settings c: federation__FieldSet d: _Any }
scalar URL
type HTTP2Settings { id: ID }
scalar federation__FieldSet
scalar _Any
extend type HTTP2Settings { more: Int }
`;
  expect(lintSdl("TYPE_CASE", { users: sdl })).toEqual([]);
});
