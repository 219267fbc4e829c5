import { describe, it } from "@jest/globals";
import { fc } from "../../support/properties.ts";
import { deniedFields } from "./denied-fields.ts";

describe("what a client may not see", () => {
  it("is in no answer, and is asked of nobody", async () => {
    await fc.assert(deniedFields, { numRuns: 15 });
  }, 120_000);
});
