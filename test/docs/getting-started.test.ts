import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { runRestuary } from "../support/restuary-process.ts";

const page = readFileSync(join(import.meta.dirname, "../../docs/getting-started.md"), "utf8");

let dir: string;
let project: string;
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), "restuary-docs-"));
  project = join(dir, "graph");
  await runRestuary(["init", "graph", "--yes", "-C", dir]);
});
afterAll(() => {
  rmSync(dir, { recursive: true, force: true });
});

function blocks(language: string): readonly string[] {
  return [...page.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, "gms"))].map(([, text = ""]) => text);
}

describe("docs/getting-started.md", () => {
  it("lists the options that `init` has", async () => {
    const { stdout } = await runRestuary(["init", "--help"]);
    const listed = [...page.matchAll(/^\| `(--[a-z-]+)/gm)].map(([, option = ""]) => option);

    expect(listed).toEqual(["--yes", "--openapi", "--base-url", "--name", "--format"]);
    expect(listed.filter((option) => !stdout.includes(option))).toEqual([]);
  });

  it("shows a query of the new graph, which costs the two calls that it says", async () => {
    const [query = ""] = blocks("graphql");
    writeFileSync(join(dir, "query.graphql"), query);
    const explained = await runRestuary(["explain", "../query.graphql", "-C", project, "--assume-list-size", "5"]);

    expect(explained).toMatchObject({ code: 0, stderr: "" });
    expect(explained.stdout).toMatch(/\/books +1 call\b/);
    expect(explained.stdout).toContain("In all 1 to 2 calls.");
  });

  it("names files that a project has, and scripts", () => {
    const { scripts } = JSON.parse(readFileSync(join(project, "package.json"), "utf8")) as { scripts: object };
    const patterns = [...page.matchAll(/^\| (`.*?`) \|/gm)]
      .flatMap(([, cell = ""]) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name))
      // Only imported services have the document, and a row of options no file.
      .filter((name) => !name.startsWith("-") && !name.includes("openapi"));

    expect(patterns.length).toBeGreaterThan(7);
    expect(patterns.filter((pattern) => !isThere(pattern))).toEqual([]);
    expect(Object.keys(scripts)).toEqual(expect.arrayContaining(["start", "test", "check", "compose"]));
  });

  it("shows what the client has", () => {
    const [line = ""] = (blocks("ts")[0] ?? "").split("\n");

    expect(readFileSync(join(project, "client/main.ts"), "utf8")).toContain(line);
  });

  it("says what `check` finds when `year` is gone", async () => {
    const file = join(project, "subgraphs/books.graphql");
    const before = readFileSync(file, "utf8");
    writeFileSync(
      file,
      before.replaceAll(/^ +year: published\n/gm, "").replace(/^ +"When it was first published."\n +year: Int\n/m, ""),
    );
    const { code, stdout } = await runRestuary(["check", "-C", project]);
    writeFileSync(file, before);

    expect(code).toBe(1);
    expect(stdout).toContain("schema/operations/books.graphql");
    expect(stdout).toContain("`Book.year`");
  });
});

/** A file, a folder, or a pattern of files in one folder: `tests/*.connector.yaml`. */
function isThere(pattern: string): boolean {
  const [folder = "", ending] = pattern.split("*");
  if (ending === undefined) return existsSync(join(project, pattern));
  return readdirSync(join(project, folder)).some((name) => name.endsWith(ending));
}
