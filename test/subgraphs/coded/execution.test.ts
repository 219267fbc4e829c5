import { describe, expect, it } from "@jest/globals";
import { buildSchema, execute, GraphQLError, parse, type GraphQLSchema } from "graphql";
import { buildCodedSchema } from "../../../subgraphs/coded/build-coded-schema.ts";
import { defineSubgraph } from "../../../subgraphs/coded/define-subgraph.ts";
import { compileExecution } from "../../../subgraphs/coded/execution/compile-execution.ts";
import { drawFrom } from "../../gateway/differential/draw.ts";
import { fc } from "../../support/properties.ts";
import { compareWithGraphqlJs } from "./differential/compare.ts";

/** What both ways of running a document answer, as JSON; it is an error where they differ. */
async function answerOf(
  schema: GraphQLSchema,
  query: string,
  variables: Record<string, unknown> = {},
): Promise<unknown> {
  const document = parse(query);
  const plain = await execute({ schema, document, variableValues: variables, contextValue: {} });
  const compiled = await compileExecution(schema, document)(variables, {});
  const [expected, found] = [plain, compiled].map(
    ({ data = null, errors = [] }) => JSON.parse(JSON.stringify({ data, errors })) as unknown,
  );
  expect(found).toEqual(expected);
  return found;
}

describe("a compiled document of a coded subgraph", () => {
  it("is run as graphql-js runs it, over random schemas, resolvers and operations", async () => {
    const property = fc.asyncProperty(fc.gen(), (values) => compareWithGraphqlJs(drawFrom(values), 6));
    await fc.assert(property, { numRuns: 200, interruptAfterTimeLimit: 15_000 });
  }, 60_000);

  it("resolves references of every kind as graphql-js does", async () => {
    const definition = defineSubgraph({
      name: "things",
      typeDefs: `
        extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
        interface Media @key(fields: "id") { id: ID! title: String }
        type Book implements Media @key(fields: "id") { id: ID! title: String pages: Int! }
        type Film implements Media @key(fields: "id") { id: ID! title: String }
        type Plain @key(fields: "id") { id: ID! note: String }
      `,
      resolvers: {
        Media: {
          __resolveType: (media: { id: string }) => (media.id.startsWith("b") ? "Book" : "Film"),
          __resolveReference: async ({ id }: { id: string }) => ({ id, title: `About ${id}`, pages: 3 }),
        },
        Book: {
          __resolveReference: ({ id }: { id: string }) => {
            if (id === "b-throws") throw new GraphQLError("No such book");
            return id === "b-null" ? null : { id, title: id, pages: id === "b-odd" ? "many" : 9 };
          },
        },
        Film: { __resolveReference: () => Promise.reject(new Error("lost")) },
      },
    });
    const references = [
      { __typename: "Book", id: "b1" },
      { __typename: "Book", id: "b-throws" },
      { __typename: "Book", id: "b-null" },
      { __typename: "Book", id: "b-odd" },
      { __typename: "Film", id: "f1" },
      { __typename: "Media", id: "b2" },
      { __typename: "Plain", id: "p1", note: "as sent" },
    ];
    const query = `query ($r: [_Any!]!) {
      _entities(representations: $r) {
        __typename ... on Book { id title pages } ... on Film { id } ... on Media { title } ... on Plain { id note }
      }
    }`;
    const schema = await buildCodedSchema(definition);
    const ofSome = await answerOf(schema, query, { r: references.filter(({ id }) => id !== "b-throws") });
    expect(ofSome).toMatchObject({
      data: {
        _entities: [
          { __typename: "Book", id: "b1", title: "b1", pages: 9 },
          null,
          null,
          null,
          { __typename: "Book", id: "b2", title: "About b2", pages: 3 },
          { __typename: "Plain", id: "p1", note: "as sent" },
        ],
      },
    });
    expect(await answerOf(schema, query, { r: references })).toMatchObject({
      data: null,
      errors: [{ message: "No such book", path: ["_entities"] }],
    });
    expect(await answerOf(schema, query, { r: [{ __typename: "Nothing" }] })).toMatchObject({ data: null });
    expect(await answerOf(schema, query, {})).toMatchObject({ data: null, errors: [{}] });
    expect(await answerOf(schema, "{ _service { sdl } }")).toMatchObject({ errors: [] });
  });

  it("gives a mutation's fields one after the other", async () => {
    const schema = buildSchema("type Query { a: Int } type Mutation { add(by: Int!): Int, fail: Int! }");
    let total = 0;
    const add = (by: number): Promise<number> =>
      new Promise((resolve) => setImmediate(() => resolve((total = total * 10 + by))));
    const fields = schema.getMutationType()?.getFields() ?? {};
    if (fields["add"]) fields["add"].resolve = (_source, { by }: { by: number }) => add(by);
    if (fields["fail"]) fields["fail"].resolve = () => Promise.reject(new Error("no"));
    const document = parse("mutation { a: add(by: 1) b: add(by: 2) c: add(by: 3) }");
    expect(await compileExecution(schema, document)({}, {})).toEqual({ data: { a: 1, b: 12, c: 123 }, errors: [] });
    const failing = parse("mutation { fail a: add(by: 4) }");
    expect(await compileExecution(schema, failing)({}, {})).toMatchObject({ data: null, errors: [{ path: ["fail"] }] });
    expect(total).toBe(123);
  });

  it("answers introspection, aliases that objects have by nature, and conditions by variables", async () => {
    const schema = buildSchema("type Query { a: Int, b(x: Int = 2): Query }");
    const field = schema.getQueryType()?.getFields()["b"];
    if (field) field.resolve = (_source, { x }: { x: number }) => ({ a: x });
    const query = `query ($x: Int, $yes: Boolean!) {
      __proto__: b(x: $x) { constructor: a __typename }
      toString: b @include(if: $yes) { a @skip(if: $yes) __typename }
      __schema { queryType { name } }
      __type(name: "Query") { fields { name } }
    }`;
    for (const variables of [{ yes: true }, { yes: false, x: 5 }, { yes: true, x: null }]) {
      // oxlint-disable-next-line no-await-in-loop
      await answerOf(schema, query, variables);
    }
  });

  it("refuses a null that an argument may not have, whether a resolver, a method or a property has the value", async () => {
    const schema = buildSchema("type Query { a(x: Int! = 5): Int, of: Query }");
    const query = "query ($x: Int) { a(x: $x) of { a(x: $x) of { a(x: $x) } } }";
    const fields = schema.getQueryType()?.getFields() ?? {};
    if (fields["of"]) fields["of"].resolve = () => ({ a: 1, of: { a: ({ x }: { x: number }) => x } });
    const absent = await answerOf(schema, query);
    expect(absent).toEqual({ data: { a: null, of: { a: 1, of: { a: 1 } } }, errors: [] });
    const refused = { message: 'Argument "x" of non-null type "Int!" must not be null.' };
    expect(await answerOf(schema, query, { x: null })).toMatchObject({
      data: { a: null, of: { a: null, of: { a: null } } },
      errors: [
        { ...refused, path: ["a"] },
        { ...refused, path: ["of", "a"] },
        { ...refused, path: ["of", "of", "a"] },
      ],
    });
  });

  it("waits for whatever has a `then`: a query builder's is an object or a function", async () => {
    const schema = buildSchema("type Query { a: Int, list: [Int], of: Query }");
    const fields = schema.getQueryType()?.getFields() ?? {};
    type Then = Promise<unknown>["then"];
    const object = (value: unknown): object => ({
      // oxlint-disable-next-line unicorn/no-thenable -- That is what is tested.
      then: (...both: Parameters<Then>) => Promise.resolve(value).then(...both),
    });
    const builder = (value: unknown): object => Object.assign(() => 0, object(value));
    if (fields["list"]) fields["list"].resolve = () => object([object(1), builder(2), 3]);
    if (fields["of"]) fields["of"].resolve = () => builder({ a: object(4) });
    expect(await answerOf(schema, "{ list of { a } }")).toEqual({
      data: { list: [1, 2, 3], of: { a: 4 } },
      errors: [],
    });
  });

  it("ends no process by an item that fails when its list has failed", async () => {
    const schema = buildSchema("type Query { list: [Int!] }");
    const field = schema.getQueryType()?.getFields()["list"];
    const late = Promise.reject(new Error("late"));
    if (field) field.resolve = () => [late, new Error("at once")];
    const result = await compileExecution(schema, parse("{ list }"))({}, {});
    expect(result).toMatchObject({ data: { list: null }, errors: [{ message: "at once", path: ["list", 1] }] });
    // An unhandled rejection is told within a turn of the event loop, and fails the test.
    await new Promise(setImmediate);
  });
});
