import { describe, expect, it } from "@jest/globals";
import { isCompositeType, parse } from "graphql";
import { Requirements } from "../../../gateway/auth/requirements.ts";
import { readAccessRules } from "../../../schema/access-rules.ts";
import { readSupergraph } from "../../../schema/read-supergraph.ts";

const links = `
  schema
    @link(url: "https://specs.apollo.dev/link/v1.0")
    @link(url: "https://specs.apollo.dev/join/v0.3", for: EXECUTION)
    @link(url: "https://specs.apollo.dev/authenticated/v0.1", for: SECURITY)
    @link(url: "https://specs.apollo.dev/requiresScopes/v0.1", for: SECURITY)
    @link(url: "https://specs.apollo.dev/policy/v0.1", for: SECURITY) { query: Query }
  directive @authenticated on FIELD_DEFINITION | OBJECT | INTERFACE | SCALAR | ENUM
  directive @requiresScopes(scopes: [[String!]!]!) on FIELD_DEFINITION | OBJECT | INTERFACE | SCALAR | ENUM
  directive @policy(policies: [[String!]!]!) on FIELD_DEFINITION | OBJECT | INTERFACE | SCALAR | ENUM
`;
const common = `
  directive @link(url: String, as: String, for: link__Purpose, import: [String]) repeatable on SCHEMA
  enum link__Purpose { SECURITY EXECUTION }
  directive @join__graph(name: String!, url: String!) on ENUM_VALUE
  enum join__Graph { A @join__graph(name: "a", url: "http://a") }
`;

/** What each coordinate needs, in short: `authenticated`, `scopes a+b|c`. */
function needs(sdl: string, coordinates: readonly string[], head: string = links): Record<string, string[]> {
  const { supergraph, diagnostics } = readSupergraph(`${head}\n${common}\n${sdl}`);
  if (!supergraph) throw new Error(JSON.stringify(diagnostics));
  const requirements = new Requirements(readAccessRules(supergraph.document), supergraph.publicSchema);
  return Object.fromEntries(
    coordinates.map((coordinate) => {
      const [typeName = "", field = ""] = coordinate.split(".");
      const type = supergraph.publicSchema.getType(typeName);
      if (!isCompositeType(type)) throw new Error(`There is no \`${typeName}\`.`);
      const clauses = [...requirements.of(type, field)].map((clause) =>
        clause.kind === "authenticated"
          ? "authenticated"
          : `${clause.kind} ${clause.anyOf.map((names) => names.join("+")).join("|")}`,
      );
      return [coordinate, clauses];
    }),
  );
}

describe("what a field needs", () => {
  it("is what stands on it, on its type, and on the type of its value", () => {
    const sdl = `
      type Query { user: User  secret: Secret  stage: Stage  open: String }
      type User @authenticated { email: String @requiresScopes(scopes: [["a", "b"], ["c"]])  best: User  secret: [Secret!]! }
      scalar Secret @policy(policies: [["p"]])
      enum Stage @requiresScopes(scopes: [["s"]]) { X }`;
    expect(
      needs(sdl, ["Query.user", "Query.secret", "Query.stage", "Query.open", "User.email", "User.best", "User.secret"]),
    ).toEqual({
      "Query.user": ["authenticated"],
      "Query.secret": ["policies p"],
      "Query.stage": ["scopes s"],
      "Query.open": [],
      "User.email": ["scopes a+b|c", "authenticated"],
      "User.best": ["authenticated"],
      "User.secret": ["authenticated", "policies p"],
    });
  });

  it("is what any implementer needs, where an interface is asked, be it written on the interface or not", () => {
    const types = `
      type Query { posts: [Post] }
      type Open implements Post { title: String }
      type Closed implements Post @authenticated { title: String @requiresScopes(scopes: [["t"]]) }`;
    const before = `${types} interface Post { title: String }`;
    const after = `${types} interface Post @authenticated { title: String @requiresScopes(scopes: [["t"]]) }`;
    const found = {
      "Query.posts": [],
      "Open.title": [],
      "Closed.title": ["scopes t", "authenticated"],
    };
    const coordinates = ["Query.posts", "Post.title", "Open.title", "Closed.title"];
    expect(needs(before, coordinates)).toEqual({ ...found, "Post.title": ["scopes t", "authenticated"] });
    expect(needs(after, coordinates)).toEqual({ ...found, "Post.title": ["scopes t", "authenticated"] });
  });

  it("is what stands on an interface that has a rule of its own", () => {
    const sdl = `
      type Query { posts: [Post]  others: [Other] }
      interface Post @requiresScopes(scopes: [["posts"]]) { title: String }
      type Open implements Post { title: String }
      interface Other @requiresScopes(scopes: [["a", "c"], ["b", "c"], ["a", "b", "c"]]) { title: String }
      type One implements Other @requiresScopes(scopes: [["b"], ["a"]]) { title: String }
      type Two implements Other @requiresScopes(scopes: [["c"]]) { title: String }`;
    expect(needs(sdl, ["Query.posts", "Post.title", "Open.title", "Query.others", "Other.title"])).toEqual({
      "Query.posts": ["scopes posts"],
      "Post.title": ["scopes posts"],
      "Open.title": [],
      // Composed: who asks for one of them by a fragment needs what that one needs.
      "Query.others": [],
      "Other.title": ["scopes a+c|b+c", "scopes a|b", "scopes c"],
    });
  });

  it("is what all members of an abstract type need, for there is no other object to get", () => {
    const sdl = `
      type Query { found: Found  node: Node }
      union Found = A | B
      interface Node @authenticated { id: ID }
      type A implements Node @authenticated @requiresScopes(scopes: [["a"]]) { id: ID }
      type B implements Node @authenticated { id: ID }`;
    expect(needs(sdl, ["Query.found", "Query.node"])).toEqual({
      "Query.found": ["authenticated"],
      "Query.node": ["authenticated"],
    });
  });

  it("is read whatever the supergraph calls the directives", () => {
    const head = `
      schema
        @link(url: "https://specs.apollo.dev/link/v1.0")
        @link(url: "https://specs.apollo.dev/join/v0.3", for: EXECUTION)
        @link(url: "https://specs.apollo.dev/authenticated/v0.1", as: "signedIn", for: SECURITY)
        @link(url: "https://specs.apollo.dev/requiresScopes/v0.1", import: [{ name: "@requiresScopes", as: "@may" }], for: SECURITY)
        { query: Query }
      directive @signedIn on FIELD_DEFINITION
      directive @authenticated on FIELD_DEFINITION
      directive @may(scopes: [[String!]!]!) on FIELD_DEFINITION
      directive @policy(policies: [[String!]!]!) on FIELD_DEFINITION`;
    const sdl = `type Query {
      a: Int @signedIn
      b: Int @may(scopes: [["b"]])
      another: Int @authenticated
      unlinked: Int @policy(policies: [["p"]])
    }`;
    expect(needs(sdl, ["Query.a", "Query.b", "Query.another", "Query.unlinked"], head)).toEqual({
      "Query.a": ["authenticated"],
      "Query.b": ["scopes b"],
      // Another directive of that name, which the link says nothing of.
      "Query.another": [],
      // Not linked at all: the name is taken for what it says.
      "Query.unlinked": ["policies p"],
    });
  });

  it("is not what somebody else's directive of that name says", () => {
    const head = `
      schema
        @link(url: "https://specs.apollo.dev/link/v1.0")
        @link(url: "https://specs.apollo.dev/join/v0.3", for: EXECUTION)
        @link(url: "https://example.com/insurance/v1.0", import: ["@policy"]) { query: Query }
      directive @policy(number: Int!) on FIELD_DEFINITION`;
    expect(needs("type Query { a: Int @policy(number: 7) }", ["Query.a"], head)).toEqual({ "Query.a": [] });
  });

  it("is never nothing where a rule cannot be read", () => {
    const document = parse(`type Query {
      none: Int @requiresScopes(scopes: [])
      wrong: Int @requiresScopes(scopes: [[1], ["a"]])
      missing: Int @policy
      one: Int @requiresScopes(scopes: "a")
    }`);
    expect(readAccessRules(document).fields).toEqual(
      new Map([
        ["Query.none", { scopes: [] }],
        ["Query.wrong", { scopes: [["a"]] }],
        ["Query.missing", { policies: [] }],
        ["Query.one", { scopes: [["a"]] }],
      ]),
    );
  });
});
