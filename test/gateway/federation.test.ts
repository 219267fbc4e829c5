import { describe, expect, it } from "@jest/globals";
import { createLocalGraph, type LocalSubgraphDefinition } from "../support/local-subgraph.ts";

type Ref = Record<string, never>;

describe("keys", () => {
  const orders: LocalSubgraphDefinition = {
    name: "orders",
    sdl: `type Query { orders: [Order!]! }
      type Order { number: Int! buyer: Account seller: Account }
      type Account @key(fields: "tenant { name } login", resolvable: false) { tenant: Tenant! login: String! }
      type Tenant @shareable { name: String! }`,
    resolvers: {
      Query: {
        orders: () => [
          {
            number: 1,
            buyer: { tenant: { name: "eu" }, login: "ada" },
            seller: { tenant: { name: "us" }, login: "ada" },
          },
          { number: 2, buyer: { tenant: { name: "us" }, login: "ada" }, seller: null },
        ],
      },
    },
  };
  const accounts: LocalSubgraphDefinition = {
    name: "accounts",
    sdl: `type Account @key(fields: "tenant { name } login") @key(fields: "id") {
        id: ID! tenant: Tenant! login: String! }
      type Tenant @shareable { name: String! }`,
    resolvers: {
      Account: {
        __resolveReference: ({ tenant, login }: { tenant: { name: string }; login: string }) => ({
          id: `${tenant.name}/${login}`,
          tenant,
          login,
        }),
      },
    },
  };
  const profiles: LocalSubgraphDefinition = {
    name: "profiles",
    sdl: `type Account @key(fields: "id") { id: ID! motto: String }`,
    resolvers: { Account: { motto: ({ id }: { id: string }) => `motto of ${id}` } },
  };

  it("go from a compound, nested key to another key of the same entity, each entity asked once", async () => {
    const { run, sent } = await createLocalGraph([orders, accounts, profiles]);
    expect(await run("{ orders { number buyer { motto } seller { motto login } } }")).toEqual({
      data: {
        orders: [
          { number: 1, buyer: { motto: "motto of eu/ada" }, seller: { motto: "motto of us/ada", login: "ada" } },
          { number: 2, buyer: { motto: "motto of us/ada" }, seller: null },
        ],
      },
    });
    expect(sent.map(({ subgraph }) => subgraph)).toEqual(["orders", "accounts", "profiles"]);
  });

  it("that are null are not asked about", async () => {
    const { run, sent } = await createLocalGraph([
      {
        name: "a",
        sdl: `type Query { things: [Thing] } type Thing @key(fields: "code") { code: String }`,
        resolvers: { Query: { things: () => [{ code: null }, { code: "x" }, null] } },
      },
      {
        name: "b",
        sdl: `type Thing @key(fields: "code") { code: String size: Int }`,
        resolvers: { Thing: { size: () => 4 } },
      },
    ]);
    expect(await run("{ things { size } }")).toEqual({ data: { things: [{ size: null }, { size: 4 }, null] } });
    expect(sent[1]?.variables).toEqual({ representations: [{ __typename: "Thing", code: "x" }] });
  });
});

describe("@requires", () => {
  const products: LocalSubgraphDefinition = {
    name: "products",
    sdl: `type Query { products: [Product!]! }
      type Product @key(fields: "upc") { upc: ID! price(in: String!): Int size: Size maker: Maker }
      type Size @shareable { width: Int height: Int }
      union Maker = Person | Firm
      type Person @shareable { name: String } type Firm @shareable { vat: String }`.replaceAll(
      "union Maker @shareable",
      "union Maker",
    ),
    resolvers: {
      Query: { products: () => [{ upc: "1" }, { upc: "2" }] },
      Product: {
        price: ({ upc }: { upc: string }, args: { in: string }) => (upc === "2" ? null : args.in === "EUR" ? 7 : 9),
        size: () => ({ width: 3, height: 4 }),
        maker: ({ upc }: { upc: string }) =>
          upc === "1" ? { __typename: "Person", name: "Ada" } : { __typename: "Firm", vat: "DE1" },
      },
    },
  };
  const shipping: LocalSubgraphDefinition = {
    name: "shipping",
    sdl: `type Product @key(fields: "upc") {
        upc: ID! price(in: String!): Int @external size: Size @external maker: Maker @external
        cost: String @requires(fields: "price(in: \\"EUR\\") size { width }")
        label: String @requires(fields: "maker { ... on Person { name } ... on Firm { vat } }")
      }
      type Size @shareable { width: Int height: Int }
      union Maker = Person | Firm
      type Person @shareable { name: String } type Firm @shareable { vat: String }`,
    resolvers: {
      Product: {
        cost: ({ price, size }: { price: number | null; size: { width: number } }) => `${price} for ${size.width}`,
        label: ({ maker }: { maker: { name?: string; vat?: string } }) => `${maker.name ?? maker.vat}`,
      },
    },
  };

  it("hands over fields with arguments, apart from the client's own, and passes null on", async () => {
    const { run } = await createLocalGraph([products, shipping]);
    expect(await run(`{ products { cost price(in: "USD") dear: price(in: "EUR") size { height } } }`)).toEqual({
      data: {
        products: [
          { cost: "7 for 3", price: 9, dear: 7, size: { height: 4 } },
          { cost: "null for 3", price: null, dear: null, size: { height: 4 } },
        ],
      },
    });
  });

  it("through fragments and with arguments is planned for entities with several keys, too", async () => {
    const { run } = await createLocalGraph([
      products,
      {
        ...shipping,
        sdl: shipping.sdl.replace(`@key(fields: "upc") {`, `@key(fields: "upc") @key(fields: "code") { code: ID`),
      },
    ]);
    expect(await run(`{ products { cost label price(in: "USD") maker { __typename } } }`)).toEqual({
      data: {
        products: [
          { cost: "7 for 3", label: "Ada", price: 9, maker: { __typename: "Person" } },
          { cost: "null for 3", label: "DE1", price: null, maker: { __typename: "Firm" } },
        ],
      },
    });
  });

  it("that cannot be planned is refused by name", async () => {
    const { run } = await createLocalGraph([
      {
        name: "a",
        sdl: `type Query { thing: Thing } type Thing @key(fields: "id") { id: ID! owner: Owner }
          union Owner = Person type Person @key(fields: "id") { id: ID! }`,
      },
      { name: "names", sdl: `type Person @key(fields: "id") { id: ID! name: String }` },
      {
        name: "b",
        sdl: `type Thing @key(fields: "id") @key(fields: "code") { id: ID! code: ID owner: Owner @external
            label: String @requires(fields: "owner { ... on Person { name } }") }
          union Owner = Person type Person @key(fields: "id") { id: ID! name: String @external }`,
      },
    ]);
    expect(await run("{ thing { id label } }")).toMatchObject({
      errors: [{ message: expect.stringContaining("`Thing.label`"), extensions: { code: "PLANNING_FAILED" } }],
    });
    expect(await run("{ thing { id } }")).toEqual({ data: { thing: null } });
  });

  it("is taken from the object it belongs to, where one entity leads to the next", async () => {
    const people: LocalSubgraphDefinition[] = [
      {
        name: "names",
        sdl: `type Query { first: Person } type Person @key(fields: "id") { id: ID! name: String }`,
        resolvers: {
          Query: { first: () => ({ id: "1" }) },
          Person: { name: ({ id }: { id: string }) => `name ${id}` },
        },
      },
      {
        name: "greetings",
        sdl: `type Person @key(fields: "id") @key(fields: "code") {
            id: ID! code: ID! next: Person name: String @external greeting: String @requires(fields: "name") }`,
        resolvers: {
          Person: {
            __resolveReference: (person: { id?: string; code?: string }) => ({
              ...person,
              id: person.id ?? person.code,
            }),
            code: ({ id }: { id: string }) => id,
            next: ({ id }: { id: string }) => ({ id: `${Number(id) + 1}` }),
            greeting: ({ name }: { name: string }) => `Hello ${name}`,
          },
        },
      },
    ];
    const { run } = await createLocalGraph(people);
    expect(await run("{ first { greeting next { greeting next { greeting } } } }")).toEqual({
      data: {
        first: {
          greeting: "Hello name 1",
          next: { greeting: "Hello name 2", next: { greeting: "Hello name 3" } },
        },
      },
    });
  });
});

describe("@provides, @external and @shareable", () => {
  it("save the fetch of what the parent knows already", async () => {
    const { run, sent } = await createLocalGraph([
      {
        name: "reviews",
        sdl: `type Query { reviews: [Review!]! }
          type Review { text: String author: User @provides(fields: "name") }
          type User @key(fields: "id") { id: ID! name: String @external }`,
        resolvers: { Query: { reviews: () => [{ text: "Good", author: { id: "1", name: "Ada" } }] } },
      },
      {
        name: "users",
        sdl: `type User @key(fields: "id") { id: ID! name: String @shareable age: Int }`,
        resolvers: { User: { name: () => "Ada", age: () => 36 } },
      },
    ]);
    expect(await run("{ reviews { author { name } } }")).toEqual({ data: { reviews: [{ author: { name: "Ada" } }] } });
    expect(sent).toHaveLength(1);
    expect(await run("{ reviews { author { age } } }")).toEqual({ data: { reviews: [{ author: { age: 36 } }] } });
  });
});

function oldAndNew(override: string): LocalSubgraphDefinition[] {
  return [
    {
      name: "old",
      sdl: `type Query { thing: Thing } type Thing @key(fields: "id") { id: ID! size: String }`,
      resolvers: { Query: { thing: () => ({ id: "1" }) }, Thing: { size: () => "old" } },
    },
    {
      name: "new",
      sdl: `type Thing @key(fields: "id") { id: ID! size: String @override(from: "old" ${override}) }`,
      resolvers: { Thing: { size: () => "new" } },
    },
  ];
}

async function sizeWith(override: string, options: Parameters<typeof createLocalGraph>[1]): Promise<unknown> {
  const { run } = await createLocalGraph(oldAndNew(override), options);
  return (await run("{ thing { size } }")).data;
}

describe("@override", () => {
  it("takes the field from the new subgraph", async () => {
    expect(await sizeWith("", {})).toEqual({ thing: { size: "new" } });
  });

  it.each([
    { drawn: 0.29, from: "new" },
    { drawn: 0.3, from: "old" },
  ])("takes percent(30) of operations to it: $drawn is the $from one", async ({ drawn, from }) => {
    expect(await sizeWith(`, label: "percent(30)"`, { random: () => drawn })).toEqual({ thing: { size: from } });
  });

  it.each([
    { labels: ["beta"], from: "new" },
    { labels: ["gamma"], from: "old" },
  ])("takes it where the label is on: $labels", async ({ labels, from }) => {
    expect(await sizeWith(`, label: "beta"`, { overrideLabels: () => labels })).toEqual({ thing: { size: from } });
  });
});

describe("@interfaceObject", () => {
  const media: LocalSubgraphDefinition = {
    name: "media",
    sdl: `type Query { all: [Media!]! }
      interface Media @key(fields: "id") { id: ID! title: String }
      type Book implements Media @key(fields: "id") { id: ID! title: String pages: Int }
      type Film implements Media @key(fields: "id") { id: ID! title: String }`,
    resolvers: {
      Query: {
        all: () => [
          { __typename: "Book", id: "b1" },
          { __typename: "Film", id: "f1" },
        ],
      },
      Media: {
        __resolveReference: ({ id }: { id: string }) => ({ __typename: id.startsWith("b") ? "Book" : "Film", id }),
      },
      Book: { title: ({ id }: Ref) => `Book ${String(id)}`, pages: () => 100 },
      Film: { title: ({ id }: Ref) => `Film ${String(id)}` },
    },
  };
  const ratings: LocalSubgraphDefinition = {
    name: "ratings",
    sdl: `type Query { top: [Media!]! }
      type Media @key(fields: "id") @interfaceObject { id: ID! stars: Int }`,
    resolvers: {
      Query: { top: () => [{ id: "f1" }, { id: "b1" }] },
      Media: { stars: ({ id }: { id: string }) => (id === "b1" ? 5 : 3) },
    },
  };

  it("adds a field to every implementer", async () => {
    const { run } = await createLocalGraph([media, ratings]);
    expect(await run("{ all { __typename title stars ... on Book { pages } } }")).toEqual({
      data: {
        all: [
          { __typename: "Book", title: "Book b1", stars: 5, pages: 100 },
          { __typename: "Film", title: "Film f1", stars: 3 },
        ],
      },
    });
  });

  it("answers the concrete type of what it returns itself", async () => {
    const { run } = await createLocalGraph([media, ratings]);
    expect(await run("{ top { kind: __typename id ... on Film { title } } }")).toEqual({
      data: {
        top: [
          { kind: "Film", id: "f1", title: "Film f1" },
          { kind: "Book", id: "b1" },
        ],
      },
    });
  });

  it("costs no second fetch where the concrete type does not matter", async () => {
    const { run, sent } = await createLocalGraph([media, ratings]);
    expect(await run("{ top { id stars } }")).toEqual({
      data: {
        top: [
          { id: "f1", stars: 3 },
          { id: "b1", stars: 5 },
        ],
      },
    });
    expect(sent.map(({ subgraph }) => subgraph)).toEqual(["ratings"]);
  });
});

describe("@inaccessible", () => {
  it("keeps a value of an enum and a type of an interface from the client", async () => {
    const { run } = await createLocalGraph([
      {
        name: "a",
        sdl: `type Query { colors: [Color] nodes: [Node] }
          enum Color { RED SECRET @inaccessible }
          interface Node { id: ID! } type Open implements Node { id: ID! }
          type Hidden implements Node @inaccessible { id: ID! }`,
        resolvers: {
          Query: {
            colors: () => ["RED", "SECRET"],
            nodes: () => [
              { __typename: "Hidden", id: "h" },
              { __typename: "Open", id: "o" },
            ],
          },
        },
      },
    ]);
    const { data, errors } = await run("{ colors nodes { id } }");
    expect(data).toEqual({ colors: ["RED", null], nodes: [null, { id: "o" }] });
    expect(errors).toMatchObject([
      { path: ["colors", 1], extensions: { code: "INVALID_RESPONSE" } },
      { path: ["nodes", 0], extensions: { code: "INVALID_RESPONSE" } },
    ]);
    expect(JSON.stringify(errors)).not.toMatch(/SECRET|Hidden/);
  });
});

describe("root types", () => {
  it("of any name answer, and __typename is the public name", async () => {
    const { run } = await createLocalGraph([
      {
        name: "a",
        sdl: `schema { query: Reading mutation: Writing } type Reading { a: Int } type Writing { set(to: Int!): Int }`,
        resolvers: { Reading: { a: () => 1 }, Writing: { set: (_: Ref, { to }: { to: number }) => to } },
      },
      { name: "b", sdl: `type Query { b: Int }`, resolvers: { Query: { b: () => 2 } } },
    ]);
    expect(await run("{ __typename a b }")).toEqual({ data: { __typename: "Query", a: 1, b: 2 } });
    expect(await run("mutation { t: __typename set(to: 3) }")).toEqual({ data: { t: "Mutation", set: 3 } });
  });

  it("run mutations one after the other, each with all of its selections", async () => {
    const log: string[] = [];
    const counter = (name: string): LocalSubgraphDefinition => ({
      name,
      sdl: `type Query { ${name}: Int } type Mutation { ${name}Set(to: Int!): Thing }
        type Thing @key(fields: "id") { id: ID! ${name}Value: Int }`,
      resolvers: {
        Mutation: {
          [`${name}Set`]: (_: Ref, { to }: { to: number }) => {
            log.push(`${name}Set ${to}`);
            return { id: `${to}` };
          },
        },
        Thing: {
          [`${name}Value`]: ({ id }: { id: string }) => {
            log.push(`${name}Value ${id}`);
            return Number(id);
          },
        },
      },
    });
    const { run } = await createLocalGraph([counter("a"), counter("b")]);
    expect(
      await run("mutation { x: aSet(to: 1) { bValue } bSet(to: 2) { aValue } z: aSet(to: 3) { bValue } }"),
    ).toEqual({
      data: { x: { bValue: 1 }, bSet: { aValue: 2 }, z: { bValue: 3 } },
    });
    expect(log).toEqual(["aSet 1", "bValue 1", "bSet 2", "aValue 2", "aSet 3", "bValue 3"]);
  });

  it("do not run a mutation that is skipped", async () => {
    const calls: number[] = [];
    const { run } = await createLocalGraph([
      {
        name: "a",
        sdl: `type Query { a: Int } type Mutation { set(to: Int!): Int }`,
        resolvers: { Mutation: { set: (_: Ref, { to }: { to: number }) => calls.push(to) && to } },
      },
    ]);
    const operation = "mutation ($skip: Boolean!) { a: set(to: 1) @skip(if: $skip) b: set(to: 2) }";
    expect(await run(operation, { skip: true })).toEqual({ data: { b: 2 } });
    expect(calls).toEqual([2]);
  });
});
