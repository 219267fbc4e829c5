import { expect } from "@jest/globals";
import { validateConnectors } from "../../subgraphs/connect/validate/validate-connectors.ts";

/** The links that a subgraph with connectors begins with, and one source `api`. */
export function schema(version: string, body: string): string {
  return `
    extend schema
      @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key", "@external"])
      @link(url: "https://specs.apollo.dev/connect/v${version}", import: ["@source", "@connect"])
      @source(name: "api", http: { baseURL: "https://api.test/v1/" })
    ${body}
  `;
}

/**
 * Expects exactly the findings whose places are marked in the SDL: `‹users›` is one place, and `codes` says in the
 * order of the marks what is found there. One code stands for all marks; no mark means that nothing is wrong.
 */
export function expectFindings(marked: string, ...codes: readonly string[]): void {
  const { sdl, places } = readMarks(marked);
  const expected = places.map((place, index) => `${codes[index] ?? codes.at(-1) ?? ""} ${place}`);
  const found = validateConnectors(sdl, { file: "users.graphql" }).flatMap(({ code, locations }) =>
    locations.map(({ line, column, endLine, endColumn }) => `${code} ${line}:${column}-${endLine}:${endColumn}`),
  );
  expect(found.toSorted(byPlace)).toEqual(expected.toSorted(byPlace));
}

/** The messages of all findings, for tests of what they say. */
export function messages(sdl: string): string[] {
  return validateConnectors(sdl, { file: "users.graphql" }).map(({ message }) => message);
}

function readMarks(marked: string): { sdl: string; places: string[] } {
  let sdl = "";
  const starts: string[] = [];
  const places: string[] = [];
  for (const character of marked) {
    if (character === "‹") starts.push(position(sdl));
    else if (character === "›") places.push(`${starts.pop() ?? ""}-${position(sdl)}`);
    else sdl += character;
  }
  return { sdl, places };
}

function position(before: string): string {
  const lines = before.split("\n");
  return `${lines.length}:${(lines.at(-1) ?? "").length + 1}`;
}

function byPlace(a: string, b: string): number {
  const [left, right] = [sortKey(a), sortKey(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Lines and columns as numbers of equal length, before the code. */
function sortKey(finding: string): string {
  const [code = "", place = ""] = finding.split(" ");
  return `${place.replaceAll(/\d+/g, (digits) => digits.padStart(6, "0"))} ${code}`;
}
