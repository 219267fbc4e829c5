/**
 * The differential test at length: `npm run test:fuzz`. A failure prints its seed, the subgraphs, the operation, what
 * was sent to whom, and both answers.
 */
import { describe, it } from "@jest/globals";
import { asyncProperty, gen } from "fast-check";
import { fuzz, fuzzTimeoutMs } from "../support/fuzz.ts";
import { compareWithPlain, compareWithReference } from "./differential/compare.ts";
import { drawFrom } from "./differential/draw.ts";

describe("a composed graph", () => {
  it(
    "answers as graphql-js does over one schema with the same data",
    async () => {
      const property = asyncProperty(gen(), (values) => compareWithReference(drawFrom(values), 8));
      await fuzz("reference", property);
    },
    fuzzTimeoutMs,
  );

  it(
    "answers compiled as it does plainly, whatever its subgraphs lack",
    async () => {
      const property = asyncProperty(gen(), (values) => compareWithPlain(drawFrom(values), 8));
      await fuzz("plain", property);
    },
    fuzzTimeoutMs,
  );
});
