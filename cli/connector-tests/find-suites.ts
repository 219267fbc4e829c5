import { readdir, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { reasonOf, ToolError } from "../tool-error.ts";

/** Where suites are looked for where nothing is named. */
const DEFAULT_FOLDERS = ["tests", "subgraphs"];
const SUITE_NAME = /\.connector\.ya?ml$/;

/**
 * The suites to be run, absolute, sorted: the files that are named, and those in folders that are.
 *
 * @param paths  Files and folders, relative to `dir`; none for the default folders.
 * @throws ToolError when one does not exist, or there is no suite at all.
 */
export async function findSuites(dir: string, paths: readonly string[]): Promise<readonly string[]> {
  const found = new Set<string>();
  for (const path of paths) {
    const absolute = resolve(dir, path);
    const stats = await stat(absolute).catch((error: unknown) => {
      throw new ToolError(`${path} could not be read: ${reasonOf(error)}.`, { cause: error });
    });
    const files = stats.isDirectory() ? await suitesIn(absolute) : [absolute];
    for (const file of files) found.add(file);
  }
  if (paths.length === 0) {
    for (const folder of DEFAULT_FOLDERS) {
      for (const file of await suitesIn(join(dir, folder))) found.add(file);
    }
  }
  if (found.size === 0) {
    const where = paths.length === 0 ? DEFAULT_FOLDERS.map((folder) => `${folder}/`) : paths;
    throw new ToolError(
      `There are no tests: no *.connector.yaml in ${where.join(" or ")}. \`restuary record\` writes some from a real call.`,
    );
  }
  return [...found].toSorted();
}

/** A folder that does not exist has none. */
async function suitesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const found: string[] = [];
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (entry.name !== "node_modules" && !entry.name.startsWith(".")) found.push(...(await suitesIn(path)));
    } else if (SUITE_NAME.test(entry.name)) {
      found.push(path);
    }
  }
  return found;
}
