/** Puts a finished project into its folder: all of it, or nothing. Nothing that is there is touched. */
import { lstat, mkdir, rm, rmdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { reasonOf, ToolError } from "../tool-error.ts";
import type { ProjectFiles } from "./template.ts";

/** @returns Which of the files are there already, or have a file in the place of a folder. */
export async function filesInTheWay(dir: string, files: Iterable<string>): Promise<readonly string[]> {
  const found = new Set<string>();
  for (const file of files) {
    const parts = file.split("/");
    for (let depth = 1; depth <= parts.length; depth += 1) {
      const path = parts.slice(0, depth).join("/");
      const stats = await lstat(join(dir, path)).catch(() => undefined);
      // A link may lead to a folder, and leads out of the project in any case.
      const isInTheWay = stats !== undefined && (depth === parts.length || !stats.isDirectory());
      if (isInTheWay) found.add(path);
      if (!stats || isInTheWay) break;
    }
  }
  return [...found];
}

/** @throws ToolError naming the file that could not be written; what was written before it is gone again. */
export async function placeFiles(dir: string, files: ProjectFiles): Promise<void> {
  const written: string[] = [];
  const made: string[] = [];
  let path = dir;
  try {
    made.push(...(await makeFolder(dir)));
    for (const [file, text] of files) {
      path = join(dir, file);
      made.push(...(await makeFolder(dirname(path))));
      // `wx`: a file that somebody else has just written stays theirs.
      await writeFile(path, text, { flag: "wx" });
      written.push(path);
    }
  } catch (error) {
    for (const file of written) await rm(file, { force: true });
    for (const folder of made.toReversed()) await rmdir(folder).catch(() => undefined);
    throw new ToolError(`${path} could not be written: ${reasonOf(error)}. Nothing was left behind.`, { cause: error });
  }
}

/** @returns The folders that were made, the outermost first. */
async function makeFolder(dir: string): Promise<readonly string[]> {
  const first = await mkdir(dir, { recursive: true });
  if (first === undefined) return [];
  const made: string[] = [];
  for (let folder = dir; folder !== dirname(first); folder = dirname(folder)) made.unshift(folder);
  return made;
}
