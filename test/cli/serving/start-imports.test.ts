import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { expect, it } from "@jest/globals";

const root = join(import.meta.dirname, "../../..");
const valueImport = /^(?:import|export) (?!type\b)(?:[^;]*? from )?"([^"]+)";/gm;

/** What a module loads before its first line runs, itself included: files of ours and names of packages. */
function loadedBy(...files: readonly string[]): { readonly own: Set<string>; readonly packages: Set<string> } {
  const own = new Set(files);
  const packages = new Set<string>();
  for (const file of own) {
    for (const [, specifier = ""] of readFileSync(join(root, file), "utf8").matchAll(valueImport)) {
      if (specifier.startsWith(".")) own.add(relative(root, join(root, dirname(file), specifier)));
      else if (!specifier.startsWith("node:")) packages.add(specifier);
    }
  }
  return { own, packages };
}

it("starts to serve without a config and loads nothing that reads or checks one", () => {
  const { own, packages } = loadedBy(
    "cli/main.ts",
    "cli/commands/serve.ts",
    "cli/serving/start-serving.ts",
    "gateway/load-graph.ts",
  );
  // That it follows imports at all.
  expect([...own].every((file) => existsSync(join(root, file)))).toBe(true);
  expect(own).toContain("cli/config/load-config.ts");
  expect(own).toContain("gateway/http-server.ts");
  expect(packages).toContain("graphql");
  for (const name of ["zod", "yaml", "jiti", "tinyglobby"]) expect(packages).not.toContain(name);
});

it("loads zod with the schema of a config", () => {
  expect(loadedBy("cli/config/check-config.ts").packages).toContain("zod");
});
