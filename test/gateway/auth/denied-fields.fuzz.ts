/** The property of access rules at length: `npm run test:fuzz`. */
import { describe, it } from "@jest/globals";
import { fuzz, fuzzTimeoutMs } from "../../support/fuzz.ts";
import { deniedFields } from "./denied-fields.ts";

describe("what a client may not see", () => {
  it("is in no answer, and is asked of nobody", () => fuzz("denied fields", deniedFields), fuzzTimeoutMs);
});
