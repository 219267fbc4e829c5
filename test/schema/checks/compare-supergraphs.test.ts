import { describe, expect, it } from "@jest/globals";
import { compareSchemas } from "../../../schema/checks/compare-schemas.ts";
import type { ComposeInput } from "../../../schema/compose.ts";
import { readSupergraph, type Supergraph } from "../../../schema/read-supergraph.ts";
import { composeSdl, parseDocument } from "../support.ts";
import { showFinding } from "./show-finding.ts";

const link =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@authenticated", "@cost", "@inaccessible", "@key", "@listSize", "@override", "@policy", "@requiresScopes", "@shareable", "@tag"])';

/** SDL by subgraph; each with all that is found, and the number of changes that break nobody. */
const changes: readonly {
  readonly change: string;
  readonly before: Readonly<Record<string, string>>;
  readonly after: Readonly<Record<string, string>>;
  readonly found: readonly string[];
  readonly safe: number;
}[] = [
  {
    change: "moves a field to another subgraph",
    before: {
      p: 'type Query { product: Product } type Product @key(fields: "id") { id: ID! name: String price: Int }',
      r: 'type Product @key(fields: "id") { id: ID! reviews: [Review] } type Review { id: ID! text: String }',
    },
    after: {
      p: 'type Query { product: Product } type Product @key(fields: "id") { id: ID! name: String }',
      r: 'type Product @key(fields: "id") { id: ID! price: Int reviews: [Review] } type Review { id: ID! text: String }',
    },
    found: [],
    safe: 0,
  },
  {
    change: "shares a field",
    before: {
      p: 'type Query { product: Product } type Product @key(fields: "id") { id: ID! name: String price: Int }',
      r: 'type Product @key(fields: "id") { id: ID! reviews: [Review] } type Review { id: ID! text: String }',
    },
    after: {
      p: 'type Query { product: Product } type Product @key(fields: "id") { id: ID! name: String price: Int @shareable }',
      r: 'type Product @key(fields: "id") { id: ID! price: Int @shareable reviews: [Review] } type Review { id: ID! text: String }',
    },
    found: [],
    safe: 0,
  },
  {
    change: "overrides a field",
    before: {
      p: 'type Query { product: Product } type Product @key(fields: "id") { id: ID! name: String price: Int }',
      r: 'type Product @key(fields: "id") { id: ID! reviews: [Review] } type Review { id: ID! text: String }',
    },
    after: {
      p: 'type Query { product: Product } type Product @key(fields: "id") { id: ID! name: String price: Int }',
      r: 'type Product @key(fields: "id") { id: ID! price: Int @override(from: "p") reviews: [Review] } type Review { id: ID! text: String }',
    },
    found: [],
    safe: 0,
  },
  {
    change: "removes a field of a type that an earlier subgraph has as well",
    before: {
      a: 'type Query { top: Product } type Product @key(fields: "id") { id: ID! }',
      p: 'type Product @key(fields: "id") { id: ID! name: String price: Int }',
    },
    after: {
      a: 'type Query { top: Product } type Product @key(fields: "id") { id: ID! }',
      p: 'type Product @key(fields: "id") { id: ID! name: String }',
    },
    found: ["error FIELD_REMOVED Product.price p.graphql:2:6 `Product.price` was removed."],
    safe: 0,
  },
  {
    change: "hides a field",
    before: {
      p: 'type Query { product: Product } type Product @key(fields: "id") { id: ID! name: String price: Int }',
      r: 'type Product @key(fields: "id") { id: ID! reviews: [Review] } type Review { id: ID! text: String }',
    },
    after: {
      p: 'type Query { product: Product } type Product @key(fields: "id") { id: ID! name: String price: Int @inaccessible }',
      r: 'type Product @key(fields: "id") { id: ID! reviews: [Review] } type Review { id: ID! text: String }',
    },
    found: [
      "error FIELD_REMOVED Product.price p.graphql:2:99 `Product.price` is hidden from clients by `@inaccessible`.",
    ],
    safe: 0,
  },
  {
    change: "hides a type and what leads to it",
    before: {
      p: 'type Query { product: Product } type Product @key(fields: "id") { id: ID! name: String price: Int }',
      r: 'type Product @key(fields: "id") { id: ID! reviews: [Review] } type Review { id: ID! text: String }',
    },
    after: {
      p: 'type Query { product: Product } type Product @key(fields: "id") { id: ID! name: String price: Int }',
      r: 'type Product @key(fields: "id") { id: ID! reviews: [Review] @inaccessible } type Review @inaccessible { id: ID! text: String }',
    },
    found: [
      "error FIELD_REMOVED Product.reviews r.graphql:2:61 `Product.reviews` is hidden from clients by `@inaccessible`.",
    ],
    safe: 0,
  },
  {
    change: "shows a field",
    before: {
      p: 'type Query { product: Product } type Product @key(fields: "id") { id: ID! name: String price: Int @inaccessible }',
      r: 'type Product @key(fields: "id") { id: ID! reviews: [Review] } type Review { id: ID! text: String }',
    },
    after: {
      p: 'type Query { product: Product } type Product @key(fields: "id") { id: ID! name: String price: Int }',
      r: 'type Product @key(fields: "id") { id: ID! reviews: [Review] } type Review { id: ID! text: String }',
    },
    found: [],
    safe: 1,
  },
  {
    change: "hides an argument",
    before: { p: "type Query { a(x: Int): Int }" },
    after: { p: "type Query { a(x: Int @inaccessible): Int }" },
    found: [
      "error ARGUMENT_REMOVED Query.a(x:) p.graphql:2:23 `Query.a(x:)` is hidden from clients by `@inaccessible`.",
    ],
    safe: 0,
  },
  {
    change: "hides an enum value in arguments",
    before: { p: "type Query { a(x: E): Int } enum E { A B }" },
    after: { p: "type Query { a(x: E): Int } enum E { A B @inaccessible }" },
    found: [
      "error ENUM_VALUE_REMOVED E.B p.graphql:2:42 `E.B` is hidden from clients by `@inaccessible`, and they may send it.",
    ],
    safe: 0,
  },
  {
    change: "hides an input field",
    before: { p: "type Query { a(x: E): Int } input E { a: Int b: Int }" },
    after: { p: "type Query { a(x: E): Int } input E { a: Int b: Int @inaccessible}" },
    found: ["error INPUT_FIELD_REMOVED E.b p.graphql:2:53 `E.b` is hidden from clients by `@inaccessible`."],
    safe: 0,
  },
  {
    change: "tags a field",
    before: {
      p: 'type Query { product: Product } type Product @key(fields: "id") { id: ID! name: String price: Int }',
      r: 'type Product @key(fields: "id") { id: ID! reviews: [Review] } type Review { id: ID! text: String }',
    },
    after: {
      p: 'type Query { product: Product } type Product @key(fields: "id") { id: ID! name: String price: Int @tag(name: "x") }',
      r: 'type Product @key(fields: "id") { id: ID! reviews: [Review] } type Review { id: ID! text: String }',
    },
    found: [],
    safe: 0,
  },
  {
    change: "asks for authentication on a field",
    before: {
      p: 'type Query { product: Product } type Product @key(fields: "id") { id: ID! name: String price: Int }',
      r: 'type Product @key(fields: "id") { id: ID! reviews: [Review] } type Review { id: ID! text: String }',
    },
    after: {
      p: 'type Query { product: Product } type Product @key(fields: "id") { id: ID! name: String price: Int @authenticated }',
      r: 'type Product @key(fields: "id") { id: ID! reviews: [Review] } type Review { id: ID! text: String }',
    },
    found: ["error AUTHORIZATION_ADDED Product.price p.graphql:2:99 `Product.price` now needs `@authenticated`."],
    safe: 0,
  },
  {
    change: "asks for authentication on a type",
    before: {
      p: 'type Query { product: Product } type Product @key(fields: "id") { id: ID! name: String price: Int }',
      r: 'type Product @key(fields: "id") { id: ID! reviews: [Review] } type Review { id: ID! text: String }',
    },
    after: {
      p: 'type Query { product: Product } type Product @key(fields: "id") { id: ID! name: String price: Int }',
      r: 'type Product @key(fields: "id") { id: ID! reviews: [Review] } type Review @authenticated { id: ID! text: String }',
    },
    found: ["error AUTHORIZATION_ADDED Review r.graphql:2:75 `Review` now needs `@authenticated`."],
    safe: 0,
  },
  {
    change: "asks for authentication no more",
    before: {
      p: 'type Query { product: Product } type Product @key(fields: "id") { id: ID! name: String price: Int @authenticated }',
      r: 'type Product @key(fields: "id") { id: ID! reviews: [Review] } type Review { id: ID! text: String }',
    },
    after: {
      p: 'type Query { product: Product } type Product @key(fields: "id") { id: ID! name: String price: Int }',
      r: 'type Product @key(fields: "id") { id: ID! reviews: [Review] } type Review { id: ID! text: String }',
    },
    found: [
      "warning AUTHORIZATION_REMOVED Product.price p.graphql:2:88 `Product.price` no longer needs `@authenticated`: more clients can read it.",
    ],
    safe: 0,
  },
  {
    change: "asks for more scopes",
    before: {
      p: 'type Query { product: Product } type Product @key(fields: "id") { id: ID! name: String price: Int @requiresScopes(scopes: [["a"], ["b", "c"]]) }',
    },
    after: {
      p: 'type Query { product: Product } type Product @key(fields: "id") { id: ID! name: String price: Int @requiresScopes(scopes: [["a", "d"], ["b", "c"]]) }',
    },
    found: [
      'error AUTHORIZATION_ADDED Product.price p.graphql:2:99 `Product.price` needed `@requiresScopes(scopes: [["a"], ["b", "c"]])` and now needs `@requiresScopes(scopes: [["a", "d"], ["b", "c"]])`: some clients are refused.',
    ],
    safe: 0,
  },
  {
    change: "asks for fewer scopes",
    before: {
      p: 'type Query { product: Product } type Product @key(fields: "id") { id: ID! name: String price: Int @requiresScopes(scopes: [["b", "c"]]) }',
    },
    after: {
      p: 'type Query { product: Product } type Product @key(fields: "id") { id: ID! name: String price: Int @requiresScopes(scopes: [["a"], ["c"]]) }',
    },
    found: [
      'warning AUTHORIZATION_REMOVED Product.price p.graphql:2:99 `Product.price` needed `@requiresScopes(scopes: [["b", "c"]])` and now needs `@requiresScopes(scopes: [["a"], ["c"]])`: more clients can read it.',
    ],
    safe: 0,
  },
  {
    change: "writes scopes in another order",
    before: {
      p: 'type Query { product: Product } type Product @key(fields: "id") { id: ID! name: String price: Int @requiresScopes(scopes: [["a"], ["b", "c"]]) }',
    },
    after: {
      p: 'type Query { product: Product } type Product @key(fields: "id") { id: ID! name: String price: Int @requiresScopes(scopes: [["c", "b"], ["a"]]) }',
    },
    found: [],
    safe: 0,
  },
  {
    change: "adds a policy to a new field",
    before: {
      p: 'type Query { product: Product } type Product @key(fields: "id") { id: ID! name: String price: Int }',
    },
    after: {
      p: 'type Query { product: Product } type Product @key(fields: "id") { id: ID! name: String price: Int extra: Int @policy(policies: [["a"]]) }',
    },
    found: [],
    safe: 1,
  },
  {
    change: "adds a policy",
    before: {
      p: 'type Query { product: Product } type Product @key(fields: "id") { id: ID! name: String price: Int }',
    },
    after: {
      p: 'type Query { product: Product } type Product @key(fields: "id") { id: ID! name: String price: Int @policy(policies: [["a"]]) }',
    },
    found: [
      'error AUTHORIZATION_ADDED Product.price p.graphql:2:99 `Product.price` now needs `@policy(policies: [["a"]])`.',
    ],
    safe: 0,
  },
  {
    change: "changes a cost and a list's size",
    before: { p: "type Query { a(x: Int @cost(weight: 3)): [Int] @cost(weight: 5) @listSize(assumedSize: 10) }" },
    after: { p: "type Query { a(x: Int @cost(weight: 4)): [Int] @cost(weight: 9) @listSize(assumedSize: 99) }" },
    found: [
      "warning COST_CHANGED Query.a p.graphql:2:48 `Query.a` had `@cost(weight: 5)` and now has `@cost(weight: 9)`. Operations may meet a limit.",
      "warning LIST_SIZE_CHANGED Query.a p.graphql:2:65 `Query.a` had `@listSize(assumedSize: 10)` and now has `@listSize(assumedSize: 99)`. Operations may meet a limit.",
      "warning COST_CHANGED Query.a(x:) p.graphql:2:23 `Query.a(x:)` had `@cost(weight: 3)` and now has `@cost(weight: 4)`. Operations may meet a limit.",
    ],
    safe: 0,
  },
  {
    change: "adds a cost to an enum",
    before: { p: "type Query { a: E } enum E { A }" },
    after: { p: "type Query { a: E } enum E @cost(weight: 3) { A }" },
    found: ["warning COST_CHANGED E p.graphql:2:28 `E` has `@cost(weight: 3)` now. Operations may meet a limit."],
    safe: 0,
  },
  {
    change: "removes a second key",
    before: {
      p: 'type Query { product: Product } type Product @key(fields: "id") @key(fields: "name") { id: ID! name: String price: Int }',
      r: 'type Product @key(fields: "id") { id: ID! reviews: [Review] } type Review { id: ID! text: String }',
    },
    after: {
      p: 'type Query { product: Product } type Product @key(fields: "id") { id: ID! name: String price: Int }',
      r: 'type Product @key(fields: "id") { id: ID! reviews: [Review] } type Review { id: ID! text: String }',
    },
    found: [
      "warning ENTITY_KEY_REMOVED Product p.graphql:2:38 The subgraph `p` no longer resolves `Product` by `name`, only by `id`.",
    ],
    safe: 0,
  },
  {
    change: "takes a field out of a key",
    before: {
      p: 'type Query { product: Product } type Product @key(fields: "id name") { id: ID! name: String price: Int }',
    },
    after: { p: 'type Query { product: Product } type Product @key(fields: "id") { id: ID! name: String price: Int }' },
    found: [
      "warning ENTITY_KEY_REMOVED Product p.graphql:2:38 The subgraph `p` no longer resolves `Product` by `id name`, only by `id`.",
    ],
    safe: 0,
  },
  {
    change: "adds a field to a key",
    before: {
      p: 'type Query { product: Product } type Product @key(fields: "id") { id: ID! name: String price: Int }',
    },
    after: {
      p: 'type Query { product: Product } type Product @key(fields: "id name") { id: ID! name: String price: Int }',
    },
    found: [
      "warning ENTITY_KEY_REMOVED Product p.graphql:2:38 The subgraph `p` no longer resolves `Product` by `id`, only by `id name`.",
    ],
    safe: 0,
  },
  {
    change: "makes a key not resolvable",
    before: {
      p: 'type Query { product: Product } type Product @key(fields: "id") { id: ID! name: String price: Int }',
      r: 'type Product @key(fields: "id") { id: ID! reviews(x: Int): [Review] } type Review { id: ID! text: String }',
    },
    after: {
      p: 'type Query { product: Product } type Product @key(fields: "id") { id: ID! name: String price: Int }',
      r: 'type Query { reviews: [Review] } type Product @key(fields: "id", resolvable: false) { id: ID! } type Review { id: ID! text: String product: Product }',
    },
    found: [
      "error FIELD_REMOVED Product.reviews r.graphql:2:39 `Product.reviews` was removed.",
      "warning ENTITY_KEY_REMOVED Product r.graphql:2:39 The subgraph `r` no longer resolves `Product` as an entity at all.",
    ],
    safe: 2,
  },
  {
    change: "writes a key in another order",
    before: {
      p: 'type Query { product: Product } type Product @key(fields: "id name") { id: ID! name: String price: Int }',
    },
    after: {
      p: 'type Query { product: Product } type Product @key(fields: "name id") { id: ID! name: String price: Int }',
    },
    found: [],
    safe: 0,
  },
  {
    change: "removes a subgraph",
    before: {
      p: 'type Query { product: Product } type Product @key(fields: "id") { id: ID! name: String price: Int }',
      r: 'type Product @key(fields: "id") { id: ID! reviews: [Review] } type Review { id: ID! text: String }',
    },
    after: { p: 'type Query { product: Product } type Product @key(fields: "id") { id: ID! name: String price: Int }' },
    found: [
      "error FIELD_REMOVED Product.reviews p.graphql:2:38 `Product.reviews` was removed. Subgraph `r` had it, and is no longer in the graph.",
    ],
    safe: 0,
  },
  {
    change: "renames a subgraph",
    before: {
      p: 'type Query { product: Product } type Product @key(fields: "id") { id: ID! name: String price: Int }',
      r: 'type Product @key(fields: "id") { id: ID! reviews: [Review] } type Review { id: ID! text: String }',
    },
    after: {
      p: 'type Query { product: Product } type Product @key(fields: "id") { id: ID! name: String price: Int }',
      reviews: 'type Product @key(fields: "id") { id: ID! reviews: [Review] } type Review { id: ID! text: String }',
    },
    found: [],
    safe: 0,
  },
  {
    change: "adds a subgraph",
    before: {
      p: 'type Query { product: Product } type Product @key(fields: "id") { id: ID! name: String price: Int }',
    },
    after: {
      p: 'type Query { product: Product } type Product @key(fields: "id") { id: ID! name: String price: Int }',
      r: 'type Product @key(fields: "id") { id: ID! reviews: [Review] } type Review { id: ID! text: String }',
    },
    found: [],
    safe: 2,
  },
  {
    change: "moves a type to another subgraph",
    before: {
      p: 'type Query { product: Product } type Product @key(fields: "id") { id: ID! name: String price: Int }',
      r: 'type Product @key(fields: "id") { id: ID! reviews: [Review] } type Review { id: ID! text: String }',
    },
    after: {
      p: 'type Query { product: Product } type Product @key(fields: "id") { id: ID! } ',
      r: 'type Product @key(fields: "id") { id: ID! name: String price: Int reviews: [Review] } type Review { id: ID! text: String }',
    },
    found: [],
    safe: 0,
  },
  {
    change: "changes a field's type in the second subgraph",
    before: {
      p: 'type Query { product: Product } type Product @key(fields: "id") { id: ID! name: String price: Int }',
      r: 'type Product @key(fields: "id") { id: ID! reviews: [Review] } type Review { id: ID! text: String }',
    },
    after: {
      p: 'type Query { product: Product } type Product @key(fields: "id") { id: ID! name: String price: Int }',
      r: 'type Product @key(fields: "id") { id: ID! reviews: [Review] } type Review { id: ID! text: Int }',
    },
    found: ["error FIELD_TYPE_CHANGED Review.text r.graphql:2:85 `Review.text` was `String` and is now `Int`."],
    safe: 0,
  },
  {
    change: "makes a type a value of two subgraphs",
    before: { p: "type Query { m: Money } type Money { a: Int }" },
    after: {
      p: "type Query { m: Money } type Money @shareable { a: Int }",
      q: "type Query { n: Money } type Money @shareable { a: Int }",
    },
    found: [],
    safe: 1,
  },
  {
    change: "defines an enum once more, equally",
    before: { p: "type Query { a(x: E): Int } enum E { A B }" },
    after: { p: "type Query { a(x: E): Int } enum E { A B }", q: "type Query { b(y: E): Int } enum E { A B }" },
    found: [],
    safe: 1,
  },
  {
    change: "shares a field with a subgraph that does not take its argument",
    before: { p: "type Query { a(x: Int): Int @shareable }" },
    after: { p: "type Query { a(x: Int): Int @shareable }", q: "type Query { a: Int @shareable }" },
    found: [
      "error ARGUMENT_REMOVED Query.a(x:) q.graphql:2:14 `Query.a(x:)` is no longer in the graph, as `q` does not have it.",
    ],
    safe: 0,
  },
  {
    change: "shares a field with a subgraph that may answer null",
    before: { p: "type Query { a: Int! @shareable }" },
    after: { p: "type Query { a: Int! @shareable }", q: "type Query { a: Int @shareable }" },
    found: [
      "error FIELD_TYPE_CHANGED Query.a q.graphql:2:14 `Query.a` was `Int!` and is now `Int`: clients get null where they expect none.",
    ],
    safe: 0,
  },
  {
    change: "calls the query type otherwise in the subgraph",
    before: {
      p: 'type Query { product: Product } type Product @key(fields: "id") { id: ID! name: String price: Int }',
    },
    after: {
      p: 'schema { query: Q } type Q { product: Product } type Product @key(fields: "id") { id: ID! name: String price: Int }',
    },
    found: [],
    safe: 0,
  },
  {
    change: "asks for authentication on the fields instead of the type",
    before: {
      p: 'type Query { product: Product } type Product @authenticated @key(fields: "id") { id: ID! name: String price: Int }',
    },
    after: {
      p: 'type Query { product: Product } type Product @key(fields: "id") { id: ID! @authenticated name: String @authenticated price: Int @authenticated }',
    },
    found: [
      "warning AUTHORIZATION_REMOVED Product p.graphql:2:38 `Product` no longer needs `@authenticated`: more clients can read it.",
    ],
    safe: 0,
  },
  {
    change: "makes an argument required in one subgraph",
    before: { p: "type Query { a(x: Int): Int @shareable }", q: "type Query { a(x: Int): Int @shareable }" },
    after: { p: "type Query { a(x: Int): Int @shareable }", q: "type Query { a(x: Int!): Int @shareable }" },
    found: [
      "error ARGUMENT_MADE_REQUIRED Query.a(x:) q.graphql:2:16 `Query.a(x:)` was `Int` and is now `Int!`: it must now be given.",
    ],
    safe: 0,
  },
  {
    change: "defines an input again with fewer fields",
    before: { p: "type Query { a(x: I): Int } input I { a: Int b: Int }" },
    after: {
      p: "type Query { a(x: I): Int } input I { a: Int b: Int }",
      q: "type Query { c(x: I): Int } input I { a: Int }",
    },
    found: ["error INPUT_FIELD_REMOVED I.b q.graphql:2:35 `I.b` is no longer in the graph, as `q` does not have it."],
    safe: 1,
  },
  {
    change: "adds an argument that has a cost",
    before: { p: "type Query { a: Int }" },
    after: { p: "type Query { a(x: Int @cost(weight: 3)): Int }" },
    found: [],
    safe: 1,
  },
  {
    change: "makes an input @oneOf",
    before: { p: "type Query { a(x: In): Int } input In { p: Int q: Int }" },
    after: { p: "type Query { a(x: In): Int } input In @oneOf { p: Int q: Int }" },
    found: [
      "error ONE_OF_ADDED In p.graphql:2:36 `In` became `@oneOf`: an input that gives no field or several is now refused.",
    ],
    safe: 0,
  },
];

function inputsOf(sdlByName: Readonly<Record<string, string>>): ComposeInput[] {
  return Object.entries(sdlByName).map(([name, sdl]) => ({
    name,
    typeDefs: parseDocument(`${link}\n${sdl}`, `${name}.graphql`),
  }));
}

async function composeGraph(inputs: readonly ComposeInput[]): Promise<Supergraph> {
  const { supergraph, diagnostics } = readSupergraph(await composeSdl(inputs));
  if (!supergraph) throw new Error(JSON.stringify(diagnostics));
  return supergraph;
}

describe("compareSchemas, of supergraphs", () => {
  it.each(changes)("judges a change that $change", async ({ before, after, found, safe }) => {
    const was = await composeGraph(inputsOf(before));
    const subgraphs = inputsOf(after);
    const is = await composeGraph(subgraphs);
    const compared = await compareSchemas(
      { schema: was.publicSchema, supergraph: was },
      { schema: is.publicSchema, supergraph: is, subgraphs },
    );
    expect({ found: compared.findings.map(showFinding), safe: compared.safe }).toEqual({ found, safe });
  });
});
