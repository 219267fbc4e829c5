import { describe, expect, it } from "@jest/globals";
import { validateConnectors } from "../../../../subgraphs/connect/validate/validate-connectors.ts";
import { schema } from "../../../support/connector-findings.ts";

function found(body: string, reachability = true): string[] {
  const sdl = schema("0.3", body);
  return validateConnectors(sdl, { reachability }).map(({ severity, code, message, locations: [at] }) => {
    const text = at && sdl.split("\n")[at.line - 1]?.slice(at.column - 1, at.endColumn - 1);
    return `${severity} ${code} <${text ?? ""}> ${message}`;
  });
}

const user = `type User
  @connect(source: "api", http: { GET: "/users/{$this.id}" }, selection: "id name email") {
    id: ID!
    name: String
    email: String
    posts: [Post] @connect(source: "api", http: { GET: "/posts?by={$this.email}" }, selection: "title")
  }
  type Post { title: String }`;

describe("CONNECTORS_UNREACHABLE_FIELD", () => {
  it("warns where a selection has neither a field nor what its connectors read", () => {
    const body = `type Query { users: [User] @connect(source: "api", http: { GET: "/users" }, selection: "name") } ${user}`;
    expect(found(body)).toEqual([
      "warning CONNECTORS_UNREACHABLE_FIELD <name> `Query.users`, `selection`: what `Query.users` yields of `User` leads to no connector that has `id`, `email`, `posts`, so that a query for it here fails.",
    ]);
    expect(found(body, false)).toEqual([]);
  });

  it("warns of an object within a selection, at its key", () => {
    expect(
      found(
        `type Query { team: Team @connect(source: "api", http: { GET: "/team" }, selection: "lead: $.boss { name }") }
        type Team { lead: User } ${user}`,
      ),
    ).toEqual([
      "warning CONNECTORS_UNREACHABLE_FIELD <lead> `Query.team`, `selection`: what `Team.lead` yields of `User` leads to no connector that has `id`, `email`, `posts`, so that a query for it here fails.",
    ]);
  });

  it.each<[string, string]>([
    [
      "one connector leads to the next",
      `type Query { users: [User] @connect(source: "api", http: { GET: "/users" }, selection: "id") } ${user}`,
    ],
    [
      "a field with `entity: true` has the rest",
      `type Query {
        items: [Item] @connect(source: "api", http: { GET: "/items" }, selection: "id")
        item(id: ID!): Item @connect(source: "api", http: { GET: "/items/{$args.id}" }, entity: true, selection: "id name")
      }
      type Item { id: ID! name: String }`,
    ],
    [
      "another connector of the same field has the rest",
      `type Query {
        item: Item
          @connect(source: "api", http: { GET: "/item" }, selection: "id")
          @connect(source: "api", http: { GET: "/item/full" }, selection: "id name")
      }
      type Item { id: ID! name: String }`,
    ],
    [
      "another subgraph has the rest",
      `type Query { items: [Item] @connect(source: "api", http: { GET: "/items" }, selection: "id") }
      type Item @key(fields: "id", resolvable: false) { id: ID! name: String @external }`,
    ],
  ])("does not where %s", (_, body) => {
    expect(found(body)).toEqual([]);
  });
});
