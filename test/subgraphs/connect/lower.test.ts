import { describe, expect, it } from "@jest/globals";
import { parse, print } from "graphql";
import { lowerSubgraph } from "../../../subgraphs/connect/lower.ts";
import { readConnectors } from "../../../subgraphs/connect/read.ts";

const federation =
  '@link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key", "@external", "@requires"])';
const connect = '@link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@connect"])';

function lower(sdl: string): ReturnType<typeof lowerSubgraph> {
  const document = parse(sdl);
  const { model, diagnostics } = readConnectors({ subgraph: "users", document, file: "users.graphql" });
  if (!model) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  return lowerSubgraph(document, model);
}

/** Both sides printed alike: what is compared is what the SDL says. */
function expectLowered(sdl: string, expected: string): void {
  expect(print(lower(sdl).typeDefs)).toBe(print(parse(expected)));
}

/** Lowers types under the usual links. */
function expectTypes(types: string, expected: string): void {
  expectLowered(`extend schema ${federation} ${connect} ${types}`, `extend schema ${federation} ${expected}`);
}

describe("lowerSubgraph", () => {
  it("derives a key from a connector on a type, single or batch", () => {
    expectTypes(
      `type User @connect(http: { GET: "https://a.test/{$this.id}" }, selection: "id name") { id: ID! name: String }
       type Post @connect(http: { POST: "https://a.test/", body: "ids: $batch.id" }, selection: "id title") { id: ID! title: String }`,
      `type User @key(fields: "id") { id: ID! name: String }
       type Post @key(fields: "id") { id: ID! title: String }`,
    );
  });

  it("derives a key from a query with entity: true", () => {
    expectTypes(
      `type Query {
         user(id: ID!): User @connect(http: { GET: "https://a.test/{$args.id}" }, entity: true, selection: "id name")
       }
       type User { id: ID! name: String }`,
      `type Query { user(id: ID!): User }
       type User @key(fields: "id") { id: ID! name: String }`,
    );
  });

  it("derives a key from what a field's connector reads", () => {
    expectTypes(
      `type Product { sku: ID! stock: Int @connect(http: { GET: "https://a.test/{$this.sku}" }, selection: "$.n") }`,
      `type Product @key(fields: "sku") { sku: ID! stock: Int }`,
    );
  });

  it("derives one composite key where field connectors read different fields", () => {
    expectTypes(
      `type Product {
         sku: ID!
         region: Region
         stock: Int @connect(http: { GET: "https://a.test/stock/{$this.sku}" }, selection: "$.n")
         price: Int @connect(http: { GET: "https://a.test/price/{$this.region.id}" }, selection: "$.p")
       }
       type Region { id: ID! name: String }`,
      `type Product @key(fields: "region { id } sku") { sku: ID! region: Region stock: Int price: Int }
       type Region { id: ID! name: String }`,
    );
  });

  it("leaves out of a key what the type's own connector can supply", () => {
    expectTypes(
      `type Product @connect(http: { GET: "https://a.test/{$this.sku}" }, selection: "sku vendorId") {
         sku: ID!
         vendorId: ID
         vendor: String @connect(http: { GET: "https://a.test/vendors/{$this.vendorId}" }, selection: "$.name")
       }`,
      `type Product @key(fields: "sku") { sku: ID! vendorId: ID vendor: String }`,
    );
  });

  it("does not make a key resolvable from which not every field can be found", () => {
    expectTypes(
      `type Query { users: [User] @connect(http: { GET: "https://a.test/" }, selection: "id name lastLogin") }
       type User @connect(http: { GET: "https://a.test/{$this.id}" }, selection: "id name") {
         id: ID!
         name: String
         lastLogin: String
       }`,
      `type Query { users: [User] }
       type User @key(fields: "id", resolvable: false) { id: ID! name: String lastLogin: String }`,
    );
  });

  it("derives no key from a list, which federation does not allow in one", () => {
    expectTypes(
      `type User { tags: [String] posts: [Int] @connect(http: { GET: "https://a.test/{$this.tags->first}" }, selection: "$") }`,
      `type User { tags: [String] posts: [Int] }`,
    );
  });

  it("gives each type of a union the key of a query with entity: true", () => {
    expectLowered(
      `extend schema ${federation} @link(url: "https://specs.apollo.dev/connect/v0.4", import: ["@connect"])
       type Query {
         media(id: ID!): Media
           @connect(
             http: { GET: "https://a.test/{$args.id}" }
             entity: true
             selection: "... kind->match(['book', { __typename: 'Book', id }], [@, { __typename: 'Film', id }])"
           )
       }
       union Media = Book | Film
       type Book { id: ID! }
       type Film { id: ID! }`,
      `extend schema ${federation}
       type Query { media(id: ID!): Media }
       union Media = Book | Film
       type Book @key(fields: "id") { id: ID! }
       type Film @key(fields: "id") { id: ID! }`,
    );
  });

  it("adds no key that is written already, however it is written", () => {
    expectTypes(
      `type User
         @key(fields: "org { id } id")
         @connect(http: { GET: "https://a.test/{$this.id}/{$this.org.id}" }, selection: "id org { id }") {
         id: ID!
         org: Org
       }
       type Org { id: ID! name: String }`,
      `type User @key(fields: "org { id } id") { id: ID! org: Org }
       type Org { id: ID! name: String }`,
    );
  });

  it("turns a type of one id into a reference to another subgraph's", () => {
    expectTypes(
      `type Query { posts: [Post] @connect(http: { GET: "https://a.test/" }, selection: "title author: { id: authorId } size: { w }") }
       type Post { title: String author: User size: Size }
       type User { id: ID! }
       type Size { w: Int }`,
      `type Query { posts: [Post] }
       type Post { title: String author: User size: Size }
       type User @key(fields: "id", resolvable: false) { id: ID! }
       type Size { w: Int }`,
    );
  });

  it("requires the external fields that a field's connector reads, beside those that are written", () => {
    expectTypes(
      `type Product @key(fields: "sku") {
         sku: ID!
         weight: Int @external
         size: Int @external
         shipping: Int @connect(http: { GET: "https://a.test/{$this.sku}?w={$this.weight}" }, selection: "$.p")
         crate: Int @requires(fields: "size") @connect(http: { GET: "https://a.test/{$this.weight}/{$this.size}" }, selection: "$.p")
         box: Int @requires(fields: "size") @connect(http: { GET: "https://a.test/{$this.sku}/{$this.size}" }, selection: "$.p")
       }`,
      `type Product @key(fields: "sku") {
         sku: ID!
         weight: Int @external
         size: Int @external
         shipping: Int @requires(fields: "weight")
         crate: Int @requires(fields: "size weight")
         box: Int @requires(fields: "size")
       }`,
    );
  });

  it("imports what it adds, under the names that the document has", () => {
    const user = `type User @connect(http: { GET: "https://a.test/{$this.id}" }, selection: "id") { id: ID! }`;
    expectLowered(
      `extend schema @link(url: "https://specs.apollo.dev/federation/v2.10", import: ["@tag"]) ${connect} ${user}`,
      `extend schema @link(url: "https://specs.apollo.dev/federation/v2.10", import: ["@tag", "@key"])
       type User @key(fields: "id") { id: ID! }`,
    );
    expectLowered(
      `extend schema @link(url: "https://specs.apollo.dev/federation/v2.10", import: [{ name: "@key", as: "@primary" }]) ${connect} ${user}`,
      `extend schema @link(url: "https://specs.apollo.dev/federation/v2.10", import: [{ name: "@key", as: "@primary" }])
       type User @primary(fields: "id") { id: ID! }`,
    );
    expectLowered(
      `extend schema @link(url: "https://specs.apollo.dev/federation/v2.10") ${connect} ${user}
       type Org @federation__key(fields: "id", resolvable: false) { id: ID! }`,
      `extend schema @link(url: "https://specs.apollo.dev/federation/v2.10")
       type User @federation__key(fields: "id") { id: ID! }
       type Org @federation__key(fields: "id", resolvable: false) { id: ID! }`,
    );
  });

  it("adds a federation link where there is none, and says what federation 1 takes for granted", () => {
    expectLowered(
      `extend schema ${connect}
       type Query { users: [User] @connect(http: { GET: "https://a.test/" }, selection: "id size { w h }") }
       extend type User @key(fields: "id") { id: ID! @external size: Size }
       type Size { w: Int h: Int }`,
      `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@external", "@shareable"])
       type Query { users: [User] }
       extend type User @key(fields: "id") { id: ID! size: Size }
       type Size @shareable { w: Int h: Int }`,
    );
  });

  it("takes out pasted definitions, and keeps a type of the same name that is the user's own", () => {
    expectLowered(
      `extend schema ${federation} @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@connect", "JSONSelection"])
       directive @connect(http: ConnectHTTP, selection: JSONSelection!) repeatable on FIELD_DEFINITION | OBJECT
       directive @connect__source(name: String!) repeatable on SCHEMA
       input ConnectHTTP { GET: connect__URLTemplate }
       scalar JSONSelection
       scalar connect__URLTemplate
       scalar ConnectBatch
       type Query { a: ConnectBatch @connect(http: { GET: "https://a.test/" }, selection: "$.a") }`,
      `extend schema ${federation}
       scalar ConnectBatch
       type Query { a: ConnectBatch }`,
    );
  });

  it("leaves no extension without content behind", () => {
    expectLowered(
      `schema ${federation} { query: Query }
       extend schema ${connect}
       type Query { a: User @connect(http: { GET: "https://a.test/" }, selection: "id name") }
       type User { id: ID! name: String }
       extend type User @connect(http: { GET: "https://a.test/{$this.id}" }, selection: "id name")`,
      `schema ${federation} { query: Query }
       type Query { a: User }
       type User @key(fields: "id") { id: ID! name: String }`,
    );
  });

  it("carries the link, sources and connectors with their arguments as they are written", () => {
    const { carried } = lower(`
      extend schema
        @link(url: "https://specs.apollo.dev/connect/v0.3", import: [{ name: "@connect", as: "@get" }])
        @connect__source(name: "api", http: { baseURL: "https://a.test/" })
      type Query { a: User @get(source: "api", http: { GET: "/a" }, selection: "id") }
      type User @get(source: "api", http: { GET: "/{$this.id}" }, selection: "id") { id: ID! }
    `);
    expect(
      carried.map(({ element, name, args }) => [
        element,
        name,
        Object.fromEntries(Object.entries(args).map(([key, value]) => [key, print(value)])),
      ]),
    ).toEqual([
      [
        { kind: "schema" },
        "link",
        { url: '"https://specs.apollo.dev/connect/v0.3"', import: '[{name: "@connect", as: "@get"}]' },
      ],
      [{ kind: "schema" }, "source", { name: '"api"', http: '{baseURL: "https://a.test/"}' }],
      [
        { kind: "field", typeName: "Query", fieldName: "a" },
        "connect",
        { source: '"api"', http: '{GET: "/a"}', selection: '"id"' },
      ],
      [
        { kind: "type", typeName: "User" },
        "connect",
        { source: '"api"', http: '{GET: "/{$this.id}"}', selection: '"id"' },
      ],
    ]);
  });

  it("returns a document without a connect link as it is", () => {
    const document = parse("type Query { a: Int }");
    const model = { subgraph: "users", specVersion: "0.4", sources: [], connectors: [] } as const;
    expect(lowerSubgraph(document, model)).toEqual({ typeDefs: document, carried: [] });
  });
});
