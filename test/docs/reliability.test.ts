import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { faultKinds } from "../gateway/faults/fault-kinds.ts";

const root = join(import.meta.dirname, "../..");
const read = (file: string): string => readFileSync(join(root, file), "utf8");

describe.each(["docs/reliability.md", "SECURITY.md"])("%s", (file) => {
  it("leads to files that are there", () => {
    const links = [...read(file).matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, target = ""]) => target);
    expect(links.length).toBeGreaterThan(10);
    expect(links.filter((target) => !existsSync(join(root, dirname(file), target)))).toEqual([]);
  });

  it("has headings where it leads to them", () => {
    const headings = [...read(file).matchAll(/^#+ (.*)$/gm)].map(([, text = ""]) =>
      text
        .toLowerCase()
        .replaceAll(/[^\w -]/g, "")
        .replaceAll(" ", "-"),
    );
    for (const [, target] of read(file).matchAll(/\]\(#([^)]+)/g)) expect(headings).toContain(target);
  });
});

it("docs/reliability.md has what each fault becomes", () => {
  const rows = Object.entries(faultKinds).map(([name, { reason, attempts = 1 }]) =>
    ["", ` ${name} `, reason === "none" ? " answered " : ` \`${reason}\` `, ` ${attempts} `, ""].join("|"),
  );
  const table = ["| the answer | `extensions.reason` | a GET is sent, times |", "|---|---|--:|", ...rows].join("\n");
  const page = read("docs/reliability.md");
  expect(/<!-- faults -->\n([\s\S]*?)\n<!-- \/faults -->/.exec(page)?.[1]).toBe(table);
  expect(page).toContain(`[${rows.length} kinds](#faults-of-a-service)`);
});
it("SECURITY.md has a test for each threat", () => {
  const [, section = ""] = read("SECURITY.md").split("## Threats\n");
  const rows = section
    .split("\n## ", 1)[0]
    ?.split("\n")
    .filter((line) => line.startsWith("| ") && !line.startsWith("| threat"));
  expect(rows?.length).toBeGreaterThan(15);
  expect(rows?.filter((row) => !/\]\(test\/[\w/.-]+\.(?:test|fuzz)\.ts\)[^|]*\|$/.test(row))).toEqual([]);
});
