import { describe, expect, it } from "@jest/globals";
import { subgraphStarter } from "./start-subgraph.ts";

const start = subgraphStarter();

const sdl = `
  type Query { v: V @connect(source: "api", http: { GET: "/v" }, selection: "id s i f b e j list o { s }") }
  type V { id: ID s: String i: Int f: Float b: Boolean e: E j: JSON list: [Int] o: O }
  type O { s: String }
  enum E { A B }
  scalar JSON`;

describe("leaf values", () => {
  it.each([
    ["id", "7", "7"],
    ["id", '"x"', "x"],
    ["id", "9007199254740993", "9007199254740993"],
    ["s", "1.5", "1.5"],
    ["s", "true", "true"],
    ["s", "9007199254740993", "9007199254740993"],
    ["i", "2147483647", 2147483647],
    ["i", '"12"', 12],
    ["f", "1e3", 1000],
    ["f", "9007199254740993", 9007199254740992],
    ["b", "false", false],
    ["e", '"B"', "B"],
    ["j", '{"a":[1,{"b":9007199254740993}]}', { a: [1, { b: "9007199254740993" }] }],
    ["list", "[1, null, 3]", [1, null, 3]],
    ["s", "null", null],
    ["list", "null", null],
  ])("`%s` takes %s", async (field, json, expected) => {
    const shop = await start({
      sdl,
      handler: () => ({ body: `{"${field}": ${json}}`, headers: { "content-type": "application/json" } }),
    });
    expect(await shop.run(`{ v { ${field} } }`)).toEqual({ data: { v: { [field]: expected } }, errors: [] });
  });

  it.each([
    ["id", "1.5", "`V.id`: expected `ID`, but the mapped value is a number with a fraction."],
    ["id", "[]", "`V.id`: expected `ID`, but the mapped value is an array."],
    ["s", "{}", "`V.s`: expected `String`, but the mapped value is an object."],
    ["i", "2147483648", "`V.i`: expected `Int`, but the mapped value is a number beyond 32 bits."],
    ["i", "9007199254740993", "`V.i`: expected `Int`, but the mapped value is a number beyond 32 bits."],
    ["i", "1.5", "`V.i`: expected `Int`, but the mapped value is a number with a fraction."],
    ["e", "1", "`V.e`: expected a value of enum `E`, but the mapped value is a number."],
    ["i", '"x"', "`V.i`: expected `Int`, but the mapped value is a string."],
    ["b", '"yes"', "`V.b`: expected `Boolean`, but the mapped value is a string."],
    ["e", '"C"', "`V.e`: expected a value of enum `E`, but the mapped value is a string that is none of them."],
    ["list", '"1"', "`V.list`: expected a list, but the mapped value is a string."],
    ["o { s }", "1", "`V.o`: expected an object, but the mapped value is a number."],
    ["o { s }", '[{ "s": "x" }]', "`V.o`: expected an object, but the mapped value is an array."],
  ])("`%s` does not take %s: null and an error at its path", async (selection, json, message) => {
    const field = selection.split(" ")[0] ?? "";
    const shop = await start({
      sdl,
      handler: () => ({ body: `{"${field}": ${json}}`, headers: { "content-type": "application/json" } }),
    });
    expect(await shop.run(`{ v { ${selection} } }`)).toEqual({
      data: { v: { [field]: null } },
      errors: [
        {
          message,
          path: ["v", field],
          extensions: { code: "CONNECTORS_RESPONSE_SHAPE", reason: "UPSTREAM_BAD_RESPONSE" },
        },
      ],
    });
  });

  it("puts the index of a list item into the path", async () => {
    const shop = await start({ sdl, handler: () => ({ json: { list: [1, "x", 3] } }) });
    const { data, errors } = await shop.run("{ v { list } }");
    expect(data).toEqual({ v: { list: [1, null, 3] } });
    expect(errors.map(({ path }) => path)).toEqual([["v", "list", 1]]);
  });
});

describe("interfaces and unions", () => {
  const media = `
    type Query {
      media: [Media] @connect(source: "api", http: { GET: "/media" }, selection: """
        title
        ... kind->match(
          ["book", { __typename: "Book", pages: pages }],
          ["film", { __typename: "Film", minutes: minutes }],
          [@, { __typename: kind }])
      """)
    }
    interface Media { title: String }
    type Book implements Media { title: String pages: Int }
    type Film implements Media { title: String minutes: Int }`;

  it("take the concrete type from the mapped __typename", async () => {
    const shop = await start({
      version: "v0.4",
      sdl: media,
      handler: () => ({
        json: [
          { kind: "film", title: "A", minutes: 90 },
          { kind: "book", title: "B", pages: 12 },
        ],
      }),
    });
    const document = "{ media { __typename title ... on Book { pages } ... on Film { minutes } } }";
    expect(await shop.run(document)).toEqual({
      data: {
        media: [
          { __typename: "Film", title: "A", minutes: 90 },
          { __typename: "Book", title: "B", pages: 12 },
        ],
      },
      errors: [],
    });
  });

  it("are null with an error where the type is unknown", async () => {
    const shop = await start({
      version: "v0.4",
      sdl: media,
      handler: () => ({ json: [{ kind: "song", title: "A" }, {}] }),
    });
    const { data, errors } = await shop.run("{ media { title } }");
    expect(data).toEqual({ media: [null, null] });
    expect(errors).toEqual([
      {
        message: "`Query.media`: the mapped `__typename` is not a type that this field can have.",
        path: ["media", 0],
        extensions: { code: "CONNECTORS_RESPONSE_SHAPE", reason: "UPSTREAM_BAD_RESPONSE" },
      },
      {
        message: "`Query.media`: the mapped object has no `__typename`, so its type is not known.",
        path: ["media", 1],
        extensions: { code: "CONNECTORS_RESPONSE_SHAPE", reason: "UPSTREAM_BAD_RESPONSE" },
      },
    ]);
  });
});
