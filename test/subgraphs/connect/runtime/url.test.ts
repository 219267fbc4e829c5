import { describe, expect, it } from "@jest/globals";
import { assembleUrl } from "../../../../subgraphs/connect/url.ts";
import { fc } from "../../../support/properties.ts";

const text = (characters: string): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...characters.split("")), maxLength: 12 });

describe("assembleUrl", () => {
  it("writes a URL as the URL standard's parser does, whether it was parsed for that or not", () => {
    const parts = fc.record({
      origin: fc.constantFrom(
        "http://x.test",
        "https://x.test:8443",
        "HTTP://X.test",
        "https://x.test:443",
        "http://127.1",
      ),
      path: text("ab/._~-%2E!$&'()*+,;=:@[]|^\\ \"<>`{}"),
      query: text("ab/?._~-%20!$&'()*+,;=:@[]|^\\ \"<>`{}"),
    });
    const property = fc.property(parts, ({ origin, path, query }) => {
      const url = assembleUrl({ origin, path, query });
      if (url === undefined) return;
      const parsed = new URL(`${origin}${path.startsWith("/") ? "" : "/"}${path}${query === "" ? "" : `?${query}`}`);
      expect(url).toBe(parsed.href);
      expect(parsed.origin).toBe(new URL(origin).origin);
    });
    fc.assert(property, { numRuns: 2_000 });
  });

  it.each(["/a/../b", "/..", "/a/%2E%2e/b", "/a/.", "/a\\..\\b"])("refuses %s, which leads out of its path", (path) => {
    expect(assembleUrl({ origin: "http://x.test", path, query: "" })).toBeUndefined();
  });
});
