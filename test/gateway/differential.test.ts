/** A few runs of what `npm run test:fuzz` does at length. */
import { describe, it } from "@jest/globals";
import { assert, asyncProperty, gen } from "fast-check";
import { compareWithReference } from "./differential/compare.ts";
import { drawFrom } from "./differential/draw.ts";

describe("a composed graph", () => {
  it("answers as graphql-js does over one schema with the same data", async () => {
    const property = asyncProperty(gen(), (values) => compareWithReference(drawFrom(values), 4));
    await assert(property, { numRuns: 40, interruptAfterTimeLimit: 15_000 });
  }, 60_000);
});
