import { describe, expect, it } from "@jest/globals";
import { giveUp } from "../../gateway/compiled/give-up.ts";
import { compileObjectWriter, type WrittenField } from "../../gateway/compiled/write-object.ts";
import { writeScalar } from "../../gateway/compiled/write-scalar.ts";
import { fc } from "../support/properties.ts";

const key = fc.constantFrom("id", "title", "if", "_0", "constructor");
const field: fc.Arbitrary<WrittenField> = fc
  .record({
    key,
    responseName: key,
    isNullable: fc.boolean(),
    isConstant: fc.boolean(),
    holds: fc.constantFrom<WrittenField["holds"]>("text", "int", undefined),
  })
  .map(({ responseName, isConstant, ...rest }) => ({
    ...rest,
    name: isConstant ? `"${responseName}":"Post"` : `"${responseName}":`,
    write: isConstant ? undefined : writeScalar,
  }));
const fields = fc.uniqueArray(field, { selector: ({ name }) => name.split(":")[0], maxLength: 5 });
const texts = ["", "plain", 'a "quoted" one', "back\\slash", "line\nend", "\u2028", "\ud800", "😀", "${x}"] as const;
const value = fc.constantFrom<unknown>(...texts, 7, -0, 2 ** 31, 1.5, 2n ** 64n, true, null, undefined, { a: ["x"] });
const object = fc.record(
  { id: value, title: value, if: value, _0: value, constructor: value },
  { noNullPrototype: true },
);

describe("an object of the answer", () => {
  it("is written alike by the code that all plans share and by the code that is made for one that runs often", () => {
    const property = fc.property(fields, object, (made, given) => {
      const write = compileObjectWriter(made);
      const attempt = (): unknown => {
        try {
          return write(given, new Map());
        } catch (thrown) {
          return thrown;
        }
      };
      const shared = attempt();
      let own = shared;
      for (let times = 0; times < 2_000; times += 1) own = attempt();
      expect(own).toBe(shared);
      if (shared === giveUp) return;
      // JSON has no integers of any size.
      const parsed: unknown = JSON.parse(String(shared).replaceAll("18446744073709551616", "0"));
      expect(typeof parsed).toBe("object");
    });
    fc.assert(property, { numRuns: 200 });
  });

  it("is not written where it lacks what may not be null", () => {
    const write = compileObjectWriter([
      { name: '"id":', key: "id", write: writeScalar, isNullable: false, holds: "int" },
    ]);
    for (let times = 0; times < 2_000; times += 1) expect(write({ id: 7 }, new Map())).toBe('{"id":7}');
    expect(() => write({ id: null }, new Map())).toThrow();
  });
});
