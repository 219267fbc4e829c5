import { describe, expect, it } from "@jest/globals";
import { compose } from "../../schema/compose.ts";
import { theguildComposer } from "../../schema/theguild-composer.ts";
import { composeSdl, inputsOf } from "./support.ts";

/** The lines of a supergraph that start with one of the given words. */
async function lines(sdlByName: Readonly<Record<string, string>>, pattern: RegExp): Promise<string[]> {
  const sdl = await composeSdl(inputsOf(sdlByName));
  return sdl.split("\n").flatMap((line) => (pattern.test(line.trim()) ? [line.trim()] : []));
}

const book = "type Book @shareable { title: String }";
const film = "type Film @shareable { title: String }";

function sharing(field: string): string {
  const union = field.includes("Media") ? `${film} union Media = Book | Film` : "";
  return `type Query { ${field} @shareable } ${book} ${union}`;
}

describe("a field that has a narrower type in one of the subgraphs", () => {
  it.each([
    [
      "first",
      { a: `m: Book`, b: `m: Media` },
      `m: Media @join__field(graph: A, type: "Book") @join__field(graph: B, type: "Media")`,
    ],
    [
      "last",
      { a: `m: Media`, b: `m: Book` },
      `m: Media @join__field(graph: A, type: "Media") @join__field(graph: B, type: "Book")`,
    ],
    [
      "and stricter",
      { a: `m: [Media]`, b: `m: [Book!]!` },
      `m: [Media] @join__field(graph: A, type: "[Media]") @join__field(graph: B, type: "[Book!]!")`,
    ],
    [
      "in the same list",
      { a: `m: [Book!]!`, b: `m: [Media!]!` },
      `m: [Media!]! @join__field(graph: A, type: "[Book!]!") @join__field(graph: B, type: "[Media!]!")`,
    ],
  ])("composes to the wider, with each subgraph's own: %s", async (_name, { a, b }, expected) => {
    expect(await lines({ a: sharing(a), b: sharing(b) }, /^m:/)).toEqual([expected]);
  });

  it("does so for an interface", async () => {
    const found = await lines(
      {
        a: `type Query { m: Media @shareable } interface Media { title: String } type Book implements Media @shareable { title: String }`,
        b: `type Query { m: Book @shareable } ${book}`,
      },
      /^m:/,
    );
    expect(found).toEqual([`m: Media @join__field(graph: A, type: "Media") @join__field(graph: B, type: "Book")`]);
  });

  it("does so where the types differ in nothing but null", async () => {
    expect(await lines({ a: sharing("x: Int!"), b: sharing("x: Int") }, /^x:/)).toEqual([
      `x: Int @join__field(graph: A, type: "Int!") @join__field(graph: B, type: "Int")`,
    ]);
  });
});

describe("`@external` on an interface object", () => {
  it("is kept where all subgraphs of the type have the field", async () => {
    const found = await lines(
      {
        a: `type Query { media: Media } interface Media @key(fields: "id") { id: ID! title: String }
            type Book implements Media @key(fields: "id") { id: ID! title: String }`,
        b: `type Media @key(fields: "id") @interfaceObject {
              id: ID! title: String @external slug: String @requires(fields: "title")
            }`,
      },
      /^(title|slug):.*join/,
    );
    expect(found).toEqual([
      "slug: String @join__field",
      "title: String @join__field(graph: A) @join__field(graph: B, external: true)",
      'slug: String @join__field(graph: B, requires: "title")',
    ]);
  });
});

describe("`@requires` with fragments on interfaces and unions", () => {
  const types = `
    interface Foo { foo: String! } interface Bar implements Foo { foo: String! bar: String! }
    type Baz implements Foo & Bar @shareable { foo: String! bar: String! baz: Inner }
    type Qux implements Foo & Bar @shareable { foo: String! bar: String! }
    type Zip implements Foo @shareable { foo: String! }
    type Inner @shareable { any: BazOrQux } union BazOrQux = Baz | Qux`;

  it.each([
    [
      "data { foo ... on Bar { bar ... on Baz { baz { __typename } } } }",
      "data{foo ...on Baz{bar baz{__typename}}...on Qux{bar}}",
    ],
    ["data { ... on Foo { foo ... on Bar { foo bar } } }", "data{foo ...on Baz{foo bar}...on Qux{foo bar}}"],
    ["data { ... { ... on Bar { bar } } }", "data{...on Baz{bar}...on Qux{bar}}"],
    [
      "data { ... on Baz { baz { any { ... on Bar { bar } } } } }",
      "data{...on Baz{baz{any{...on Baz{bar}...on Qux{bar}}}}}",
    ],
    ["data { ... on Baz { bar } }", "data{...on Baz{bar}}"],
  ])("composes as fragments on their object types: %s", async (fields, expected) => {
    const inputs = inputsOf({
      a: `type Query { a: Entity } type Entity @key(fields: "id") { id: ID! data: Foo } ${types}`,
      b: `type Entity @key(fields: "id") { id: ID! data: Foo @external made: String @requires(fields: "${fields}") } ${types}`,
    });
    expect(await composeSdl(inputs)).toContain(`made: String @join__field(graph: B, requires: "${expected}")`);
  });
});

describe("a subgraph with an interface object and one of its types", () => {
  it("is refused", async () => {
    const { diagnostics } = await compose(
      inputsOf({
        a: `type Query { media: Media } interface Media @key(fields: "id") { id: ID! }
            type Book implements Media @key(fields: "id") { id: ID! title: String }`,
        b: `type Media @key(fields: "id") @interfaceObject { id: ID! rating: Int }\ntype Book @key(fields: "id") { id: ID! }`,
      }),
      theguildComposer,
    );
    expect(diagnostics).toEqual([
      {
        code: "INTERFACE_OBJECT_USAGE_ERROR",
        severity: "error",
        message:
          '`b`: Interface "Media" is an @interfaceObject in subgraph "b", so that subgraph may not define ' +
          'object types of the interface, but it defines "Book".',
        locations: [{ file: "b.graphql", line: 5, column: 31, endLine: 5, endColumn: 47 }],
        coordinate: "Media",
      },
    ]);
  });
});
