import { describe, expect, it } from "@jest/globals";
import { getIntrospectionQuery, graphqlSync, parse } from "graphql";
import { createLocalGraph, localContext, type LocalSubgraphDefinition } from "../support/local-subgraph.ts";

const things: LocalSubgraphDefinition = {
  name: "things",
  sdl: `type Query { thing: Thing things(filter: Filter = { limit: 2 }): [Thing!]! any: [Any!]! }
    input Filter { limit: Int = 1 nested: [Filter!] kind: Kind }
    enum Kind { BIG SMALL }
    union Any = Thing | Part
    interface Named { name: String }
    type Thing implements Named @key(fields: "id") { id: ID! name: String kind: Kind parts(first: Int = 1): [Part!]! }
    type Part implements Named { name: String weight: Int constructor: String }`,
  resolvers: {
    Query: {
      thing: () => ({ id: "1", name: "One" }),
      things: (_: never, { filter }: { filter: { limit: number; kind?: string; nested?: { limit: number }[] } }) =>
        Array.from({ length: filter.nested?.[0]?.limit ?? filter.limit }, (_item, index) => ({
          id: `${index + 1}`,
          name: `Thing ${index + 1}`,
          kind: filter.kind,
        })),
      any: () => [
        { __typename: "Thing", id: "1", name: "One" },
        { __typename: "Part", name: "Bolt", weight: 3 },
      ],
    },
    Thing: {
      parts: (_: never, { first }: { first: number }) =>
        Array.from({ length: first }, (_item, index) => ({ name: `Part ${index + 1}`, weight: index })),
    },
    Part: { constructor: () => "built" },
  },
};
const sizes: LocalSubgraphDefinition = {
  name: "sizes",
  sdl: `type Thing @key(fields: "id") { id: ID! size: Int }`,
  resolvers: { Thing: { size: ({ id }: { id: string }) => Number(id) * 10 } },
};

describe("the response", () => {
  it("has the client's names in the order of the operation, merged over fragments", async () => {
    const { run } = await createLocalGraph([things, sizes]);
    const { data } = await run(`{
      thing { size ...A z: name }
      thing { id: name ...A }
    }
    fragment A on Thing { parts { name } kind: id id: name parts { weight } }`);
    expect(JSON.stringify(data)).toBe(
      '{"thing":{"size":10,"parts":[{"name":"Part 1","weight":0}],"kind":"1","id":"One","z":"One"}}',
    );
  });

  it("keeps one field with several arguments apart, in one object and over several", async () => {
    const { run } = await createLocalGraph([things, sizes]);
    expect(
      await run("{ thing { parts { name } two: parts(first: 2) { name } none: parts(first: 0) { name } } }"),
    ).toEqual({
      data: {
        thing: { parts: [{ name: "Part 1" }], two: [{ name: "Part 1" }, { name: "Part 2" }], none: [] },
      },
    });
  });

  it("keeps one field with several arguments apart below different types", async () => {
    const { run } = await createLocalGraph([
      {
        name: "shelves",
        sdl: `type Query { shelves: [Shelf!]! } union Shelf = Box | Rack
          type Box { photo: Photo } type Rack { photo: Photo } type Photo @key(fields: "id") { id: ID! }`,
        resolvers: {
          Query: { shelves: () => ["Box", "Rack"].map((type) => ({ __typename: type, photo: { id: "1" } })) },
        },
      },
      {
        name: "photos",
        sdl: `type Photo @key(fields: "id") { id: ID! url(width: Int!): String }`,
        resolvers: { Photo: { url: (_: never, { width }: { width: number }) => `w${width}` } },
      },
    ]);
    const operation = "{ shelves { ... on Box { photo { url(width: 1) } } ... on Rack { photo { url(width: 2) } } } }";
    expect(await run(operation)).toEqual({
      data: { shelves: [{ photo: { url: "w1" } }, { photo: { url: "w2" } }] },
    });
  });

  it("has __typename wherever it is asked for, under any name", async () => {
    const { run } = await createLocalGraph([things, sizes]);
    expect(await run("{ root: __typename any { __typename ... on Named { t: __typename name } } }")).toEqual({
      data: {
        root: "Query",
        any: [
          { __typename: "Thing", t: "Thing", name: "One" },
          { __typename: "Part", t: "Part", name: "Bolt" },
        ],
      },
    });
  });

  it("takes names that mean something in JavaScript for what they are", async () => {
    const { run } = await createLocalGraph([things, sizes]);
    const { data } = await run("{ thing { parts { constructor __proto__: name toString: weight } } }");
    expect(JSON.stringify(data)).toBe(
      '{"thing":{"parts":[{"constructor":"built","__proto__":"Part 1","toString":0}]}}',
    );
  });
});

describe("@skip and @include", () => {
  it.each([
    { operation: "{ thing { name @skip(if: true) } }", data: { thing: {} } },
    { operation: "{ thing @skip(if: true) { name } }", data: {} },
    { operation: "{ ... on Query @include(if: false) { thing { name } } }", data: {} },
    { operation: "{ thing { ... @skip(if: true) { size } id } }", data: { thing: { id: "1" } } },
    {
      operation:
        "{ thing { size @include(if: true) @skip(if: true) ...A @skip(if: false) } } fragment A on Thing { name }",
      data: { thing: { name: "One" } },
    },
  ])("are decided where they are written: $operation", async ({ operation, data }) => {
    const { run } = await createLocalGraph([things, sizes]);
    expect(await run(operation)).toEqual({ data });
  });

  it.each([
    { a: true, b: true, data: { thing: { size: 10 } }, sent: ["things", "sizes"] },
    { a: true, b: false, data: { thing: { size: 10, name: "One" } }, sent: ["things", "sizes"] },
    { a: false, b: false, data: { thing: { name: "One" } }, sent: ["things"] },
    { a: false, b: true, data: { thing: {} }, sent: ["things"] },
  ])("are decided by variables, and nothing is asked in vain: $a $b", async ({ a, b, data, sent: expected }) => {
    const { run, sent } = await createLocalGraph([things, sizes]);
    const operation = `query ($a: Boolean!, $b: Boolean! = true) {
      thing { ... @include(if: $a) { size ... @skip(if: $b) { size } } name @skip(if: $b) }
    }`;
    expect(await run(operation, { a, b })).toEqual({ data });
    expect(sent.map(({ subgraph }) => subgraph)).toEqual(expected);
  });

  it("put a field where it is first included", async () => {
    const { run } = await createLocalGraph([things, sizes]);
    const operation = "query ($a: Boolean!) { thing { name @include(if: $a) id name } }";
    expect(JSON.stringify((await run(operation, { a: true })).data)).toBe('{"thing":{"name":"One","id":"1"}}');
    expect(JSON.stringify((await run(operation, { a: false })).data)).toBe('{"thing":{"id":"1","name":"One"}}');
  });
});

describe("variables", () => {
  it("are coerced, with defaults, and are found inside of input objects", async () => {
    const { run, sent } = await createLocalGraph([things, sizes]);
    const operation = `query ($limit: Int! = 3, $kind: Kind, $unused: Boolean = true) {
      things(filter: { nested: [{ limit: $limit }], kind: $kind }) { name kind @include(if: $unused) }
    }`;
    expect(await run(operation, { kind: "BIG" })).toEqual({
      data: { things: [1, 2, 3].map((index) => ({ name: `Thing ${index}`, kind: "BIG" })) },
    });
    expect(sent[0]?.variables).toEqual({ limit: 3, kind: "BIG" });
    expect((await run("{ things { id } }")).data).toEqual({ things: [{ id: "1" }, { id: "2" }] });
    expect((await run("query ($f: Filter) { things(filter: $f) { id } }", { f: {} })).data).toEqual({
      things: [{ id: "1" }],
    });
  });

  it("that do not fit are told of, and nothing is asked", async () => {
    const { run, sent } = await createLocalGraph([things, sizes]);
    const result = await run("query ($kind: Kind!) { things(filter: { kind: $kind }) { id } }", { kind: "HUGE" });
    expect(result).not.toHaveProperty("data");
    expect(result.errors).toMatchObject([{ extensions: { code: "BAD_USER_INPUT" } }]);
    expect(sent).toEqual([]);
  });

  it("may hold any text, as may literals", async () => {
    const text = 'a "quoted" \\ back\nline \u{1f600} $limit # { }';
    const echo: LocalSubgraphDefinition = {
      name: "echo",
      sdl: "type Query { echo(text: String!): String }",
      resolvers: { Query: { echo: (_: never, args: { text: string }) => args.text } },
    };
    const { run } = await createLocalGraph([echo]);
    const operation = `query ($text: String!) { a: echo(text: $text) b: echo(text: ${JSON.stringify(text)})
      c: echo(text: """block "text" \\ here""") }`;
    expect(await run(operation, { text })).toEqual({ data: { a: text, b: text, c: 'block "text" \\ here' } });
  });
});

describe("introspection", () => {
  it("is answered from the public schema, without any plan", async () => {
    const { run, sent, graph } = await createLocalGraph([things, sizes]);
    const expected = graphqlSync({ schema: graph.schema, source: getIntrospectionQuery() });
    expect(await run(getIntrospectionQuery())).toEqual(JSON.parse(JSON.stringify(expected)));
    expect(JSON.stringify(expected)).not.toContain("join__");
    expect(sent).toEqual([]);
  });

  it("stands beside data, with aliases, fragments and variables", async () => {
    const { run } = await createLocalGraph([things, sizes]);
    const operation = `query ($name: String!) { thing { size } t: __type(name: $name) { ...T } none: __type(name: "X") { name } }
      fragment T on __Type { kind n: name }`;
    expect(JSON.stringify(await run(operation, { name: "Thing" }))).toBe(
      '{"data":{"thing":{"size":10},"t":{"kind":"OBJECT","n":"Thing"},"none":null}}',
    );
  });
});

function nested(depth: number): string {
  return `{ ${"a { ".repeat(depth)} b ${"}".repeat(depth)} }`;
}

describe("a document", () => {
  it("may have several operations and fragments that the one which is run does not use", async () => {
    const { run } = await createLocalGraph([things, sizes]);
    const document =
      "query A { thing { ...N } } query B { thing { size ...M } } fragment N on Thing { name } fragment M on Thing { id }";
    expect(await run(document, {}, "A")).toEqual({ data: { thing: { name: "One" } } });
    expect(await run(document, {}, "B")).toEqual({ data: { thing: { size: 10, id: "1" } } });
    expect((await run(document)).errors).toMatchObject([{ extensions: { code: "OPERATION_RESOLUTION_FAILURE" } }]);
    expect((await run(document, {}, "C")).errors).toMatchObject([{ message: 'Unknown operation named "C".' }]);
  });

  it.each([
    { operation: "subscription { a }", code: "OPERATION_UNSUPPORTED" },
    { operation: "{ thing { id ... @defer { size } } }", code: "OPERATION_UNSUPPORTED" },
    { operation: "{ thing { nothing } }", code: "GRAPHQL_VALIDATION_FAILED" },
    { operation: "mutation { a }", code: "GRAPHQL_VALIDATION_FAILED" },
    {
      operation: `{ ${Array.from({ length: 2001 }, (_, index) => `a${index}: thing { id }`).join(" ")} }`,
      code: "OPERATION_TOO_LARGE",
    },
  ])("that cannot be run is refused: $code", async ({ operation, code }) => {
    const { run, sent } = await createLocalGraph([things, sizes]);
    const result = await run(operation);
    expect(result).not.toHaveProperty("data");
    expect(result.errors?.[0]).toMatchObject({ extensions: { code } });
    expect(sent).toEqual([]);
  });

  it("whose fragments double at each level is refused before it is written out", async () => {
    const { run } = await createLocalGraph([things, sizes]);
    const fragments = Array.from(
      { length: 30 },
      (_, index) => `fragment F${index} on Thing { ...F${index + 1} ... on Thing { ...F${index + 1} } }`,
    );
    const { errors } = await run(
      `{ thing { ...F0 } } ${fragments.join(" ")} fragment F30 on Thing { id @skip(if: true) }`,
    );
    expect(errors).toMatchObject([{ extensions: { code: "OPERATION_TOO_LARGE" } }]);
  });

  it("that is nested too deep is refused", async () => {
    const { run } = await createLocalGraph([{ name: "a", sdl: "type Query { a: A } type A { a: A b: Int }" }]);
    expect((await run(nested(47))).errors).toBeUndefined();
    expect((await run(nested(48))).errors).toMatchObject([{ extensions: { code: "OPERATION_TOO_LARGE" } }]);
  });

  it("is planned once for all texts that say the same", async () => {
    const prepared: unknown[] = [];
    const { graph } = await createLocalGraph([things, sizes], {
      subgraphs: new Map([
        [
          "things",
          {
            name: "things",
            kind: "declared",
            prepare: (document) => {
              prepared.push(document);
              return { calls: [], execute: async () => ({ data: { thing: null }, errors: [] }) };
            },
            close: async () => {},
          },
        ],
      ]),
    });
    for (const text of ["{ thing { id } }", "{thing{id}}", "{ thing { id } }"]) {
      await graph.execute({ document: parse(text), context: localContext });
    }
    expect(prepared).toHaveLength(1);
  });
});

describe("preparing an operation", () => {
  it("takes all of what variables decide about, or none", async () => {
    const { graph } = await createLocalGraph([things, sizes]);
    const document = parse("query ($a: Boolean!) { thing { name size @include(if: $a) id @skip(if: $a) } }");
    expect([...graph.prepare(document).fetches.keys()].map(({ operation }) => operation)).toEqual([
      "{thing{__typename name id}}",
      "query($representations:[_Any!]!){_entities(representations: $representations){...on Thing{size}}}",
    ]);
    expect(graph.prepare(document, undefined, { conditional: "none" }).plan).toMatchObject({
      node: { kind: "Fetch", operation: "{thing{name}}" },
    });
  });

  it("throws what the document's errors are", async () => {
    const { graph } = await createLocalGraph([things, sizes]);
    expect(() => graph.plan(parse("{ thing { nothing } }"))).toThrow('Cannot query field "nothing" on type "Thing".');
  });
});
