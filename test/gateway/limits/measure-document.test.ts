import { describe, expect, it } from "@jest/globals";
import { parse } from "graphql";
import { measureDocument } from "../../../gateway/limits/measure-document.ts";
import { defaultLimits, type RequestLimits } from "../../../gateway/limits/request-limits.ts";

function measure(text: string, limits: Partial<RequestLimits> = {}): object | undefined {
  return measureDocument(parse(text), { ...defaultLimits, ...limits });
}

const cases: { what: string; text: string; limits: Partial<RequestLimits>; found: number }[] = [
  { what: "levels of selections", text: "{ a { b { c } } }", limits: { depth: 2 }, found: 3 },
  {
    what: "levels in fragments, which are none themselves",
    text: "{ a { ...F } } fragment F on T { ... on U { b { c } } }",
    limits: { depth: 2 },
    found: 3,
  },
  { what: "aliases", text: "{ x: a y: b { z: c } d }", limits: { aliases: 2 }, found: 3 },
  {
    what: "aliases wherever their fragment is spread",
    text: "{ a { ...F } b { ...F } } fragment F on T { x: c y: d }",
    limits: { aliases: 3 },
    found: 4,
  },
  { what: "root fields", text: "{ a b c { d e } }", limits: { rootFields: 2 }, found: 3 },
  {
    what: "root fields in fragments",
    text: "{ a ...F ... { b } } fragment F on Query { c d }",
    limits: { rootFields: 3 },
    found: 4,
  },
  {
    what: "root fields of the operation that has most",
    text: "query A { a } query B { a b c }",
    limits: { rootFields: 2 },
    found: 3,
  },
  {
    what: "directives, wherever they stand",
    text: "query Q($a: Int @x) @y { a @skip(if: true) ...F @z } fragment F on Query @x { b }",
    limits: { directives: 4 },
    found: 5,
  },
  {
    what: "selections wherever they are spread",
    text: "{ ...A ...A } fragment A on Q { ...B ...B } fragment B on Q { c d }",
    limits: { selections: 13 },
    found: 14,
  },
  {
    what: "selections of fragments that are not spread by an operation, and of all operations",
    text: "query A { a } query B { a } fragment F on Q { ...G ...G } fragment G on Q { b }",
    limits: { selections: 5 },
    found: 6,
  },
  {
    what: "how often a field is selected at one place",
    text: "{ a { b } a { ...F ...F b } c { b b } } fragment F on T { b }",
    limits: { repeats: 3 },
    found: 4,
  },
  {
    what: "how many fragments are spread at one place",
    text: "{ a { ...F ...G } a { ...H } } fragment F on T { b } fragment G on T { c } fragment H on T { d }",
    limits: { repeats: 2 },
    found: 3,
  },
  {
    what: "how often a response name is used at one place",
    text: "{ x: a x: b y: a a }",
    limits: { repeats: 1 },
    found: 2,
  },
];

describe("a document", () => {
  it.each(cases)("has a limit of $what", ({ text, limits, found }) => {
    const [[limit, max] = ["", 0]] = Object.entries(limits);
    expect(measure(text, limits)).toEqual({ limit, max, found });
    expect(measure(text, { [limit]: found })).toBeUndefined();
  });

  it("must not have a fragment that spreads itself", () => {
    expect(measure("{ a } fragment F on T { b { ...F } }")).toEqual({ limit: "depth", max: 32, cycle: "F" });
    const others = "{ ...A } fragment A on Q { ...B } fragment B on Q { a ...C } fragment C on Q { ...A }";
    expect(measure(others)).toEqual({ limit: "depth", max: 32, cycle: "A" });
  });

  it("is measured in time that grows with its text, not with what it is written out", () => {
    const doubling = Array.from(
      { length: 1000 },
      (_, index) => `fragment F${index} on Q { ...F${index + 1} ...F${index + 1} }`,
    );
    const text = `{ a { ...F0 } } ${doubling.join(" ")} fragment F1000 on Q { a }`;
    expect(measure(text)).toEqual({ limit: "selections", max: 2_000 });
  });

  it("may spread what does not exist, which validation tells of", () => {
    expect(measure("{ ...Missing }")).toBeUndefined();
  });
});
