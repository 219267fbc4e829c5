/** A few runs of what `npm run test:fuzz` does at length. */
import { describe, it } from "@jest/globals";
import { compareWithPlain, compareWithReference } from "./differential/compare.ts";
import { fc } from "../support/properties.ts";
import { drawFrom } from "./differential/draw.ts";

describe("a composed graph", () => {
  it("answers as graphql-js does over one schema with the same data", async () => {
    const property = fc.asyncProperty(fc.gen(), (values) => compareWithReference(drawFrom(values), 4));
    await fc.assert(property, { numRuns: 40, interruptAfterTimeLimit: 15_000 });
  }, 60_000);

  it("answers compiled as it does plainly, whatever its subgraphs lack", async () => {
    const property = fc.asyncProperty(fc.gen(), (values) => compareWithPlain(drawFrom(values), 6));
    await fc.assert(property, { numRuns: 40, interruptAfterTimeLimit: 15_000 });
  }, 60_000);
});
