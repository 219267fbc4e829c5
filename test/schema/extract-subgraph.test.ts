import { describe, expect, it } from "@jest/globals";
import { Kind, parseConstValue, print } from "graphql";
import type { CarriedDirective } from "../../schema/carried-directive.ts";
import { extractSubgraph } from "../../schema/extract-subgraph.ts";
import { rangeInString } from "../../schema/source-text.ts";
import { composeAndRead, inputsOf, printTypes } from "./support.ts";

const sdl = (text: string): string => text.replace(/^\n/, "").replace(/^ {6}/gm, "").trimEnd();

describe("extractSubgraph", () => {
  it("gives each subgraph its own fields, keys and federation directives", async () => {
    const supergraph = await composeAndRead(
      inputsOf({
        users: `
          type Query { user(id: ID! = "1"): User }
          "A person." type User @key(fields: "id") @key(fields: "email", resolvable: false) {
            id: ID!
            "Where to write." email: String! @deprecated(reason: "gone")
            weight: Int @shareable
            nick: String @inaccessible
          }`,
        posts: `
          type Post @key(fields: "id") { id: ID! author: User! @provides(fields: "weight") }
          type User @key(fields: "id") {
            id: ID!
            email: String! @external
            weight: Int @external
            hash: String @requires(fields: "email")
          }`,
      }),
    );
    expect(printTypes(extractSubgraph(supergraph, "users"))).toBe(
      sdl(`
      """A person."""
      type User @key(fields: "id") @key(fields: "email", resolvable: false) {
        weight: Int
        id: ID! @shareable
        """Where to write."""
        email: String! @deprecated(reason: "gone")
        nick: String @inaccessible
      }

      type Query {
        user(id: ID! = "1"): User
      }`),
    );
    expect(printTypes(extractSubgraph(supergraph, "posts"))).toBe(
      sdl(`
      type Post @key(fields: "id") {
        id: ID!
        author: User! @provides(fields: "weight")
      }

      """A person."""
      type User @key(fields: "id") {
        weight: Int @external
        id: ID! @shareable
        """Where to write."""
        email: String! @external @deprecated(reason: "gone")
        hash: String @requires(fields: "email")
      }`),
    );
  });

  it("keeps each subgraph's own field types, members, values, interfaces and input fields", async () => {
    const supergraph = await composeAndRead(
      inputsOf({
        a: `
          type Query { node: Node any: AnyOf color: Color @shareable save(in: In): Time @shareable }
          interface Node { id: ID! }
          type A implements Node @shareable { id: ID! at: Time }
          type B @shareable { x: Int! }
          union AnyOf = A
          enum Color { RED }
          input In { x: Int y: Int }
          scalar Time @specifiedBy(url: "https://time.example")`,
        b: `
          type Query { color: Color @shareable save(in: In): Time @shareable other: AnyOf }
          type A @shareable { id: ID! at: Time }
          type B @shareable { x: Int }
          union AnyOf = A | B
          enum Color { RED GREEN }
          input In { x: Int! }
          scalar Time`,
      }),
    );
    const a = printTypes(extractSubgraph(supergraph, "a"));
    const b = printTypes(extractSubgraph(supergraph, "b"));
    expect(a).toContain("interface Node {\n  id: ID!\n}");
    expect(a).toContain("type A implements Node {");
    expect(a).toContain("union AnyOf = A\n");
    expect(a).toContain("enum Color {\n  RED\n}");
    expect(a).toContain("x: Int! @shareable");
    expect(a).toContain("input In {\n  x: Int\n}");
    expect(b).not.toContain("Node");
    expect(b).toContain("union AnyOf = A | B");
    expect(b).toContain("enum Color {\n  RED\n  GREEN\n}");
    expect(b).toContain("x: Int @shareable");
    expect(b).toContain("input In {\n  x: Int!\n}");
    expect(b).toContain('scalar Time @specifiedBy(url: "https://time.example")');
  });

  it("writes an interface object as an object, and an override with its label", async () => {
    const valid = await composeAndRead(
      inputsOf({
        a: `
          type Query { media: Media }
          interface Media @key(fields: "id") { id: ID! }
          type Book implements Media @key(fields: "id") { id: ID! title: String }`,
        b: `type Media @key(fields: "id") @interfaceObject { id: ID! rating: Int }`,
        c: `type Book @key(fields: "id") { id: ID! title: String @override(from: "a", label: "percent(5)") }`,
      }),
    );
    expect(printTypes(extractSubgraph(valid, "b"))).toBe(
      sdl(`
      type Media @key(fields: "id") @interfaceObject {
        id: ID!
        rating: Int
      }`),
    );
    expect(printTypes(extractSubgraph(valid, "c"))).toContain(
      'title: String @override(from: "a", label: "percent(5)")',
    );
  });

  it("writes connect directives back under the names that the subgraph's link gives them", async () => {
    const value = parseConstValue;
    const url = value('"https://specs.apollo.dev/connect/v0.3"');
    const selection = value('"""\nid\nname\n"""');
    const carried: CarriedDirective[] = [
      {
        element: { kind: "schema" },
        name: "link",
        args: { url, as: value('"rest"'), import: value('[{ name: "@connect", as: "@call" }]') },
      },
      {
        element: { kind: "schema" },
        name: "source",
        args: { name: value('"api"'), http: value('{ baseURL: "http://users/" }') },
      },
      {
        element: { kind: "field", typeName: "Root", fieldName: "users" },
        name: "connect",
        args: { source: value('"api"'), http: value('{ GET: "/users" }'), selection },
      },
      {
        element: { kind: "type", typeName: "User" },
        name: "connect",
        args: { http: value('{ GET: "http://users/{$this.id}" }'), selection },
      },
    ];
    const inputs = inputsOf({
      users: `schema { query: Root } type Root { users: [User] } type User @key(fields: "id") { id: ID! name: String }`,
      posts: `type User @key(fields: "id") { id: ID! posts: [Int] }`,
    }).map((input) => (input.name === "users" ? { ...input, carried } : input));
    const supergraph = await composeAndRead(inputs);

    expect(supergraph.graphs).toEqual([
      { name: "posts", enumName: "POSTS", url: "", declared: false },
      { name: "users", enumName: "USERS", url: "", declared: true },
    ]);
    const document = extractSubgraph(supergraph, "users");
    expect(print(document)).toBe(
      sdl(`
      extend schema @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key", "@shareable"]) @link(url: "https://specs.apollo.dev/connect/v0.3", as: "rest", import: [{name: "@connect", as: "@call"}]) @rest__source(name: "api", http: {baseURL: "http://users/"})

      type User @key(fields: "id") @call(http: {GET: "http://users/{$this.id}"}, selection: """
      id
      name
      """) {
        id: ID! @shareable
        name: String
      }

      type Query {
        users: [User] @call(source: "api", http: {GET: "/users"}, selection: """
        id
        name
        """)
      }`),
    );
    expect(print(extractSubgraph(supergraph, "posts"))).not.toContain("connect");

    const query = document.definitions.findLast((node) => node.kind === Kind.OBJECT_TYPE_DEFINITION);
    const mapping = query?.fields?.[0]?.directives?.[0]?.arguments?.[2]?.value;
    if (mapping?.kind !== Kind.STRING) throw new Error("the selection is not there");
    const { line, column } = rangeInString(mapping, 3, 7, "supergraph.graphql");
    expect(supergraph.sdl.split("\n")[line - 1]?.slice(column - 1)).toBe("name");
  });

  it("throws for a name that is no subgraph", async () => {
    const supergraph = await composeAndRead(inputsOf({ a: "type Query { a: Int }" }));
    expect(() => extractSubgraph(supergraph, "nope")).toThrow("The supergraph has no subgraph `nope`.");
  });
});
