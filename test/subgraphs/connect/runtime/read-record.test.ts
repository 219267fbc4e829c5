import { describe, expect, it } from "@jest/globals";
import type { Run } from "../../../../subgraphs/connect/fetch-plan.ts";
import { compileRecord, type RecordField, type RecordPlan } from "../../../../subgraphs/connect/read-record.ts";
import { fc } from "../../../support/properties.ts";

const names = ["id", "title", 'a"b', "back\\slash", "line\nend", "\u2028", "${x}", "*/", "if", "0"];
const name = fc.constantFrom(...names);
const keys = fc.uniqueArray(name, { maxLength: 3 });
const field = fc.record({
  responseName: name,
  source: fc.option(name, { nil: undefined }),
  keeps: fc.constantFrom<RecordField["keeps"]>("text", "int", undefined),
});
const plan: fc.Arbitrary<RecordPlan> = fc.record({
  fields: fc
    .uniqueArray(field, { selector: ({ responseName }) => responseName, maxLength: 5 })
    .map((fields) => fields.map((each) => ({ ...each, complete: (value, _path, key) => ["completed", key, value] }))),
  wanted: fc.option(keys, { nil: undefined }),
  keys,
  isNullBy: fc.constantFrom("any", "all"),
});
const member = fc.constantFrom<unknown>("text", 7, 2n ** 64n, 2 ** 31, 1.5, -0, null, undefined, true, { id: 1 }, [
  "x",
]);
const object = fc.dictionary(name, member, { maxKeys: 6 });

// No field of these plans looks at it.
const run = {} as Run;

describe("a record of a body", () => {
  it("is read alike by the code that all plans share and by the code that is made for one that runs often", () => {
    const property = fc.property(plan, fc.array(object, { maxLength: 5 }), fc.boolean(), (made, objects, isHeard) => {
      const reader = compileRecord(made);
      const [shared, own] = [reader(), runOften(reader)];
      expect(own).not.toBe(shared);
      for (const each of objects) {
        const [expected, read] = [shared(each, undefined, run, isHeard), own(each, undefined, run, isHeard)];
        expect(read).toStrictEqual(expected);
        expect(Object.keys(read ?? {})).toEqual(Object.keys(expected ?? {}));
      }
    });
    fc.assert(property, { numRuns: 300 });
  });

  it("has no code of its own where so many fields are asked for that none could be made", () => {
    const fields = Array.from({ length: 70_000 }, (_, index) => ({
      responseName: `f${index}`,
      source: "id",
      keeps: "int" as const,
      complete: String,
    }));
    const reader = compileRecord({ fields, wanted: undefined, keys: [], isNullBy: "any" });
    const [shared, often] = [reader(), runOften(reader)];
    expect(often).toBe(shared);
    expect(Object.keys(often({ id: 7 }, undefined, run, false) ?? {})).toHaveLength(70_000);
  });

  it("is null, or not read, as its plan says", () => {
    const read = compileRecord({
      fields: [{ responseName: "id", source: "userId", keeps: "int", complete: String }],
      wanted: ["userId", "name"],
      keys: ["userId"],
      isNullBy: "any",
    })();
    expect(read({ userId: 7 }, undefined, run, false)).toEqual({ id: 7 });
    expect(read({ userId: "8" }, undefined, run, false)).toEqual({ id: "8" });
    expect(read({ userId: null }, undefined, run, false)).toBeNull();
    expect(read({ userId: 7 }, undefined, run, true)).toBeUndefined();
    expect(read({ userId: 7, name: null }, undefined, run, true)).toEqual({ id: 7 });
  });
});

function runOften<Reader>(reader: () => Reader): Reader {
  let latest = reader();
  for (let times = 0; times < 2_000; times += 1) latest = reader();
  return latest;
}
