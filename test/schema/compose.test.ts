import { describe, expect, it } from "@jest/globals";
import { parseConstValue } from "graphql";
import { compose, hashInputs, readInputsHash, type ComposerService } from "../../schema/compose.ts";
import { theguildComposer } from "../../schema/theguild-composer.ts";
import { composeSdl, inputsOf, parseDocument } from "./support.ts";

const federationUrl = (version: string): string => `"https://specs.apollo.dev/federation/${version}"`;

describe("compose", () => {
  it("composes to the same text whatever the order of the subgraphs", async () => {
    const inputs = inputsOf({
      users: `type Query { user: User } type User @key(fields: "id") { id: ID! name: String }`,
      posts: `type Query { posts: [Int] } type User @key(fields: "id") { id: ID! posts: [Int] }`,
    });
    expect(await composeSdl(inputs.toReversed())).toBe(await composeSdl(inputs));
  });

  it("says where a list of scopes is no list of lists, which composers throw about", async () => {
    const typeDefs = parseDocument(
      `extend schema @link(url: ${federationUrl("v2.9")}, import: ["@requiresScopes"])
type Query {
  a: Int @requiresScopes(scopes: ["email"])
  b: Int @requiresScopes(scopes: [["email"], ["all", "read"]])
  c: Int @federation__policy(policies: "hr")
}`,
      "a.graphql",
    );
    const { supergraphSdl, diagnostics } = await compose([{ name: "a", typeDefs }], theguildComposer);
    expect(supergraphSdl).toBeUndefined();
    expect(diagnostics).toEqual([
      {
        code: "INVALID_GRAPHQL",
        severity: "error",
        message: "`@requiresScopes(scopes:)` takes a list of lists of texts.",
        locations: [{ file: "a.graphql", line: 3, column: 34, endLine: 3, endColumn: 43 }],
        fix: 'Write `@requiresScopes(scopes: [["a", "b"], ["c"]])`: `a` and `b`, or `c`.',
      },
      {
        code: "INVALID_GRAPHQL",
        severity: "error",
        message: "`@federation__policy(policies:)` takes a list of lists of texts.",
        locations: [{ file: "a.graphql", line: 5, column: 40, endLine: 5, endColumn: 44 }],
        fix: 'Write `@federation__policy(policies: [["a", "b"], ["c"]])`: `a` and `b`, or `c`.',
      },
    ]);
  });

  it("lets a subgraph have a directive `@policy` of its own", async () => {
    const typeDefs = parseDocument(
      `directive @policy(policies: String) on FIELD_DEFINITION
type Query { a: Int @policy(policies: "hr") }`,
      "a.graphql",
    );
    expect((await compose([{ name: "a", typeDefs }], theguildComposer)).diagnostics).toEqual([]);
  });

  it("says once that a directive is not imported", async () => {
    const typeDefs = parseDocument(
      `extend schema @link(url: ${federationUrl("v2.9")}, import: ["@key"])
type Query { a: Int @authenticated }`,
      "a.graphql",
    );
    const { diagnostics } = await compose([{ name: "a", typeDefs }], theguildComposer);
    expect(diagnostics.map(({ code, message }) => [code, message])).toEqual([
      [
        "INVALID_GRAPHQL",
        '`a`: Unknown directive "@authenticated". If you meant the "@authenticated" federation directive, you should use fully-qualified name "@federation__authenticated" or add "@authenticated" to the `import` argument of the @link to the federation specification.',
      ],
    ]);
  });

  it("leaves the hash of its inputs in a comment", async () => {
    const inputs = inputsOf({ a: "type Query { a: Int }" });
    const sdl = await composeSdl(inputs);
    expect(sdl).toMatch(/^# restuary-inputs: sha256-[\w-]{43}\n/);
    expect(readInputsHash(sdl)).toBe(hashInputs(inputs));
    expect(hashInputs(inputsOf({ a: "type Query {   a: Int } # comment" }))).toBe(hashInputs(inputs));
    expect(hashInputs(inputsOf({ a: "type Query { a: Int! }" }))).not.toBe(hashInputs(inputs));
    expect(hashInputs(inputs.map((input) => ({ ...input, url: "http://a" })))).not.toBe(hashInputs(inputs));
    const carried = [{ element: { kind: "schema" }, name: "link", args: { url: parseConstValue('"x"') } } as const];
    expect(hashInputs(inputs.map((input) => ({ ...input, carried })))).not.toBe(hashInputs(inputs));
  });

  it.each(["v2.10", "v2.11", "v2.12", "v2.13", "v2.14"])(
    "composes federation %s as v2.9, and keeps everything but `@cacheTag`",
    async (version) => {
      const typeDefs = parseDocument(
        `extend schema @link(url: ${federationUrl(version)}, as: "fed", import: [
           "@key", { name: "@shareable", as: "@shared" }, { name: "@cacheTag", as: "@ct" }
         ])
         type Query { a: A @ct(format: "x") b: Int @fed__cost(weight: 3) }
         type A @key(fields: "id") @ct(format: "a") { id: ID! x: Int @shared }`,
        "a.graphql",
      );
      const seen: ComposerService[] = [];
      const { supergraphSdl, diagnostics } = await compose([{ name: "a", typeDefs }], async (services) => {
        seen.push(...services);
        return theguildComposer(services);
      });
      expect(diagnostics).toEqual([]);
      expect(supergraphSdl).toContain(`a: A`);
      expect(supergraphSdl).not.toMatch(/cacheTag|@ct/);
      expect(seen).toHaveLength(1);
    },
  );

  it("raises an older federation link where connectors are carried, for `@join__directive`", async () => {
    const typeDefs = parseDocument(
      `extend schema @link(url: ${federationUrl("v2.5")}) type Query { a: Int }`,
      "a.graphql",
    );
    const carried = [
      {
        element: { kind: "schema" },
        name: "link",
        args: { url: parseConstValue('"https://specs.apollo.dev/connect/v0.4"') },
      },
    ] as const;
    const { supergraphSdl } = await compose([{ name: "a", typeDefs, carried }], theguildComposer);
    expect(supergraphSdl?.split("\n").slice(1, 8)).toEqual([
      "schema",
      '  @link(url: "https://specs.apollo.dev/link/v1.0")',
      '  @link(url: "https://specs.apollo.dev/join/v0.5", for: EXECUTION)',
      '  @link(url: "https://specs.apollo.dev/connect/v0.4", for: EXECUTION)',
      '  @join__directive(graphs: [A], name: "link", args: {url: "https://specs.apollo.dev/connect/v0.4"})',
      "{",
      "  query: Query",
    ]);
    expect(supergraphSdl).toContain("directive @join__directive(");
    expect(supergraphSdl).toContain("scalar join__DirectiveArguments");
  });

  it("refuses a federation version that does not exist", async () => {
    const typeDefs = parseDocument(
      `extend schema\n  @link(url: ${federationUrl("v2.99")}) type Query { a: Int }`,
      "a.graphql",
    );
    expect((await compose([{ name: "a", typeDefs }], theguildComposer)).diagnostics).toEqual([
      {
        code: "UNKNOWN_FEDERATION_LINK_VERSION",
        severity: "error",
        message: "`v2.99` is not a known version of the federation spec. Known are `v2.0` to `v2.14`.",
        locations: [{ file: "a.graphql", line: 2, column: 14, endLine: 2, endColumn: 57 }],
        fix: "Link `https://specs.apollo.dev/federation/v2.9`.",
      },
    ]);
  });

  it("refuses `@context` and `@fromContext`, by whatever name", async () => {
    const typeDefs = parseDocument(
      `extend schema @link(url: ${federationUrl("v2.9")}, import: ["@key", { name: "@context", as: "@ctx" }])
type Query { a: A }
type A @key(fields: "id") @ctx(name: "c") { id: ID! n: Int b: B }
type B @key(fields: "id") { id: ID! x(n: Int @federation__fromContext(field: "$c { n }")): Int }`,
      "a.graphql",
    );
    const { diagnostics } = await compose([{ name: "a", typeDefs }], theguildComposer);
    expect(diagnostics.map(({ code, message, locations }) => [code, message, locations[0]?.line])).toEqual([
      ["CONTEXT_UNSUPPORTED", "`@ctx` is not supported: the query planner would leave the argument unset.", 3],
      [
        "CONTEXT_UNSUPPORTED",
        "`@federation__fromContext` is not supported: the query planner would leave the argument unset.",
        4,
      ],
    ]);
  });

  it("refuses two subgraphs of one name", async () => {
    const [input] = inputsOf({ a: "type Query { a: Int }" });
    if (!input) throw new Error("no input");
    const { diagnostics } = await compose([input, input], theguildComposer);
    expect(diagnostics).toMatchObject([
      { code: "SUBGRAPH_NAME_DUPLICATE", message: "Two subgraphs are named `a`: `a.graphql` and `a.graphql`." },
    ]);
  });

  it("turns a composer that fails into a diagnostic", async () => {
    const { diagnostics } = await compose(inputsOf({ a: "type Query { a: Int }" }), async () => {
      throw new RangeError("Maximum call stack size exceeded");
    });
    expect(diagnostics).toEqual([
      {
        code: "COMPOSITION_FAILED",
        severity: "error",
        message: "The composer stopped: Maximum call stack size exceeded",
        locations: [],
      },
    ]);
  });
});

describe("a composition error", () => {
  it("points at the directive that it quotes, in the subgraph that it names", async () => {
    const { diagnostics } = await compose(
      inputsOf({
        a: `type Query { a: A }\ntype A @key(fields: "id") { id: ID! }`,
        b: `type Query { b: Int }\ntype A\n  @key(fields: "uid") { id: ID! }`,
      }),
      theguildComposer,
    );
    expect(diagnostics).toMatchObject([
      {
        code: "KEY_INVALID_FIELDS",
        message: expect.stringContaining('`b`: On type "A", for @key(fields: "uid"): Cannot query field "uid"'),
        coordinate: "A",
        locations: [{ file: "b.graphql", line: 7, column: 3, endColumn: 22 }],
      },
    ]);
  });

  it("points at the field in every subgraph that has a part in it", async () => {
    const { diagnostics } = await compose(
      inputsOf({
        a: `type Query { a: A }\ntype A @key(fields: "id") {\n  id: ID!\n  x: Int @shareable\n}`,
        b: `type A @key(fields: "id") { id: ID! x: String @shareable }`,
        c: `type Query { c: Int }`,
      }),
      theguildComposer,
    );
    expect(diagnostics).toMatchObject([
      {
        code: "FIELD_TYPE_MISMATCH",
        coordinate: "A.x",
        locations: [
          { file: "a.graphql", line: 8, column: 3, endColumn: 4 },
          { file: "b.graphql", line: 5, column: 37 },
        ],
      },
    ]);
  });

  it("points at the field that cannot be reached, and names the query", async () => {
    const { diagnostics } = await compose(
      inputsOf({
        a: `type Query { a: A }\ntype A @key(fields: "id", resolvable: false) { id: ID! }`,
        b: `type A @key(fields: "id", resolvable: false) { id: ID! x: Int }`,
      }),
      theguildComposer,
    );
    expect(diagnostics).toMatchObject([
      {
        code: "SATISFIABILITY_ERROR",
        message: expect.stringContaining("cannot move to subgraph"),
        coordinate: "A.x",
        locations: [{ file: "b.graphql", line: 5 }],
      },
    ]);
  });

  it("points at the use of what is not defined", async () => {
    const { diagnostics } = await compose(inputsOf({ a: "type Query {\n  a: Int @nope\n}" }), theguildComposer);
    expect(diagnostics).toMatchObject([
      {
        code: "INVALID_GRAPHQL",
        message: '`a`: Unknown directive "@nope".',
        locations: [{ file: "a.graphql", line: 6, column: 10, endColumn: 15 }],
      },
    ]);
  });

  it("finds a field of a renamed root type", async () => {
    const { diagnostics } = await compose(
      inputsOf({
        a: `schema { query: Root }\ntype Root { x: Int }`,
        b: `type Query { x: Int }`,
      }),
      theguildComposer,
    );
    expect(diagnostics).toMatchObject([
      {
        code: "INVALID_FIELD_SHARING",
        coordinate: "Query.x",
        locations: [
          { file: "a.graphql", line: 6, column: 13 },
          { file: "b.graphql", line: 5, column: 14 },
        ],
      },
    ]);
  });

  it("keeps a fault that has no code", async () => {
    const { diagnostics } = await compose(inputsOf({ a: "type Query { a: Int }" }), async () => ({
      errors: [{ message: "Something about the graph.", code: "MADE_UP" }],
    }));
    expect(diagnostics).toEqual([
      { code: "COMPOSITION_FAILED", severity: "error", message: "Something about the graph.", locations: [] },
    ]);
  });
});
