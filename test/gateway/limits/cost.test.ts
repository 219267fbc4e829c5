import { afterEach, describe, expect, it } from "@jest/globals";
import { parse } from "graphql";
import { createGraph, type Graph, type GraphOptions } from "../../../gateway/graph.ts";
import type { DemandLimits } from "../../../gateway/limits/cost/demand-limits.ts";
import { compose } from "../../../schema/compose.ts";
import { readSupergraph } from "../../../schema/read-supergraph.ts";
import { theguildComposer } from "../../../schema/theguild-composer.ts";
import type { DemandReport } from "../../../subgraphs/operation-context.ts";
import type { Subgraph } from "../../../subgraphs/subgraph.ts";
import { localContext } from "../../support/local-subgraph.ts";

const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9",
  import: ["@key", "@shareable", { name: "@cost", as: "@price" }, "@listSize"])`;

const books = `${link}
  type Query {
    book(id: ID): Book
    books(first: Int = 10, filter: Filter): [Book] @listSize(slicingArguments: ["first"], requireOneSlicingArgument: false)
    strict(first: Int, last: Int): [Book] @listSize(slicingArguments: ["first", "last"])
    hot: [Book] @listSize(assumedSize: 7)
    all: [Book]
    shelf(first: Int!): Shelf @listSize(slicingArguments: ["first"], sizedFields: ["books"])
    search(text: String @price(weight: 3), ids: [ID] @price(weight: 4), size: Size, sizes: [Size]): Int
    heavy: Int @price(weight: 20)
    item: Item
    node: Node
    maps(first: Int): [Map] @listSize(slicingArguments: ["first"], requireOneSlicingArgument: false)
    tags: [Tag] @listSize(assumedSize: 6)
  }
  type Mutation { rename(filter: Filter!): Book }
  input Filter { name: String, deep: Boolean @price(weight: 7), any: [Filter!], size: Size }
  enum Size @price(weight: 2) { SMALL, LARGE }
  scalar Tag @price(weight: 5)
  interface Node { id: ID! }
  type Book implements Node @key(fields: "id") { id: ID! title: String author: Author }
  type Map implements Node @price(weight: 9) { id: ID! country: Author }
  type Shelf { name: String books: [Book] }
  type Author { name: String friends: [Author] }
  union Item = Book | Map`;

const reviews = `${link}
  type Book @key(fields: "id") { id: ID! reviews(first: Int = 5): [Review] @listSize(slicingArguments: ["first"]) }
  type Review @price(weight: 2) { text: String }`;

/** Answers nothing: what is measured is measured before. */
function silent(name: string): Subgraph {
  return {
    name,
    kind: "coded",
    prepare: () => ({ calls: [], execute: async () => ({ data: null, errors: [] }) }),
    close: async () => {},
  };
}

const graphs: Graph[] = [];
afterEach(() => Promise.all(graphs.splice(0).map((graph) => graph.close())));

async function open(limits: DemandLimits, options: Partial<GraphOptions> = {}): Promise<Graph> {
  const inputs = [
    { name: "books", typeDefs: parse(books) },
    { name: "reviews", typeDefs: parse(reviews) },
  ];
  const { supergraphSdl = "", diagnostics } = await compose(inputs, theguildComposer);
  const { supergraph } = readSupergraph(supergraphSdl);
  if (!supergraph) throw new Error(JSON.stringify(diagnostics));
  const subgraphs = new Map(inputs.map(({ name }) => [name, silent(name)]));
  const { graph } = createGraph({ supergraph, subgraphs, demand: limits, ...options });
  if (!graph) throw new Error("There is no graph.");
  graphs.push(graph);
  return graph;
}

type Run = (query: string, variables?: Record<string, unknown>) => Promise<DemandReport>;

/** Runs operations, and tells what each demanded. */
async function measuring(limits: DemandLimits = { mode: "measure", listSize: 100 }): Promise<Run> {
  const reports: DemandReport[] = [];
  const context = { ...localContext, onDemand: (report: DemandReport) => void reports.push(report) };
  const graph = await open(limits);
  return async (query, variables) => {
    await graph.execute({ document: parse(query), variables, context });
    const report = reports.pop();
    if (!report || reports.length > 0) throw new Error(`One report was expected, and there are ${reports.length}.`);
    return report;
  };
}

describe("the cost of an operation", () => {
  it.each<[what: string, cost: number, query: string, variables?: Record<string, unknown>]>([
    ["is that of its objects", 2, "{ book { id title author { name } } }"],
    ["is that of the fields that are selected, by whatever name", 2, "{ a: book { id } b: book { id } }"],
    ["is nothing for `__typename`", 1, "{ __typename book { __typename } }"],
    ["is 10 more for a mutation", 10 + 1 + 1, 'mutation { rename(filter: { name: "x" }) { id } }'],

    ["is multiplied by what is given", 3 * 2, "{ books(first: 3) { author { name } } }"],
    ["is multiplied by a default", 10, "{ books { id } }"],
    ["is multiplied by a variable", 4, "query ($n: Int) { books(first: $n) { id } }", { n: 4 }],
    ["is multiplied by a variable's default", 6, "query ($n: Int = 6) { books(first: $n) { id } }"],
    [
      "is multiplied by the argument's default where the variable is absent",
      10,
      "query ($n: Int) { books(first: $n) { id } }",
    ],
    ["is multiplied by what is assumed of all lists where it is null", 100, "{ books(first: null) { id } }"],
    ["is multiplied by what is assumed of the list", 7, "{ hot { id } }"],
    ["is multiplied by what is assumed of all lists", 100, "{ all { id } }"],
    ["is multiplied by nothing", 0, "{ books(first: 0) { author { name } } }"],
    [
      "is multiplied where a size is of a field below",
      1 + 8 * 2,
      "{ shelf(first: 8) { name books { author { name } } } }",
    ],
    ["is multiplied at every level", 2 * (1 + 3 * 2), "{ books(first: 2) { reviews(first: 3) { text } } }"],
    ["is multiplied for leaves that cost", 6 * 5, "{ tags }"],

    ["is the weight of a field", 20, "{ heavy }"],
    ["is the weight of a type", 4 * 9, "{ maps(first: 4) { id } }"],
    ["is the weight of an argument", 3, '{ search(text: "x") }'],
    ["is the weight of an argument once for its list", 4, "{ search(ids: [1, 2, 3]) }"],
    ["is nothing for an argument that is null", 0, "{ search(text: null) }"],
    ["is the weight of an enum in an argument", 2, "{ search(size: SMALL) }"],
    ["is the weight of each item of a list", 4, "{ search(sizes: [SMALL, LARGE]) }"],
    [
      "is that of an input object and its fields",
      1 + 1 + 7 + 2,
      '{ book { id } books(first: 0, filter: { deep: true, size: LARGE, name: "x" }) { id } }',
    ],
    [
      "is that of input objects in each other",
      1 + 1 + 7 + 1,
      "{ books(first: 0, filter: { any: [{ deep: true }, {}] }) { id } }",
    ],
    [
      "is that of an input object in a variable",
      1 + 7 + 1 + 7,
      "query ($f: Filter) { books(first: 0, filter: $f) { id } }",
      { f: { deep: true, any: { deep: false } } },
    ],
    [
      "is that of an input object with variables in it",
      1 + 7,
      "query ($d: Boolean) { books(first: 0, filter: { deep: $d }) { id } }",
      { d: true },
    ],

    ["is that of the most expensive type of an interface", 9, "{ node { id } }"],
    [
      "is that of the most expensive type with what is selected on it",
      10,
      "{ item { ... on Book { author { name } } ... on Map { country { name } } } }",
    ],
    ["is not the sum over the types of a union", 9, "{ item { ... on Book { author { name } } ... on Map { id } } }"],
    [
      "is what is left of it by conditions",
      1,
      "query ($x: Boolean!) { book { id author @include(if: $x) { name } } }",
      { x: false },
    ],
  ])("%s", async (...[, cost, query, variables]) => {
    const run = await measuring();
    expect(await run(query, variables)).toEqual({ cost, calls: expect.any(Number), exceeded: [], refused: false });
    // What is kept of it is the same.
    expect((await run(query, variables)).cost).toBe(cost);
  });

  it("is found for each combination of values anew", async () => {
    const run = await measuring();
    const query = "query ($n: Int, $f: Filter) { books(first: $n, filter: $f) { id } }";
    const costs: number[] = [];
    for (const n of [1, 2, null, 1]) costs.push((await run(query, { n, f: null })).cost);
    costs.push((await run(query, {})).cost, (await run(query, { n: 1, f: {} })).cost);
    costs.push((await run(query, { n: 1, f: { any: Array.from({ length: 1_000 }, () => ({ name: "x" })) } })).cost);
    expect(costs).toEqual([1, 2, 100, 1, 10, 2, 1 + 1_001]);
  });
});

describe("a list that must be given one slicing argument", () => {
  it.each<[is: string, query: string, variables?: Record<string, unknown>]>([
    ["has one", "{ strict(first: 1) { id } }"],
    ["has one beside a null", "{ strict(first: 1, last: null) { id } }"],
    ["has one in a variable", "query ($n: Int) { strict(last: $n) { id } }", { n: 1 }],
    ["has a default", "{ book { reviews { text } } }"],
  ])("%s", async (...[, query, variables]) => {
    const run = await measuring();
    expect((await run(query, variables)).exceeded).toEqual([]);
  });

  it.each<[is: string, query: string, variables?: Record<string, unknown>]>([
    ["has none", "{ strict { id } }"],
    ["has two", "{ strict(first: 1, last: 1) { id } }"],
    ["has a null", "{ strict(first: null) { id } }"],
    ["has a variable that is not there", "query ($n: Int) { strict(first: $n) { id } }"],
  ])("%s", async (...[, query, variables]) => {
    const graph = await open({ mode: "enforce" });
    const { errors } = await graph.execute({ document: parse(query), variables, context: localContext });
    expect(errors?.map((error) => error.toJSON())).toEqual([
      {
        message: "`Query.strict` must be given exactly one of `first`, `last`: nothing else says how long its list is.",
        extensions: { code: "OPERATION_TOO_EXPENSIVE", limit: "slicing", http: { status: 400 } },
      },
    ]);
  });
});

describe("a limit of the cost", () => {
  const query = "query ($n: Int) { books(first: $n) { id } }";

  it("refuses what passes it, and nobody is asked", async () => {
    let asked = 0;
    const reports: DemandReport[] = [];
    const subgraphs = new Map(
      ["books", "reviews"].map((name): [string, Subgraph] => [
        name,
        {
          ...silent(name),
          prepare: () => ({ calls: [], execute: async () => ((asked += 1), { data: { books: [] }, errors: [] }) }),
        },
      ]),
    );
    const graph = await open({ mode: "enforce", maxCost: 20 }, { subgraphs });
    const context = { ...localContext, onDemand: (report: DemandReport) => void reports.push(report) };
    const ask = (n: number): Promise<object> => graph.execute({ document: parse(query), variables: { n }, context });
    expect(await ask(20)).toEqual({ data: { books: [] } });
    expect(asked).toBe(1);
    const refused = {
      errors: [
        {
          message:
            "The operation's estimated cost is 21; at most 20 is allowed. Ask for fewer objects or shorter lists.",
          extensions: { code: "OPERATION_TOO_EXPENSIVE", limit: "cost", max: 20, value: 21 },
        },
      ],
    };
    expect(await ask(21)).toMatchObject(refused);
    const text = await graph.executeText({ document: parse(query), variables: { n: 21 }, context });
    expect(text).toMatchObject({ kind: "result", result: refused });
    expect(asked).toBe(1);
    expect(reports.map(({ cost, exceeded, refused: was }) => [cost, exceeded, was])).toEqual([
      [20, [], false],
      [21, ["cost"], true],
      [21, ["cost"], true],
    ]);
  });

  it("refuses nothing while it is measured", async () => {
    const run = await measuring({ mode: "measure", maxCost: 20 });
    expect(await run(query, { n: 1_000 })).toMatchObject({ cost: 1_000, exceeded: ["cost"], refused: false });
  });
});
