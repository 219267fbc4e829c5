import { describe, expect, it } from "@jest/globals";
import { fc } from "../support/properties.ts";
import { mergeLines } from "../../cli/merge-lines.ts";

const text = fc.array(fc.constantFrom("a", "b", "c", ""), { maxLength: 8 }).map((lines) => lines.join("\n"));

describe("mergeLines", () => {
  it("takes changes of both where they are apart", () => {
    expect(mergeLines("a\nb\nc\nd", "a\nB\nc\nd", "a\nb\nc\nd\ne")).toEqual({ text: "a\nB\nc\nd\ne", conflicts: [] });
  });

  it("takes what one added before what the other changed", () => {
    expect(mergeLines("a\nb\nc", "a\nB\nc", "a\nnew\nb\nc")).toEqual({ text: "a\nnew\nB\nc", conflicts: [] });
    expect(mergeLines("a\nb\nc", "a\nnew\nb\nc", "a\nB\nc")).toEqual({ text: "a\nnew\nB\nc", conflicts: [] });
    expect(mergeLines("a\nb\nc", "a\nnew\nB\nc", "a\nnew\nb\nc")).toEqual({
      text: "a\nnew\nB\nc",
      conflicts: [{ line: 2, mine: "new\nB", theirs: "new\nb" }],
    });
  });

  it("takes the same change once", () => {
    expect(mergeLines("a\nb", "a\nc", "a\nc")).toEqual({ text: "a\nc", conflicts: [] });
  });

  it("keeps mine where both changed a place, and tells of theirs", () => {
    expect(mergeLines("a\nb\nc", "a\nmine\nc", "a\ntheirs\nc")).toEqual({
      text: "a\nmine\nc",
      conflicts: [{ line: 2, mine: "mine", theirs: "theirs" }],
    });
  });

  it("is theirs where nothing was edited, and mine where nothing is new", () => {
    fc.assert(
      fc.property(text, text, (base, changed) => {
        expect(mergeLines(base, base, changed)).toEqual({ text: changed, conflicts: [] });
        expect(mergeLines(base, changed, base)).toEqual({ text: changed, conflicts: [] });
        expect(mergeLines(base, changed, changed)).toEqual({ text: changed, conflicts: [] });
      }),
    );
  });
});
