import { readFileSync } from "node:fs";
import { join } from "node:path";
import { it } from "@jest/globals";
import * as fc from "fast-check";
import { compose } from "../../schema/compose.ts";
import { parseSdl } from "../../schema/parse-sdl.ts";
import { readSupergraph } from "../../schema/read-supergraph.ts";
import { theguildComposer } from "../../schema/theguild-composer.ts";
import { lowerSubgraph } from "../../subgraphs/connect/lower.ts";
import { readConnectors } from "../../subgraphs/connect/read.ts";
import { validateConnectors } from "../../subgraphs/connect/validate/validate-connectors.ts";
import { fuzz, fuzzTimeoutMs, mutatedText } from "../support/fuzz.ts";
import { expectSound } from "../support/sound-diagnostics.ts";

const shop = ["catalog", "customers", "orders"].map((name) =>
  readFileSync(join(import.meta.dirname, `../../examples/shop/subgraphs/${name}.graphql`), "utf8"),
);
const small = `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key", "@external", "@requires", "@shareable"])
  @link(url: "https://specs.apollo.dev/connect/v0.4", import: ["@source", "@connect"])
  @source(name: "api", http: { baseURL: "http://x.test/{$config.a}", headers: [{ name: "a", from: "b" }] })
interface Node { id: ID! }
union Any = A | B
enum State { ON OFF }
input In { a: [Int!]! = [1] b: In }
scalar Date
directive @mine(a: Int = 1) repeatable on FIELD_DEFINITION
type Query { a(id: ID!, in: In): A @connect(source: "api", http: { GET: "/a/{$args.id}?x={$args.in.b}" }, selection: "id s: state->match(['on', 'ON'])") }
type A implements Node @key(fields: "id") { id: ID! s: State b: B any: [Any!]! }
type B @key(fields: "a { id } c") { a: A c: Date }
`;
const signs = [
  "{",
  "}",
  "(",
  ")",
  "[",
  "]",
  "!",
  "@",
  "|",
  "&",
  "=",
  ":",
  '"',
  '"""',
  "#",
  "$",
  "...",
  "\n",
  "\\u{1F600}",
];
const words = [
  "type ",
  "extend ",
  "interface ",
  "union ",
  "enum ",
  "input ",
  "scalar ",
  "schema ",
  "directive ",
  " on ",
];
const names = ["Query", "Mutation", "A", "__typename", "__proto__", "_Entity", "join__Graph", "federation__key", "id"];
const directives = [
  '@key(fields: "id")',
  "@connect",
  "@source",
  "@link",
  "@external",
  '@requires(fields: "a")',
  "@tag",
];
const values = ["null", "-1", "1e99", "true", "{$args.id}", "$batch.id", "$this", "->map(", "selection: ", "http: "];

/** What `compose` and `serve` do with a file, as far as it is right. */
async function takeIn(sdl: string, name: string): Promise<void> {
  const file = `${name}.graphql`;
  const { document, diagnostics } = parseSdl(sdl, file);
  expectSound(diagnostics);
  const found = validateConnectors(sdl, { file, subgraph: name, reachability: true });
  expectSound(found);
  if (!document) return;
  const { model, diagnostics: unread } = readConnectors({ subgraph: name, document, file });
  expectSound(unread);
  if (!model || found.some(({ severity }) => severity === "error")) return;
  const composed = await compose([{ name, ...lowerSubgraph(document, model) }], theguildComposer);
  expectSound(composed.diagnostics);
  if (composed.supergraphSdl !== undefined) expectSound(readSupergraph(composed.supergraphSdl).diagnostics);
}

it(
  "SDL of any text is composed, or has diagnostics that point into it",
  () => {
    const text = mutatedText([small, small, ...shop], [...signs, ...words, ...names, ...directives, ...values]);
    return fuzz(
      "SDL",
      fc.asyncProperty(text, (sdl) => takeIn(sdl, "fuzzed")),
    );
  },
  fuzzTimeoutMs,
);

it(
  "a supergraph of any text is read, or has diagnostics",
  async () => {
    const { document } = parseSdl(small, "small.graphql");
    const { model } = document ? readConnectors({ subgraph: "small", document, file: "small.graphql" }) : {};
    if (!document || !model) throw new Error("The corpus is to be right.");
    const { supergraphSdl = "" } = await compose(
      [{ name: "small", ...lowerSubgraph(document, model) }],
      theguildComposer,
    );
    const text = mutatedText([supergraphSdl], [...signs, ...words, ...names, ...directives, ...values]);
    await fuzz(
      "supergraph",
      fc.property(text, (sdl) => expectSound(readSupergraph(sdl).diagnostics)),
    );
  },
  fuzzTimeoutMs,
);
