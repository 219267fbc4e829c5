/** The `documents` of graphql-config, which editors and code generators read: https://the-guild.dev/graphql/config */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Finding } from "../../schema/checks/finding.ts";
import { startOf } from "../../schema/source-text.ts";
import { parseYamlText } from "../../schema/yaml-text.ts";
import { loadModule } from "../load-module.ts";
import { reasonOf } from "../tool-error.ts";

const names = [
  ...["ts", "mts", "cts", "js", "mjs", "cjs", "json", "yaml", "yml"].flatMap((ending) => [
    `graphql.config.${ending}`,
    `.graphqlrc.${ending}`,
  ]),
  ".graphqlrc",
];

/**
 * @param shownAs  The file as findings name it.
 * @returns Globs, of all its projects; none where there is no such config. TOML is not read.
 */
export async function readGraphqlConfig(
  root: string,
  shownAs: (file: string) => string,
): Promise<{ documents: string[]; findings: Finding[] }> {
  const present = await readdir(root).catch((): string[] => []);
  const name = names.find((candidate) => present.includes(candidate));
  if (name === undefined) return { documents: await readPackage(root), findings: [] };
  const file = join(root, name);
  try {
    if (/\.[cm]?[jt]s$/.test(name))
      return { documents: documentsOf(await loadModule(file, shownAs(file))), findings: [] };
    const { value, diagnostics } = parseYamlText(await readFile(file, "utf8"), shownAs(file), "CONFIG_SYNTAX");
    return { documents: documentsOf(value), findings: diagnostics.map((one) => ({ ...one, check: "operations" })) };
  } catch (error) {
    return {
      documents: [],
      findings: [
        {
          check: "operations",
          code: "OPERATION_FILE_INVALID",
          severity: "error",
          message: `The operations that it names were not read: ${reasonOf(error)}`,
          locations: [startOf(shownAs(file))],
        },
      ],
    };
  }
}

/** `graphql` of package.json. What is wrong with that file is npm's to say. */
async function readPackage(root: string): Promise<string[]> {
  try {
    const value: unknown = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
    return documentsOf(member(value, "graphql"));
  } catch {
    return [];
  }
}

function documentsOf(config: unknown): string[] {
  const projects = member(config, "projects");
  const all = [config, ...(typeof projects === "object" && projects !== null ? Object.values(projects) : [])];
  return all
    .flatMap((project) => member(project, "documents"))
    .filter((pattern) => typeof pattern === "string")
    .map((pattern) => pattern.replace(/^(!?)\.\//, "$1"));
}

function member(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}
