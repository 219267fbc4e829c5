import { describe, expect, it } from "@jest/globals";
import { applyWaivers } from "../../../schema/checks/apply-waivers.ts";
import type { Finding } from "../../../schema/checks/finding.ts";
import { readWaivers } from "../../../schema/checks/read-waivers.ts";

const entry = (changes: Readonly<Record<string, string>> = {}): string => {
  const fields = { fingerprint: '"0123456789abcdef"', reason: "why", owner: "ada", expires: "2027-01-31", ...changes };
  return `- { ${Object.entries(fields)
    .map(([key, value]) => `${key}: ${value}`)
    .join(", ")} }\n`;
};
const faults = (text: string): string[] =>
  readWaivers(text, "w.yaml").findings.map(
    ({ code, message, locations: [first] }) => `${code} ${first?.line}:${first?.column} ${message}`,
  );

describe("reading waivers", () => {
  it("takes a list, and an empty file for none", () => {
    expect(readWaivers(entry(), "w.yaml")).toMatchObject({
      waivers: [{ owner: "ada", expires: "2027-01-31" }],
      findings: [],
    });
    expect(readWaivers("# None yet.\n", "w.yaml")).toEqual({ waivers: [], findings: [] });
  });

  it.each([
    ["no list", "waivers: []\n", ["1:1"]],
    ["a day that no calendar has", entry({ expires: "2027-02-30" }), ["1:72"]],
    ["a fingerprint that is a number", entry({ fingerprint: "12" }), ["1:18"]],
    ["a key that is not known", entry({ resaon: "x" }), ["1:84"]],
    ["the same one twice", entry() + entry(), ["2:18"]],
    ["what is no YAML", "- {", ["1:4"]],
  ])("reports %s at its place", (_what, text, places) => {
    expect(faults(text).map((fault) => fault.split(" ")[1])).toEqual(places);
  });

  it("keeps the entries that are right", () => {
    const { waivers } = readWaivers(entry({ fingerprint: '"fedcba9876543210"', expires: "soon" }) + entry(), "w.yaml");
    expect(waivers.map(({ fingerprint }) => fingerprint)).toEqual(["0123456789abcdef"]);
  });
});

describe("applying waivers", () => {
  const { waivers } = readWaivers(entry(), "w.yaml");
  const finding: Finding & { fingerprint: string } = {
    check: "schema",
    code: "FIELD_REMOVED",
    severity: "error",
    message: "Gone.",
    locations: [],
    fingerprint: "0123456789abcdef",
  };
  const apply = (now: string, found: readonly (typeof finding)[] = [finding], complete = true): string[] => {
    const { findings, faults: wrong } = applyWaivers(found, waivers, { now: new Date(now), complete });
    return [
      ...findings.map(({ code, waived }) => (waived ? `waived ${code}` : code)),
      ...wrong.map(({ code }) => code),
    ];
  };

  it("lasts through the end of the day, in UTC", () => {
    expect(apply("2027-01-31T23:59:59.999Z")).toEqual(["waived FIELD_REMOVED"]);
    expect(apply("2027-02-01T00:00:00.000Z")).toEqual(["FIELD_REMOVED", "WAIVER_EXPIRED"]);
    expect(apply("2027-02-01T00:30:00+02:00")).toEqual(["waived FIELD_REMOVED"]);
  });

  it("is unused only where every check ran", () => {
    expect(apply("2027-01-01T00:00:00Z", [])).toEqual(["WAIVER_UNUSED"]);
    expect(apply("2027-01-01T00:00:00Z", [], false)).toEqual([]);
  });

  it("accepts no error of composition", () => {
    expect(apply("2027-01-01T00:00:00Z", [{ ...finding, check: "composition" }])).toEqual([
      "FIELD_REMOVED",
      "WAIVER_UNUSED",
    ]);
  });
});
