/** The differential test at length: `npm run test:fuzz`. A failure prints its seed, the schema, the operation and both runs. */
import { describe, it } from "@jest/globals";
import { asyncProperty, gen } from "fast-check";
import { drawFrom } from "../../gateway/differential/draw.ts";
import { fuzz, fuzzTimeoutMs } from "../../support/fuzz.ts";
import { compareWithGraphqlJs } from "./differential/compare.ts";

describe("a compiled document of a coded subgraph", () => {
  it(
    "is run as graphql-js runs it",
    async () => {
      const property = asyncProperty(gen(), (values) => compareWithGraphqlJs(drawFrom(values), 6));
      await fuzz("coded", property);
    },
    fuzzTimeoutMs,
  );
});
