import { readFileSync } from "node:fs";
import { expect, it } from "@jest/globals";
import { methodNames } from "../../subgraphs/mapping/methods/registry.ts";

it("docs/connect.md lists the methods of the mapping language, and no others", () => {
  const page = readFileSync(new URL("../../docs/connect.md", import.meta.url), "utf8");
  const table = page.slice(page.indexOf("| on | methods |"), page.indexOf("What no released router runs"));
  const listed = Array.from(table.matchAll(/`(\w+)`/gu), ([, name]) => name);
  expect(new Set(listed)).toEqual(new Set(methodNames));
});
