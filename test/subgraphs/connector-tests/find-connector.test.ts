import { expect, it } from "@jest/globals";
import { findConnector } from "../../../subgraphs/connector-tests/find-connector.ts";
import { connectorsOf } from "./support.ts";

const connectors = connectorsOf(`type Query {
    user: User @connect(id: "one_user", source: "api", http: { GET: "/a" }, selection: "id")
      @connect(source: "api", http: { GET: "/b" }, selection: "id")
  }
  type User @connect(source: "api", http: { GET: "/c/{$this.id}" }, selection: "id") { id: ID! }`);

it.each([
  ["Query.user", "shop:Query.user[0]"],
  ["Query.user[1]", "shop:Query.user[1]"],
  ["one_user", "shop:Query.user[0]"],
  ["User", "shop:User[0]"],
  ["User[0]", "shop:User[0]"],
  ["other:User[0]", "shop:User[0]"],
])("%s is the connector %s", (target, coordinate) => {
  expect(findConnector(target, connectors).connector?.coordinate).toBe(coordinate);
});

it.each([
  ["Query.users", "Did you mean `Query.user` or `Query.user[1]`?"],
  ["Query.user[2]", "Did you mean `Query.user[1]` or `Query.user`?"],
  ["x", "Known: `Query.user`, `one_user`, `Query.user[1]`, `User`."],
])("%s is none", (target, fix) => {
  expect(findConnector(target, connectors)).toEqual({ fix });
});
