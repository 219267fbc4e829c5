import { describe, expect, it } from "@jest/globals";
import { parse } from "graphql";
import { indexTypes } from "../../../subgraphs/connect/type-index.ts";
import { compileMapping } from "../../../subgraphs/mapping/compile.ts";
import type { Mapping } from "../../../subgraphs/mapping/mapping.ts";
import { narrowMapping } from "../../../subgraphs/mapping/narrow.ts";
import { mapByType } from "../../../subgraphs/rest-directives/map-by-type.ts";
import { subgraphStarter } from "../connect/runtime/start-subgraph.ts";

const start = subgraphStarter();

const rest = `extend schema @link(url: "https://restuary.dev/rest/v0.1", import: ["@mapping"])\n`;

const people = `${rest}
  type Query {
    person(id: ID!): Person @connect(source: "api", http: { GET: "/people/{$args.id}" }, selection: "$")
    people: [Person] @connect(source: "api", http: { GET: "/people" }, selection: "$.items")
    page: Page @connect(source: "api", http: { GET: "/people" }, selection: "total: count people: items")
  }
  type Page { total: Int people: [Person] }
  type Person @mapping(fields: "id name: full_name manager: boss reports: team address: lives { city: town }") {
    id: ID!
    name: String
    manager: Person
    reports: [Person]
    address: Address
  }
  type Address { city: String }`;

const ada = {
  id: 1,
  full_name: "Ada",
  lives: { town: "London", secret: "s" },
  boss: { id: 2, full_name: "Bo", boss: { id: 3, full_name: "Cy", boss: { id: 4, full_name: "Di", boss: null } } },
  team: [
    { id: 5, full_name: "Ed", boss: { id: 1, full_name: "Ada" } },
    { id: 6, full_name: "Flo", team: [] },
  ],
};

describe("a selection that names no fields", () => {
  it("is mapped by its type, as deep as was asked", async () => {
    const shop = await start({ sdl: people, handler: () => ({ json: ada }) });
    const { data, errors } = await shop.run(`{ person(id: 1) {
      name manager { name manager { id name manager { name manager { name } } } } reports { name manager { name } }
      address { city }
    } }`);
    expect(errors).toEqual([]);
    expect(data).toEqual({
      person: {
        name: "Ada",
        manager: { name: "Bo", manager: { id: "3", name: "Cy", manager: { name: "Di", manager: null } } },
        reports: [
          { name: "Ed", manager: { name: "Ada" } },
          { name: "Flo", manager: null },
        ],
        address: { city: "London" },
      },
    });
    expect(shop.calls()).toEqual(["GET /people/1"]);
  });

  it("may be a path to an object or a list", async () => {
    const shop = await start({ sdl: people, handler: () => ({ json: { count: 1, items: [ada] } }) });
    const { data, errors } = await shop.run("{ people { id name } page { total people { manager { name } } } }");
    expect({ data, errors }).toEqual({
      data: {
        people: [{ id: "1", name: "Ada" }],
        page: { total: 1, people: [{ manager: { name: "Bo" } }] },
      },
      errors: [],
    });
  });

  it("maps no more than its aliases and fragments ask for", async () => {
    const shop = await start({ sdl: people, handler: () => ({ json: ada }) });
    const { data, errors } = await shop.run(`
      { a: person(id: 1) { __typename ...B } } fragment B on Person { boss: manager { __typename } called: name }`);
    expect({ data, errors }).toEqual({
      data: { a: { __typename: "Person", boss: { __typename: "Person" }, called: "Ada" } },
      errors: [],
    });
  });

  it("tells what is missing by its place in the result", async () => {
    const shop = await start({ sdl: people, handler: () => ({ json: { id: 1, team: [{}, {}], boss: { boss: {} } } }) });
    await shop.run("{ person(id: 1) { id reports { name } manager { manager { name } } } }");
    expect(shop.problems.map(({ location, path, count }) => ({ location, path, count }))).toEqual([
      { location: "Selection", path: "manager.manager.full_name", count: 1 },
      { location: "Selection", path: "reports.full_name", count: 2 },
    ]);
  });

  it("yields a null, a list of nulls and a text as they are written", async () => {
    const shop = await start({ sdl: people, handler: () => ({ json: { items: [null, { id: 1, team: null }] } }) });
    const { data } = await shop.run("{ people { id reports { id } } }");
    expect(data).toEqual({ people: [null, { id: "1", reports: null }] });
  });
});

it("asks another connector for what its mapping does not bring", async () => {
  const shop = await start({
    sdl: `${rest}
      type Query { order: Order @connect(source: "api", http: { GET: "/order" }, selection: "$") }
      type Order @mapping(fields: "id buyer: { id: buyer_id }") { id: ID! buyer: User }
      type User @mapping(fields: "id name: n friend") @connect(source: "api", http: { GET: "/users/{$this.id}" }, selection: "$") {
        id: ID! name: String friend: User
      }`,
    handler: ({ url }) =>
      url === "/order" ? { json: { id: 7, buyer_id: 3 } } : { json: { id: 3, n: "Bo", friend: { id: 4, n: "Cy" } } },
  });
  const { data, errors } = await shop.run("{ order { id buyer { id name friend { name } } } }");
  expect({ data, errors }).toEqual({
    data: { order: { id: "7", buyer: { id: "3", name: "Bo", friend: { name: "Cy" } } } },
    errors: [],
  });
  expect(shop.calls()).toEqual(["GET /order", "GET /users/3"]);
});

describe("a union or an interface", () => {
  const media = `${rest}
    type Query { media: [Media] @connect(source: "api", http: { GET: "/media" }, selection: "$") }
    union Media @mapping(type: """kind->match(["b", "Book"], ["f", "Film"])""") = Book | Film
    type Book @mapping(fields: "pages: page_count sequels") { pages: Int sequels: [Media] }
    type Film @mapping(fields: "minutes: length") { minutes: Int }`;

  it("is mapped by the type that its mapping says it is", async () => {
    const shop = await start({
      version: "v0.4",
      sdl: media,
      handler: () => ({
        json: [
          { kind: "b", page_count: 3, sequels: [{ kind: "f", length: 9 }] },
          { kind: "f", length: 8 },
        ],
      }),
    });
    const { data, errors } = await shop.run(`{ media {
      __typename ... on Book { pages sequels { __typename ... on Film { minutes } } } ... on Film { minutes }
    } }`);
    expect({ data, errors }).toEqual({
      data: {
        media: [
          { __typename: "Book", pages: 3, sequels: [{ __typename: "Film", minutes: 9 }] },
          { __typename: "Film", minutes: 8 },
        ],
      },
      errors: [],
    });
  });

  it("may have itself inside, and fields of one name that are of different types", async () => {
    const book = {
      kind: "b",
      maker: { n: "Bo", likes: [{ kind: "f", maker: { c: "Oslo", likes: [{ kind: "f" }] } }] },
    };
    const shop = await start({
      version: "v0.4",
      sdl: `${rest}
        type Query { media: [Media] @connect(source: "api", http: { GET: "/media" }, selection: "$") }
        union Media @mapping(type: """kind->match(["b", "Book"], ["f", "Film"])""") = Book | Film
        type Book @mapping(fields: "maker") { maker: Person }
        type Film @mapping(fields: "maker") { maker: Studio }
        type Person @mapping(fields: "name: n likes") { name: String likes: [Media] }
        type Studio @mapping(fields: "city: c likes") { city: String likes: [Media] }`,
      handler: () => ({ json: [book] }),
    });
    const { data, errors } = await shop.run(`{ media { ...M ... on Book { maker { name likes { ...M } } } } }
      fragment M on Media { ... on Film { film: maker { city likes { __typename } } } }`);
    expect({ data, errors }).toEqual({
      data: {
        media: [{ maker: { name: "Bo", likes: [{ film: { city: "Oslo", likes: [{ __typename: "Film" }] } }] } }],
      },
      errors: [],
    });
  });

  it("of a type that is not known is an error of that value alone", async () => {
    const shop = await start({
      version: "v0.4",
      sdl: media,
      handler: () => ({ json: [{ kind: "x" }, { kind: "f", length: 8 }] }),
    });
    const { data, errors } = await shop.run("{ media { ... on Film { minutes } } }");
    expect(data).toEqual({ media: [null, { minutes: 8 }] });
    expect(errors).toMatchObject([{ path: ["media", 0] }]);
  });
});

/** `$` as a `User`. */
function mapped(fields: Readonly<Record<string, string>>, sdl: string): Mapping {
  const types = indexTypes(parse(sdl));
  const byName = new Map(
    Object.entries(fields).map(([name, source]) => [
      name,
      { kind: "object", fields: compileMapping(source, { specVersion: "0.4" }) } as const,
    ]),
  );
  return mapByType(compileMapping("$", { specVersion: "0.4" }), "User", { types, byName });
}

describe("a value that is read as a whole", () => {
  const user = mapped({ User: "id name: n boss" }, "type User { id: ID name: String boss: User }");

  it("goes as deep as the data", () => {
    const data = { id: 1, n: "a", boss: { id: 2, n: "b", boss: { id: 3, n: "c", boss: null } } };
    expect(user.apply(data).value).toEqual({
      id: 1,
      name: "a",
      boss: { id: 2, name: "b", boss: { id: 3, name: "c", boss: null } },
    });
  });

  it("is, narrowed to nothing in particular, its fields that are no mapped objects", () => {
    const data = { id: 1, n: "a", boss: { id: 2 } };
    expect(narrowMapping(user, null).apply(data)).toEqual({ value: { id: 1, name: "a" }, problems: [] });
  });

  it("ends where types lead from one object around to itself", () => {
    const around = mapped(
      { User: "id repo: $ other: $", Repo: "name: n owner: $ twin: $" },
      "type User { id: ID repo: Repo other: Repo } type Repo { name: String owner: User twin: Repo }",
    );
    const repo = { name: "a", owner: null, twin: null };
    expect(around.apply({ id: 1, n: "a" }).value).toEqual({ id: 1, repo, other: repo });
  });

  it("leaves the response as it was", () => {
    const data = Object.freeze({ id: 1, n: "a", boss: Object.freeze({ id: 2, n: "b", boss: null }) });
    expect(user.apply([data, data]).value).toHaveLength(2);
  });
});
