import { expect, it } from "@jest/globals";
import * as fc from "fast-check";
import { compileMapping } from "../../../subgraphs/mapping/compile.ts";
import { parseMapping } from "../../../subgraphs/mapping/parse.ts";
import { printMapping } from "../../../subgraphs/mapping/print.ts";
import type { SpecVersion } from "../../../subgraphs/mapping/mapping.ts";
import { jsonData, mappingSource } from "../../support/arbitrary-mapping.ts";
import { fuzz, fuzzTimeoutMs, mutatedText } from "../../support/fuzz.ts";

const corpus = [
  "id name: full_name email: contact?.email $.items { a b: c->first->match(['x', 1], [@, null]) }",
  "x: $({ a: $args.a ?? [1, -2.5, 'text', true], b: @->as($v)->map($v) }) ... $this { c }",
  "$batch.id->joinNotNull(',') y: a->slice(1, 2)->jsonStringify->size z: b?->entries->filter(@.key->eq('a'))",
];
const signs = [
  "{",
  "}",
  "(",
  ")",
  "[",
  "]",
  ":",
  ",",
  ".",
  "?.",
  "->",
  "$",
  "@",
  "??",
  "?!",
  "...",
  "'",
  '"',
  "\\",
  "\n",
  "#",
];
const words = [
  "$args",
  "$this",
  "$batch",
  "$config",
  "first",
  "map(",
  "match([",
  "echo(",
  "as($v)",
  "null",
  "1e999",
  "-",
  "9".repeat(20),
];

it.each<SpecVersion>(["0.2", "0.3", "0.4"])(
  "a mapping of v%s and any text is applied to any data, or has diagnostics",
  (specVersion) => {
    const text = fc.oneof(mutatedText(corpus, [...signs, ...words]), mappingSource(specVersion));
    const data = fc.oneof(jsonData, fc.jsonValue({ maxDepth: 3 }), fc.constant(2n ** 63n));
    return fuzz(
      `mapping ${specVersion}`,
      fc.property(text, data, (source, body) => {
        const { ast, diagnostics } = parseMapping(source, { specVersion });
        expect(ast === undefined).toBe(diagnostics.length > 0);
        for (const { start, end, message } of diagnostics) {
          expect(message).not.toBe("");
          expect(start >= 0 && start <= end && end <= source.length).toBe(true);
        }
        if (!ast) return;
        // Whatever is wrong with data is a problem, and never thrown.
        const { problems } = compileMapping(source, { specVersion }).apply(body);
        for (const { message } of problems) expect(message).not.toBe("");
        const printed = printMapping(ast);
        expect(printMapping(parseMapping(printed, { specVersion }).ast ?? ast)).toBe(printed);
      }),
    );
  },
  fuzzTimeoutMs,
);
