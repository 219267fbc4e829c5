import { expect, it } from "@jest/globals";
import { createLocalGraph } from "../support/local-subgraph.ts";

it("asks each subgraph for its own type of a union that they share", async () => {
  const { run } = await createLocalGraph([
    {
      name: "a",
      sdl: `type Query { media: Media @shareable } union Media = Book
        type Book @key(fields: "id") { id: ID! @shareable title: String @shareable }`,
      resolvers: { Query: { media: () => ({ __typename: "Book", id: "1", title: "A book" }) } },
    },
    {
      name: "b",
      sdl: `type Query { media: Book @shareable other: Media } union Media = Book | Film
        type Book @key(fields: "id") { id: ID! @shareable pages: Int } type Film { title: String }`,
      resolvers: {
        Query: { media: () => ({ id: "1" }), other: () => ({ __typename: "Film", title: "A film" }) },
        Book: { __resolveReference: ({ id }: { id: string }) => ({ id }), pages: () => 10 },
      },
    },
  ]);
  expect(
    await run(
      "{ media { __typename ... on Book { title pages } ... on Film { title } } other { ... on Film { title } } }",
    ),
  ).toEqual({
    data: { media: { __typename: "Book", title: "A book", pages: 10 }, other: { title: "A film" } },
  });
});

it("gives an interface object what it requires of the interface", async () => {
  const { run } = await createLocalGraph([
    {
      name: "a",
      sdl: `type Query { media: Media } interface Media @key(fields: "id") { id: ID! title: String }
        type Book implements Media @key(fields: "id") { id: ID! title: String }`,
      resolvers: {
        Query: { media: () => ({ __typename: "Book", id: "1", title: "A book" }) },
        Media: { __resolveReference: ({ id }: { id: string }) => ({ __typename: "Book", id, title: "A book" }) },
        Book: { __resolveReference: ({ id }: { id: string }) => ({ id, title: "A book" }) },
      },
    },
    {
      name: "b",
      sdl: `type Media @key(fields: "id") @interfaceObject {
          id: ID! title: String @external slug: String @requires(fields: "title")
        }`,
      resolvers: {
        Media: {
          __resolveReference: (reference: object) => reference,
          slug: ({ title }: { title?: string }) => title?.toLowerCase().replace(" ", "-"),
        },
      },
    },
  ]);
  expect(await run("{ media { id slug } }")).toEqual({ data: { media: { id: "1", slug: "a-book" } } });
});

it("hands over what `@requires` selects through an interface", async () => {
  const types = `
    interface Foo { foo: String! } interface Bar implements Foo { foo: String! bar: String! }
    type Baz implements Foo & Bar @shareable { foo: String! bar: String! baz: String }
    type Zip implements Foo @shareable { foo: String! }`;
  const { run } = await createLocalGraph([
    {
      name: "a",
      sdl: `type Query { all: [Entity] } type Entity @key(fields: "id") { id: ID! data: Foo } ${types}`,
      resolvers: {
        Query: {
          all: () => [
            { id: "1", data: { __typename: "Baz", foo: "f", bar: "r", baz: "z" } },
            { id: "2", data: { __typename: "Zip", foo: "g" } },
          ],
        },
      },
    },
    {
      name: "b",
      sdl: `type Entity @key(fields: "id") {
          id: ID! data: Foo @external made: String @requires(fields: "data { foo ... on Bar { bar ... on Baz { baz } } }")
        } ${types}`,
      resolvers: { Entity: { made: ({ data }: { data: object }) => JSON.stringify(data) } },
    },
  ]);
  expect(await run("{ all { made } }")).toEqual({
    data: { all: [{ made: '{"foo":"f","bar":"r","baz":"z"}' }, { made: '{"foo":"g"}' }] },
  });
});
