import { describe, expect, it } from "@jest/globals";
import { createLocalGraph, type LocalSubgraphDefinition } from "../support/local-subgraph.ts";

describe("an operation without the fields that the planner is spared", () => {
  const animals = [
    { __typename: "Cat", id: "c1", weight: 4 },
    { __typename: "Dog", id: "d1", weight: 30 },
  ];
  const byId = (key: { id: string }) => animals.find(({ id }) => id === key.id);
  const zoo: LocalSubgraphDefinition = {
    name: "zoo",
    sdl: `interface Animal { id: ID! weight: Int! }
      type Cat implements Animal @key(fields: "id") { id: ID! weight: Int! mates: [Cat!]! }
      type Dog implements Animal @key(fields: "id") { id: ID! weight: Int! mates: [Dog!]! }`,
    resolvers: { Cat: { __resolveReference: byId, mates: () => [] }, Dog: { __resolveReference: byId } },
  };
  const clinic: LocalSubgraphDefinition = {
    name: "clinic",
    // `visitsOfMates` leads to other animals of the same subgraph: what it requires has to come from the right one.
    sdl: `type Query { visits: [Visit!]! }
      type Visit { number: Int! animal: Animal! }
      interface Animal { id: ID! visits: [Visit!]! }
      type Cat implements Animal @key(fields: "id") {
        id: ID! visits: [Visit!]! mates: [Cat!]! @external visitsOfMates: [Visit!]! @requires(fields: "mates { id }") }
      type Dog implements Animal @key(fields: "id") {
        id: ID! visits: [Visit!]! mates: [Dog!]! @external visitsOfMates: [Visit!]! @requires(fields: "mates { id }") }`,
    resolvers: { Query: { visits: () => animals.map((animal, number) => ({ number, animal })) } },
  };

  it("is planned as if those were not there", async () => {
    const { run, sent } = await createLocalGraph([zoo, clinic]);
    expect(await run("{ visits { number animal { weight } } }")).toEqual({
      data: {
        visits: [
          { number: 0, animal: { weight: 4 } },
          { number: 1, animal: { weight: 30 } },
        ],
      },
    });
    expect(sent.map(({ subgraph }) => subgraph)).toEqual(["clinic", "zoo"]);
  });
});
