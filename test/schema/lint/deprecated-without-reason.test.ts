import { expect, it } from "@jest/globals";
import { lintSdl, shortly } from "../../support/lint-sdl.ts";

it("finds what is deprecated without a word, or with those that mean nothing", () => {
  const sdl = `
type Query {
  a: Int @deprecated
  b(c: Int @deprecated(reason: " ")): Int
  d: Kind
}
enum Kind { A @deprecated(reason: "No longer supported") }
`;
  const fix = '\nSay what to use in its place: `@deprecated(reason: "Use `other`.")`.';
  expect(lintSdl("DEPRECATED_WITHOUT_REASON", { a: sdl }).map(shortly)).toEqual([
    `a.graphql:3:10 \`Query.a\` is deprecated without a reason.${fix}`,
    `a.graphql:4:12 \`Query.b(c:)\` is deprecated without a reason.${fix}`,
    `a.graphql:7:15 \`Kind.A\` is deprecated without a reason.${fix}`,
  ]);
});

it("takes a reason", () => {
  expect(
    lintSdl("DEPRECATED_WITHOUT_REASON", { a: 'type Query { a: Int @deprecated(reason: "Use `b`.") b: Int }' }),
  ).toEqual([]);
});
