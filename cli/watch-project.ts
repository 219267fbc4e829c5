import { extname, relative, sep } from "node:path";
import { watch } from "chokidar";

/** Files that a graph is made of. */
const ENDINGS = new Set([".graphql", ".ts", ".mts", ".cts", ".js", ".mjs", ".cjs", ".json", ".yaml", ".yml"]);
/** Folders with thousands of files that no graph is made of. */
const SKIPPED = new Set(["node_modules", "dist", "build", "coverage"]);
/** Editors save in several steps, and `git checkout` changes many files. */
const SETTLE_MS = 60;

/**
 * Tells of files that changed, together where they changed together, and one call after the other. Watches the
 * project's folder and the subgraphs that are outside of it.
 *
 * @returns A function that stops watching and waits for the last call.
 */
export async function watchProject(
  { root, subgraphs }: { readonly root: string; readonly subgraphs: readonly { readonly file: string }[] },
  onChange: (files: readonly string[]) => Promise<void>,
): Promise<() => Promise<void>> {
  const outside = subgraphs.map(({ file }) => file).filter((file) => relative(root, file).startsWith(".."));
  const watcher = watch([root, ...outside], {
    ignoreInitial: true,
    ignored: (path, stats) => isIgnored(relative(root, path), stats?.isFile() === true),
  });

  const changed = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let running = Promise.resolve();
  const flush = (): void => {
    running = running.then(async () => {
      const files = [...changed];
      changed.clear();
      if (files.length > 0) await onChange(files);
    });
  };
  watcher.on("all", (event, path) => {
    if (event === "addDir" || event === "unlinkDir") return;
    changed.add(path);
    clearTimeout(timer);
    timer = setTimeout(flush, SETTLE_MS);
  });
  await new Promise<void>((resolve) => watcher.once("ready", resolve));
  return async () => {
    clearTimeout(timer);
    await watcher.close();
    await running;
  };
}

function isIgnored(path: string, isFile: boolean): boolean {
  if (path.startsWith("..")) return false;
  const folders = path.split(sep);
  if (folders.some((name) => SKIPPED.has(name) || (name.startsWith(".") && name.length > 1))) return true;
  return isFile && !ENDINGS.has(extname(path));
}
