import { describe, expect, it } from "@jest/globals";
import { foldMapping } from "../../../subgraphs/openapi/fold-mapping.ts";

describe("a mapping that is folded", () => {
  it("is one line where it fits", () => {
    expect(foldMapping('$args.input { ... $ "x-a": xA }', 40)).toEqual(['$args.input { ... $ "x-a": xA }']);
  });

  it("has as many fields in a line as fit, and inner objects in lines of their own", () => {
    const text = '$args.input { ... $ name "x } a": xA order: order { id lines: lines { "n-r": nR note } to } kind }';
    expect(foldMapping(text, 30)).toEqual([
      "$args.input {",
      '  ... $ name "x } a": xA',
      "  order: order {",
      "    id",
      "    lines: lines {",
      '      "n-r": nR note',
      "    }",
      "    to",
      "  }",
      "  kind",
      "}",
    ]);
  });

  it("has each option and each argument in its own line", () => {
    expect(foldMapping("$args.input->echo(@.card { id: cardId } ?? @.transfer ?? null)", 30)).toEqual([
      "$args.input->echo(",
      "  @.card { id: cardId }",
      "  ?? @.transfer",
      "  ?? null",
      ")",
    ]);
    expect(foldMapping('$args.by->match(["a_b", "a-b"], ["c_d", "c-d"], [@, @])', 30)).toEqual([
      "$args.by->match(",
      '  ["a_b", "a-b"],',
      '  ["c_d", "c-d"],',
      "  [@, @]",
      ")",
    ]);
  });
});
