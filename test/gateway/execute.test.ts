import { describe, expect, it } from "@jest/globals";
import { createLocalGraph } from "../support/local-subgraph.ts";

const people = [
  { id: "1", name: "Ada", legacyId: "a-1", friends: ["2", "3"] },
  { id: "2", name: "Grace", legacyId: "g-2", friends: ["1"] },
  { id: "3", name: null, legacyId: "x-3", friends: ["1", "2"] },
];
const person = (id: string) => people.find((one) => one.id === id);

const users = {
  name: "users",
  sdl: `type Query { me: User users: [User!]! }
    type User @key(fields: "id") { id: ID! name: String friends(first: Int): [User!]! }`,
  resolvers: {
    Query: { me: () => person("1"), users: () => people },
    User: {
      __resolveReference: ({ id }: { id: string }) => person(id),
      friends: ({ friends }: { friends: string[] }, { first }: { first?: number }) =>
        friends.slice(0, first ?? 9).map(person),
    },
  },
};
const contacts = {
  name: "contacts",
  sdl: `type User @key(fields: "id") { id: ID! legacyId: String email: String }`,
  resolvers: {
    User: {
      __resolveReference: ({ id }: { id: string }) => person(id),
      email: ({ id }: { id: string }) => `${id}@example.org`,
    },
  },
};

describe("executing a plan", () => {
  it("asks for each entity once and merges the answer at every place", async () => {
    const { run, sent } = await createLocalGraph([users, contacts]);
    expect(await run("{ users { id friends(first: 1) { name email } } }")).toEqual({
      data: {
        users: [
          { id: "1", friends: [{ name: "Grace", email: "2@example.org" }] },
          { id: "2", friends: [{ name: "Ada", email: "1@example.org" }] },
          { id: "3", friends: [{ name: "Ada", email: "1@example.org" }] },
        ],
      },
    });
    expect(sent.map(({ subgraph, variables }) => ({ subgraph, variables }))).toEqual([
      { subgraph: "users", variables: {} },
      {
        subgraph: "contacts",
        variables: {
          representations: [
            { __typename: "User", id: "2" },
            { __typename: "User", id: "1" },
          ],
        },
      },
    ]);
  });

  it("keeps an alias that is the name of a key apart from the key", async () => {
    const { run } = await createLocalGraph([users, contacts]);
    expect(await run("{ me { id: legacyId name other: id email: name mail: email } }")).toEqual({
      data: { me: { id: "a-1", name: "Ada", other: "1", email: "Ada", mail: "1@example.org" } },
    });
  });
});
