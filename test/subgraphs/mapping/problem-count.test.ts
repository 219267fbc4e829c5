import { describe, expect, it } from "@jest/globals";
import { run } from "../../support/run-mapping.ts";

function counted(source: string, data: unknown): string[] {
  return run(source, data).problems.map(({ message, path, count }) => `${count} × ${message} @ ${path}`);
}

describe("equal problems", () => {
  it("of many items are one, with their number", () => {
    const items = Array.from({ length: 10_000 }, (_, index) => (index % 4 === 0 ? { id: index } : {}));
    expect(counted("items { id }", { items })).toEqual(["7500 × Property `.id` not found in object. @ items.id"]);
  });

  it("are told apart by what was found, and by their place in the source", () => {
    expect(counted("items { id other: id }", { items: [{}, null, {}, "text"] })).toEqual([
      "2 × Property `.id` not found in object. @ items.id",
      "2 × Property `.id` not found in object. @ items.id",
      "1 × Property `.id` not found in null. @ items.id",
      "1 × Property `.id` not found in null. @ items.id",
      "1 × Property `.id` not found in string. @ items.id",
      "1 × Property `.id` not found in string. @ items.id",
    ]);
  });

  it.each<[string, readonly unknown[], readonly string[]]>([
    // The first operand's problem is dropped where the second succeeds, and counts where none does.
    ["items { x: $(a ?? b) }", [{ a: 1 }, { b: 1 }, { b: 2 }], []],
    [
      "items { x: $(a ?? b) }",
      [{}, { b: 1 }, {}],
      ["2 × Property `.a` not found in object. @ items.a", "2 × Property `.b` not found in object. @ items.b"],
    ],
    [
      "items { x: $(a ?? b) }",
      [{ b: null }, {}, { b: null }],
      ["1 × Property `.a` not found in object. @ items.a", "1 × Property `.b` not found in object. @ items.b"],
    ],
    [
      "items { x: $(a ?? $(b ?? c)) }",
      [{}, { c: 1 }, {}],
      [
        "2 × Property `.a` not found in object. @ items.a",
        "2 × Property `.b` not found in object. @ items.b",
        "2 × Property `.c` not found in object. @ items.c",
      ],
    ],
  ])("of skipped operands of %s count only where the chain fails: %j", (source, items, expected) => {
    expect(counted(source, { items })).toEqual(expected);
  });
});
