import { describe, expect, it } from "@jest/globals";
import { parse } from "graphql";
import { deferred } from "../support/deferred.ts";
import { createLocalGraph, localContext, type LocalSubgraphDefinition } from "../support/local-subgraph.ts";

/** `POST`: what is written, and how often. */
function countWrites(): { readonly writes: string[]; readonly scalar: (value: string) => unknown } {
  const writes: string[] = [];
  return {
    writes,
    scalar: (value) => ({
      toJSON: () => {
        writes.push(value);
        return value;
      },
    }),
  };
}

const posts: LocalSubgraphDefinition = {
  name: "posts",
  sdl: `type Query { posts: [Post!]! }
    type Post { title: String author: User }
    type User @key(fields: "id") { id: ID! nick: String @shareable }`,
  resolvers: {
    Query: {
      posts: () => [
        { title: "A", author: { id: "1", nick: "a" } },
        { title: "B", author: { id: "2", nick: "b" } },
        { title: "C", author: { id: "1", nick: "a" } },
        { title: "D", author: null },
        { title: "E", author: { id: "1", nick: "of E" } },
      ],
    },
  },
};

describe("a compiled plan", () => {
  it("writes each entity once", async () => {
    const { writes, scalar } = countWrites();
    const users: LocalSubgraphDefinition = {
      name: "users",
      sdl: `scalar Name type User @key(fields: "id") { id: ID! name: Name }`,
      resolvers: {
        User: {
          __resolveReference: ({ id }: { id: string }) => ({ id }),
          name: ({ id }: { id: string }) => scalar(`user ${id}`),
        },
      },
    };
    const { graph, sent } = await createLocalGraph([posts, users]);
    const request = { document: parse("{ posts { title author { name } } }"), context: localContext };
    expect(await graph.executeText(request)).toEqual({
      kind: "text",
      data: JSON.stringify({
        posts: [
          { title: "A", author: { name: "user 1" } },
          { title: "B", author: { name: "user 2" } },
          { title: "C", author: { name: "user 1" } },
          { title: "D", author: null },
          { title: "E", author: { name: "user 1" } },
        ],
      }),
    });
    expect(writes).toEqual(["user 1", "user 2"]);
    expect(sent.at(-1)?.variables).toEqual({
      representations: [
        { __typename: "User", id: "1" },
        { __typename: "User", id: "2" },
      ],
    });
  });

  it("keeps apart what differs in objects that stand for one entity", async () => {
    const users: LocalSubgraphDefinition = {
      name: "users",
      sdl: `type User @key(fields: "id") { id: ID! name: String }`,
      resolvers: {
        User: {
          __resolveReference: ({ id }: { id: string }) => ({ id }),
          name: ({ id }: { id: string }) => `user ${id}`,
        },
      },
    };
    const { graph } = await createLocalGraph([posts, users]);
    const document = parse("{ posts { author { nick name } } }");
    expect(await graph.executeText({ document, context: localContext })).toEqual({
      kind: "text",
      data: JSON.stringify({
        posts: [
          { author: { nick: "a", name: "user 1" } },
          { author: { nick: "b", name: "user 2" } },
          { author: { nick: "a", name: "user 1" } },
          { author: null },
          { author: { nick: "of E", name: "user 1" } },
        ],
      }),
    });
  });

  it("starts a fetch when it has what it needs, whatever else is still to come", async () => {
    const order: string[] = [];
    const asked = deferred<void>();
    const slow: LocalSubgraphDefinition = {
      name: "slow",
      sdl: `type Query { slow: Tag } type Tag @key(fields: "id") { id: ID! }`,
      resolvers: {
        Query: {
          // Never, where levels of the plan wait for each other.
          slow: async () => {
            await asked.promise;
            order.push("slow has answered");
            return { id: "t" };
          },
        },
      },
    };
    const users: LocalSubgraphDefinition = {
      name: "users",
      sdl: `type User @key(fields: "id") { id: ID! name: String }`,
      resolvers: {
        User: {
          __resolveReference: ({ id }: { id: string }) => {
            order.push(`user ${id} is asked for`);
            asked.resolve(undefined);
            return { id, name: `user ${id}` };
          },
        },
      },
    };
    const labels: LocalSubgraphDefinition = {
      name: "labels",
      sdl: `type Tag @key(fields: "id") { id: ID! label: String }`,
      resolvers: { Tag: { __resolveReference: ({ id }: { id: string }) => ({ id, label: `label ${id}` }) } },
    };
    const { graph } = await createLocalGraph([posts, users, slow, labels]);
    const document = parse("{ posts { author { name } } slow { label } }");
    expect(await graph.executeText({ document, context: localContext })).toMatchObject({ kind: "text" });
    expect(order).toEqual(["user 1 is asked for", "user 2 is asked for", "slow has answered"]);
  });

  it("runs the fields of a mutation one after the other, with all that is on them", async () => {
    const order: string[] = [];
    const carts: LocalSubgraphDefinition = {
      name: "carts",
      sdl: `type Query { cart: String } type Mutation { add(id: ID!): Cart } type Cart @key(fields: "id") { id: ID! }`,
      resolvers: {
        Mutation: {
          add: (_parent: unknown, { id }: { id: string }) => {
            order.push(`add ${id}`);
            return { id };
          },
        },
      },
    };
    const prices: LocalSubgraphDefinition = {
      name: "prices",
      sdl: `type Cart @key(fields: "id") { id: ID! total: Int }`,
      resolvers: {
        Cart: {
          __resolveReference: async ({ id }: { id: string }) => {
            await new Promise((resolve) => setImmediate(resolve));
            order.push(`total of ${id}`);
            return { id, total: Number(id) };
          },
        },
      },
    };
    const { graph } = await createLocalGraph([carts, prices]);
    const document = parse("mutation { one: add(id: 1) { total } two: add(id: 2) { total } }");
    expect(await graph.executeText({ document, context: localContext })).toEqual({
      kind: "text",
      data: '{"one":{"total":1},"two":{"total":2}}',
    });
    expect(order).toEqual(["add 1", "total of 1", "add 2", "total of 2"]);
  });

  it("reports a failed entity at each of its places, as the plain executor does", async () => {
    const users: LocalSubgraphDefinition = {
      name: "users",
      sdl: `type User @key(fields: "id") { id: ID! name: String! }`,
      resolvers: {
        User: {
          __resolveReference: ({ id }: { id: string }) => ({ id }),
          name: ({ id }: { id: string }) => {
            if (id === "1") throw new Error("There is no user 1.");
            return `user ${id}`;
          },
        },
      },
    };
    const { graph } = await createLocalGraph([posts, users]);
    const request = { document: parse("{ posts { title author { name } } }"), context: localContext };
    const compiled = await graph.executeText(request);
    expect(compiled).toEqual({ kind: "result", result: await graph.execute(request) });
    expect(compiled).toMatchObject({
      result: {
        data: { posts: [{ author: null }, { author: { name: "user 2" } }, { author: null }, { author: null }, {}] },
        errors: [0, 2, 4].map((index) => ({
          message: "There is no user 1.",
          path: ["posts", index, "author", "name"],
        })),
      },
    });
  });

  it("makes no errors for a client that has left", async () => {
    const users: LocalSubgraphDefinition = {
      name: "users",
      sdl: `type User @key(fields: "id") { id: ID! name: String! }`,
      resolvers: {
        User: {
          __resolveReference: () => {
            throw new Error("It is cancelled.");
          },
        },
      },
    };
    const { graph } = await createLocalGraph([posts, users]);
    const context = { ...localContext, rest: { ...localContext.rest, isAborted: true } };
    const request = { document: parse("{ posts { title author { name } } }"), context };
    const result = { errors: [expect.objectContaining({ message: "The operation was cancelled." })] };
    expect(await graph.executeText(request)).toEqual({ kind: "result", result });
    expect(await graph.execute(request)).toEqual(result);
  });
});
