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

describe("a field of a union that has other members in another subgraph", () => {
  const post = { __typename: "Letter", stamp: "blue" };
  const air = { __typename: "Parcel", weight: 3 };
  const sea = { __typename: "Container", length: 40 };
  const carrier = (
    name: string,
    root: string,
    own: typeof air | typeof sea,
    field: string,
  ): LocalSubgraphDefinition => ({
    name,
    sdl: `type Query { ${root}: Depot! newest: [Freight!]! @shareable }
      type Depot @key(fields: "id") { id: ID! hall: Hall! @shareable ${name}Only: Hall! }
      type Hall @shareable { freight(limit: Int): [Freight!]! }
      union Freight = Letter | ${own.__typename}
      type Letter @shareable { stamp: String! }
      type ${own.__typename} { ${field}: Int! }`,
    resolvers: {
      Query: { [root]: () => ({ id: "d1" }), newest: () => [post, own] },
      Depot: { hall: () => ({}), [`${name}Only`]: () => ({}) },
      Hall: { freight: (_: unknown, { limit }: { limit?: number }) => [post, own].slice(0, limit ?? 2) },
    },
  });
  const carriers = [carrier("air", "airport", air, "weight"), carrier("sea", "harbour", sea, "length")];
  const all = "... on Letter { stamp } ... on Parcel { weight } ... on Container { length }";

  it("shows the members of the subgraph that it is taken from", async () => {
    const { run, sent } = await createLocalGraph(carriers);
    expect(await run(`{ airport { hall { freight { __typename ${all} } } } }`)).toEqual({
      data: { airport: { hall: { freight: [post, air] } } },
    });
    expect(await run(`{ harbour { hall { freight { __typename ${all} } } } }`)).toEqual({
      data: { harbour: { hall: { freight: [post, sea] } } },
    });
    expect(sent.map(({ subgraph }) => subgraph)).toEqual(["air", "sea"]);
  });

  it("is taken from several subgraphs in one operation", async () => {
    const { run } = await createLocalGraph(carriers);
    const operation = `query($limit: Int) {
      airport { hall { some: freight(limit: $limit) { ${all} } } seaOnly { freight { ${all} } } }
      harbour { id hall { some: freight(limit: $limit) { ${all} } } }
    }`;
    expect(await run(operation, { limit: 2 })).toEqual({
      data: {
        airport: {
          hall: { some: [{ stamp: "blue" }, { weight: 3 }] },
          seaOnly: { freight: [{ stamp: "blue" }, { length: 40 }] },
        },
        harbour: { id: "d1", hall: { some: [{ stamp: "blue" }, { length: 40 }] } },
      },
    });
  });

  it("is asked for all members of one subgraph where it is a field of the query", async () => {
    const { run, sent } = await createLocalGraph(carriers);
    const result = await run(`{ newest { __typename ${all} } }`);
    expect(result).toEqual({ data: { newest: [post, sent[0]?.subgraph === "air" ? air : sea] } });
    expect(sent).toHaveLength(1);
  });
});

describe("an interface that no object type implements", () => {
  const drawing: LocalSubgraphDefinition = {
    name: "drawing",
    sdl: `interface Shape @key(fields: "id") { id: ID! } type Query { drawn(no: Int): Shape title: String }`,
    resolvers: {
      Query: {
        title: () => "Sketch",
        drawn: (_: unknown, { no }: { no?: number }) => (no === 0 ? null : { __typename: "Shape", id: "s1" }),
      },
    },
  };
  const store: LocalSubgraphDefinition = {
    name: "store",
    sdl: `type Shape @key(fields: "id", resolvable: false) @interfaceObject { id: ID! colour: String }
      type Query { stored: Shape }`,
    resolvers: { Query: { stored: () => ({ id: "s1", colour: "red" }) } },
  };

  it("leaves what is asked of it null, and the rest of the operation as it is", async () => {
    const { run } = await createLocalGraph([drawing, store]);
    expect(await run("{ title drawn(no: 0) { colour } stored { id colour } }")).toEqual({
      data: { title: "Sketch", drawn: null, stored: { id: "s1", colour: "red" } },
    });
  });

  it("is an error where a subgraph returns an object of it", async () => {
    const { run } = await createLocalGraph([drawing, store]);
    const result = await run("{ drawn { colour } }");
    expect(result.data).toEqual({ drawn: null });
    expect(result.errors).toMatchObject([{ path: ["drawn"], extensions: { code: "SUBGRAPH_FAILED" } }]);
  });
});
