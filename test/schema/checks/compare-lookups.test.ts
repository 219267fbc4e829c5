import { expect, it } from "@jest/globals";
import { parse } from "graphql";
import { compareLookups } from "../../../schema/checks/compare-lookups.ts";

/** A supergraph with one type `User`, as far as this check reads it. */
function graph(query: string, type: string): ReturnType<typeof parse> {
  return parse(`
    enum join__Graph { USERS @join__graph(name: "users", url: "") }
    type Query @join__type(graph: USERS) { ${query} }
    type User @join__type(graph: USERS, key: "id") ${type} { id: ID! }
  `);
}
const lookup = (entity: boolean): string =>
  `@join__directive(graphs: [USERS], name: "connect", args: { selection: "id", entity: ${entity} })`;
const byId = `user(id: ID!): User ${lookup(true)}`;
const byName = `userByName(name: String!): User ${lookup(true)}`;
const notById = `user(id: ID!): User ${lookup(false)}`;
const batch = '@join__directive(graphs: [USERS], name: "connect", args: { selection: "id" })';

it.each([
  ["a query that looks it up no more", graph(byId, ""), graph(notById, ""), ["Query.user"]],
  ["a query that is gone", graph(`${byId} ${byName}`, ""), graph(byId, ""), ["Query.userByName"]],
  ["a connector of the type", graph(notById, batch), graph(notById, ""), ["User"]],
  ["a query, where a connector of the type is left", graph(byId, batch), graph(notById, batch), []],
  ["a connector of the type, where a query is left", graph(byId, batch), graph(byId, ""), []],
  ["a query of another name that takes the same", graph(byId, ""), graph(byId.replace("user(", "one("), ""), []],
  ["nothing", graph(byId, batch), graph(byId, batch), []],
])("finds an entity lookup removed with %s", (_what, before, after, expected) => {
  const changes = compareLookups(before, after, () => false);
  expect(changes.map(({ code, coordinate, place }) => `${code} ${coordinate} ${place}`)).toEqual(
    expected.map((place) => `ENTITY_LOOKUP_REMOVED User ${place}`),
  );
  expect(compareLookups(before, after, () => true)).toEqual([]);
});
