import { describe, expect, it } from "@jest/globals";
import { buildSchema } from "graphql";
import { readOperations } from "../../../schema/checks/client-operations.ts";
import { findUsage } from "../../../schema/checks/find-usage.ts";

const schema = buildSchema(`
  directive @cached(seconds: Int) on FIELD
  interface Node { id: ID! }
  type User implements Node { id: ID! name(short: Boolean): String role: Role }
  type Bot implements Node { id: ID! }
  union Actor = User | Bot
  enum Role { ADMIN GUEST }
  input UserFilter { role: Role inner: InnerFilter }
  input InnerFilter { name: String }
  type Query { users(filter: UserFilter): [User] node(id: ID!): Node actor: Actor byRole(role: Role = GUEST): User }
`);

const operations = `
query ByInterface { node(id: 1) { id } }
query ByFragment { actor { ...Name } }
query Literal { users(filter: { role: ADMIN }) { id } }
query Variable($filter: UserFilter) { users(filter: $filter) { id } }
query Enum($role: Role) { byRole(role: $role) { id @cached(seconds: 1) } }
query Answer { actor { ... on User { role } } }
fragment Name on User { name(short: true) }
`;

describe("findUsage", () => {
  it.each([
    ["User.id", ["ByInterface 2:35", "Literal 4:50", "Variable 5:64", "Enum 6:49"]],
    ["Node.id", ["ByInterface 2:35", "Literal 4:50", "Variable 5:64", "Enum 6:49"]],
    ["User.name", ["ByFragment 8:25"]],
    ["User.name(short:)", ["ByFragment 8:30"]],
    ["Bot", []],
    ["Bot.id", ["ByInterface 2:35"]],
    ["Actor", ["ByFragment 3:20", "Answer 7:16"]],
    ["Role", ["Literal 4:33", "Variable 5:16", "Enum 6:12", "Answer 7:38"]],
    ["Role.ADMIN", ["Literal 4:39", "Variable 5:16", "Enum 6:12"]],
    ["Role.GUEST", ["Variable 5:16", "Enum 6:12"]],
    ["UserFilter.role", ["Literal 4:33", "Variable 5:16"]],
    ["InnerFilter.name", ["Variable 5:16"]],
    ["InnerFilter", ["Variable 5:16"]],
    ["Query.byRole(role:)", ["Enum 6:34"]],
    ["@cached", ["Enum 6:53"]],
    ["@cached(seconds:)", ["Enum 6:60"]],
    ["Query.nothing", []],
  ])("finds who uses %s", async (coordinate, expected) => {
    const read = await readOperations([{ file: "all.graphql", text: operations, kind: "graphql" }]);
    expect(read.findings).toEqual([]);
    const uses = findUsage(schema, read.operations).of(coordinate);
    expect(uses.map(({ name, location }) => `${name} ${location.line}:${location.column}`).toSorted()).toEqual(
      [...expected].toSorted(),
    );
  });
});
