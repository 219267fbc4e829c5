import { describe, expect, it } from "@jest/globals";
import { compileMapping } from "../../../subgraphs/mapping/compile.ts";
import { MappingError } from "../../../subgraphs/mapping/mapping-error.ts";
import type { Problem } from "../../../subgraphs/mapping/mapping.ts";

describe("compileMapping", () => {
  it("keeps source and version, and answers missing with null in apply and undefined in evaluate", () => {
    const mapping = compileMapping("$.gone", { specVersion: "0.2" });
    const problems: Problem[] = [];
    expect([mapping.source, mapping.specVersion]).toEqual(["$.gone", "0.2"]);
    expect(mapping.evaluate({}, {}, problems)).toBeUndefined();
    const problem = { message: "Property `.gone` not found in object.", path: "gone", count: 1, start: 1, end: 6 };
    expect(problems).toEqual([problem]);
    expect(mapping.apply({})).toEqual({ value: null, problems: [problem] });
  });

  it("throws one MappingError with its code and every diagnostic", () => {
    let thrown: unknown;
    try {
      compileMapping("a: b?\nc: d ?? 'e'", { specVersion: "0.2" });
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(MappingError);
    expect(thrown).toMatchObject({
      name: "MappingError",
      code: "INVALID_SELECTION",
      message: "Optional chaining with `?` needs connect v0.3; this mapping is v0.2.",
      diagnostics: [
        { code: "INVALID_SELECTION", start: 4, end: 5 },
        { code: "INVALID_SELECTION", start: 11, end: 13 },
      ],
    });
  });

  it("gives each evaluation its own objects, whatever the mapping holds", () => {
    const mapping = compileMapping("x: $({ a: [1] }) y: items { id }", { specVersion: "0.3" });
    const data = { items: [{ id: 1 }] };
    const first = mapping.apply(data).value;
    const second = mapping.apply(data).value;
    expect(first).toEqual({ x: { a: [1] }, y: [{ id: 1 }] });
    expect(Object.is(first, second)).toBe(false);
    expect((first as { x: object }).x).not.toBe((second as { x: object }).x);
  });

  it("does not change its input while it merges", () => {
    const data = { a: { x: { p: 1 } }, b: { x: { q: 2 } } };
    const before = structuredClone(data);
    const mapping = compileMapping("...a ...b", { specVersion: "0.4" });
    expect(mapping.apply(data).value).toEqual({ x: { p: 1, q: 2 } });
    expect(data).toEqual(before);
  });
});
