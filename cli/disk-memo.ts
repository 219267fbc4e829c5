/**
 * Results of before, in `node_modules/.cache/restuary`, by the hash of all that they depend on. A file that is damaged, or
 * that cannot be read or written, is no result: nothing fails for it.
 */
import { createHash } from "node:crypto";
import { readdirSync, statSync } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { noMemo, type Memo } from "./memo.ts";
import { packageRoot, packageVersion } from "./own-package.ts";

const keptMs = 14 * 24 * 60 * 60 * 1000;

/** @param root  The project's folder. Nothing is kept where neither it nor a folder above has a `node_modules`. */
export function createDiskMemo(root: string): Memo {
  const folder = memoFolder(root);
  if (folder === undefined) return noMemo;
  const tool = [packageVersion(), process.version, sourcesStamp()];
  return async (parts, compute) => {
    const key = createHash("sha256")
      .update(JSON.stringify([tool, parts]))
      .digest("hex");
    const file = join(folder, `${key}.json`);
    const known = await readResult(file);
    // The cast: what lies there was computed for the same parts, by the same version of this.
    if (known) return known.value as Awaited<ReturnType<typeof compute>>;
    const value = await compute();
    await writeResult(file, value);
    return value;
  };
}

/** Removes what nobody asked for in two weeks. */
export async function pruneDiskMemo(root: string, now: Date): Promise<void> {
  const folder = memoFolder(root);
  if (folder === undefined) return;
  for (const name of await readdir(folder).catch(() => [])) {
    const file = join(folder, name);
    const found = await stat(file).catch(() => undefined);
    if (found && now.getTime() - found.mtimeMs > keptMs) await rm(file, { force: true }).catch(() => undefined);
  }
}

/**
 * In the nearest `node_modules` there is: a graph may be a folder of a larger project. None is made, as a folder of a user's
 * that had none, for an installation from elsewhere, is to have none afterwards.
 */
function memoFolder(root: string): string | undefined {
  for (let folder = root; ; folder = dirname(folder)) {
    const modules = join(folder, "node_modules");
    if (isFolder(modules)) return join(modules, ".cache", "restuary");
    if (dirname(folder) === folder) return undefined;
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

async function readResult(file: string): Promise<{ readonly value: unknown } | undefined> {
  const text = await readFile(file, "utf8").catch(() => "");
  // The first line is the hash of the second: a file that is cut off, or was changed, is not believed.
  const end = text.indexOf("\n");
  const json = text.slice(end + 1);
  if (end === -1 || text.slice(0, end) !== hashOf(json)) return undefined;
  const now = new Date();
  await utimes(file, now, now).catch(() => undefined);
  return { value: JSON.parse(json) };
}

/** Written beside and moved into place: two runs at once never see half of a file. */
async function writeResult(file: string, value: unknown): Promise<void> {
  const json = JSON.stringify(value);
  if (json === undefined) return;
  const partial = `${file}.${process.pid}`;
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(partial, `${hashOf(json)}\n${json}`);
    await rename(partial, file);
  } catch {
    await rm(partial, { force: true }).catch(() => undefined);
  }
}

function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** In a checkout of this package the version stays while the rules change: there the newest source tells. */
function sourcesStamp(): number {
  if (!import.meta.url.endsWith(".ts")) return 0;
  const times = ["schema", "subgraphs", "gateway", "cli"].flatMap((layer) =>
    readdirSync(join(packageRoot, layer), { recursive: true, encoding: "utf8" }).map(
      (name) => statSync(join(packageRoot, layer, name), { throwIfNoEntry: false })?.mtimeMs ?? 0,
    ),
  );
  return Math.max(...times);
}
