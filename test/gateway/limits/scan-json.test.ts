import { describe, expect, it } from "@jest/globals";
import { defaultLimits } from "../../../gateway/limits/request-limits.ts";
import { scanJson } from "../../../gateway/limits/scan-json.ts";
import { fc } from "../../support/properties.ts";

const scan = (text: string, limits: { values?: number; nesting?: number }): object | undefined =>
  scanJson(Buffer.from(text), { values: 50_000, nesting: 1_000, ...limits });

/** Elements of lists and members of objects, and the value that holds them; how deep they are nested. */
function measure(value: unknown): { values: number; depth: number } {
  if (typeof value !== "object" || value === null) return { values: 1, depth: 0 };
  const inner = Object.values(value).map(measure);
  return {
    values: 1 + inner.reduce((sum, { values }) => sum + values, 0),
    depth: 1 + Math.max(0, ...inner.map(({ depth }) => depth)),
  };
}

describe("a body's JSON", () => {
  it("has a limit of values", () => {
    const text = '{"query":"{ a }","variables":{"ids":[1,2,"three",[4,5]]}}';
    expect(scan(text, { values: 10 })).toBeUndefined();
    expect(scan(text, { values: 9 })).toEqual({ limit: "values", max: 9 });
  });

  it("has a limit of levels", () => {
    expect(scan('{"a":[{"b":[]}]}', { nesting: 4 })).toBeUndefined();
    expect(scan('{"a":[{"b":[]}]}', { nesting: 3 })).toEqual({ limit: "nesting", max: 3 });
  });

  it("may have brackets, commas and quotes in its strings", () => {
    const text = '["[[[[,,,,{{{{","\\",[[[[[","\\\\",1,"\\\\\\"[[[[["]';
    expect(scan(text, { nesting: 1, values: 6 })).toBeUndefined();
    expect(scan(text, { nesting: 1, values: 5 })).toEqual({ limit: "values", max: 5 });
  });

  it("passes a limit when and only when what is parsed of it does", () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 5 }), fc.nat(20), fc.nat(6), (text, values, nesting) => {
        const measured = measure(JSON.parse(text));
        // An empty list counts as one value more than it holds.
        const empty = text.match(/\[\]|\{\}/g)?.length ?? 0;
        const passed = scan(text, { values, nesting }) !== undefined;
        if (passed) expect(measured.values + empty > values || measured.depth > nesting).toBe(true);
        else expect(measured.values <= values && measured.depth <= nesting).toBe(true);
      }),
    );
  });

  it("may be any bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(scanJson(Buffer.from(bytes), defaultLimits)).toBeUndefined();
        scanJson(Buffer.from(bytes), { values: 3, nesting: 1 });
      }),
    );
    expect(scan('"'.repeat(1_001), { values: 1 })).toBeUndefined();
    expect(scan('"\\', { values: 1 })).toBeUndefined();
  });
});
