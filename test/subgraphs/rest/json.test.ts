import { describe, expect, it } from "@jest/globals";
import { fc } from "../../support/properties.ts";
import { parseJson, stringifyJson } from "../../../subgraphs/rest/json.ts";

describe("large integers", () => {
  it.each<[string, unknown]>([
    ["9007199254740993", 9007199254740993n],
    ["-9007199254740993", -9007199254740993n],
    [" 9007199254740993 ", 9007199254740993n],
    ["9007199254740991", 9007199254740991],
    ["[1,9007199254740993,2]", [1, 9007199254740993n, 2]],
    ['{"id" : 18446744073709551615\n}', { id: 18446744073709551615n }],
    ['{"a":"9007199254740993","b":9007199254740993}', { a: "9007199254740993", b: 9007199254740993n }],
    [
      '["\\"",12345678901234567890,"\\\\",12345678901234567891]',
      ['"', 12345678901234567890n, "\\", 12345678901234567891n],
    ],
    ['{"text":": 12345678901234567890, "}', { text: ": 12345678901234567890, " }],
    ['{"text":"\\": 12345678901234567890, "}', { text: '": 12345678901234567890, ' }],
    ["0.12345678901234567890", 0.12345678901234568],
    ["12345678901234567890.5", Number("12345678901234567890.5")],
    ["12345678901234567890e2", Number("1.234567890123456789e21")],
    ["1e12", 1e12],
    ["{}", {}],
  ])("%s is read without loss", (text, expected) => expect(parseJson(text)).toStrictEqual(expected));

  it.each([
    "01234567890123456789",
    "{12345678901234567890:1}",
    '{"a":1, 12345678901234567890 : 2}',
    "[12345678901234567890 1]",
    "[12345678901234567890",
    "--12345678901234567890",
    "x12345678901234567890",
    '"12345678901234567890',
  ])("%s is no JSON", (text) => expect(() => parseJson(text)).toThrow(SyntaxError));

  it("are written as the integers they are", () => {
    expect(stringifyJson({ id: 9007199254740993n, text: "9007199254740993", list: [-1n] })).toBe(
      '{"id":9007199254740993,"text":"9007199254740993","list":[-1]}',
    );
  });
});

describe("poisoned keys", () => {
  it.each([
    '{"__proto__":{"isAdmin":true},"a":1}',
    '{"\\u005f_proto__":{"isAdmin":true},"a":1}',
    '{"__\\u0070roto__":{"isAdmin":true},"a":1}',
    '{"__pro\\u0074o_\\u005F":{"isAdmin":true},"a":1}',
    '{"constructor":{"prototype":{"isAdmin":true}},"a":1}',
    '{"constr\\u0075ctor":{"prototype":{"isAdmin":true}},"a":1}',
  ])("are dropped from %s", (text) => {
    const value = parseJson(text);
    expect(value).toStrictEqual({ a: 1 });
    expect(Object.keys(structuredClone(Object.assign({}, value)))).toEqual(["a"]);
  });

  it("are dropped at any depth, also beside large integers", () => {
    expect(parseJson('[{"a":[{"__proto__":1,"b":12345678901234567890}]}]')).toStrictEqual([
      { a: [{ b: 12345678901234567890n }] },
    ]);
  });

  it("are not seen in honest data", () => {
    const honest = { constructor: { name: "Ferrari" }, text: "__proto__", escaped: "\u00e9", list: ["prototype"] };
    expect(parseJson(JSON.stringify(honest))).toEqual(honest);
  });
});

describe("hostile text", () => {
  it("may nest deeper than the call stack", () => {
    const depth = 100_000;
    const text = `${"[".repeat(depth)}12345678901234567890,{"__proto__":1}${"]".repeat(depth)}`;
    expect(() => parseJson(text)).not.toThrow();
  });

  it("is judged in linear time", () => {
    const text = `[${'"\\"1234567890123456",1234567890123456,'.repeat(50_000)}12345678901234567890]`;
    const startedAt = performance.now();
    const value = parseJson(text);
    expect(performance.now() - startedAt).toBeLessThan(2_000);
    expect((value as unknown[]).at(-1)).toBe(12345678901234567890n);
  });
});

it("agrees with JSON.parse wherever that loses nothing, and round-trips what it would lose", () => {
  const leaf = fc.oneof(
    fc.bigInt(),
    fc.maxSafeInteger(),
    fc.string(),
    fc.boolean(),
    fc.constant(null),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
  );
  const key = fc.string().filter((name) => name !== "__proto__");
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(leaf, fc.array(tie("tree")), fc.dictionary(key, tie("tree"), { noNullPrototype: true })),
  }));
  fc.assert(
    fc.property(tree, (value) => {
      const text = stringifyJson(value);
      expect(stringifyJson(parseJson(text))).toBe(text);
    }),
  );
  // What has poisoned keys loses them, which has tests of its own.
  const innocentJson = fc.json().filter((text) => !/__proto__|prototype/.test(text));
  fc.assert(
    fc.property(innocentJson, (text) => expect(stringifyJson(parseJson(text))).toBe(JSON.stringify(JSON.parse(text)))),
  );
});
