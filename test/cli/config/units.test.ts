import { describe, expect, it } from "@jest/globals";
import { z } from "zod";
import { duration, size } from "../../../cli/config/units.ts";

describe("duration", () => {
  it.each([
    ["500ms", 500],
    ["2s", 2_000],
    ["1.5s", 1_500],
    ["1m", 60_000],
    ["24h", 86_400_000],
    ["2 s", 2_000],
  ])("reads %s as %d ms", (text, ms) => {
    expect(duration().parse(text)).toBe(ms);
  });

  const wanted = "Expected a duration with its unit, such as `500ms`, `2s` or `1m`";
  it.each([
    [2_000, `${wanted}, found \`2000\`.`],
    ["2000", `${wanted}, found \`2000\`.`],
    ["2 seconds", `${wanted}, found \`2 seconds\`.`],
    ["-1s", `${wanted}, found \`-1s\`.`],
    ["1e3s", `${wanted}, found \`1e3s\`.`],
    ["", `${wanted}, found \`\`.`],
    [null, `${wanted}, found null.`],
    ["0s", "Expected more than 0, found `0s`."],
    ["25h", "`25h` is too long."],
  ])("refuses %p in one sentence", (value, message) => {
    expect(
      duration()
        .safeParse(value)
        .error?.issues.map((issue) => issue.message),
    ).toEqual([message]);
  });

  it("may be nothing where that means something", () => {
    expect(duration({ allowZero: true }).parse("0s")).toBe(0);
  });
});

describe("size", () => {
  it.each([
    ["500B", 500],
    ["64KB", 65_536],
    ["10MB", 10_485_760],
    ["1.5GB", 1_610_612_736],
  ])("reads %s as %d bytes", (text, bytes) => {
    expect(size().parse(text)).toBe(bytes);
  });

  it.each([[10_485_760], ["10mb"], ["10 MiB"]])("refuses %p", (value) => {
    expect(
      size()
        .safeParse(value)
        .error?.issues.map((issue) => issue.message),
    ).toEqual([`Expected a size with its unit, such as \`64KB\` or \`10MB\`, found \`${value}\`.`]);
  });
});

it("has a JSON Schema for editors", () => {
  const options = { io: "input", target: "draft-07" } as const;
  expect(z.toJSONSchema(duration(), options)).toMatchObject({
    type: "string",
    pattern: String.raw`^(\d+(?:\.\d+)?) ?(ms|s|m|h)$`,
  });
  expect(z.toJSONSchema(size(), options)).toMatchObject({ type: "string" });
});
