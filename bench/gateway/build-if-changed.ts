/** What is measured is the build, as it is shipped; an old one would measure yesterday. */
import { spawnSync } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { restuary, root } from "./start-server.ts";

const layers = ["schema", "subgraphs", "gateway", "cli"];

export function buildIfChanged(): void {
  if (lastChange() <= builtAt()) return;
  const { status } = spawnSync("npm", ["run", "--silent", "build"], {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
  });
  if (status !== 0) throw new Error("`npm run build` has failed: there is nothing to measure.");
}

function lastChange(): number {
  const files = layers.flatMap((layer) =>
    readdirSync(join(root, layer), { recursive: true, encoding: "utf8" }).map((file) => join(root, layer, file)),
  );
  return Math.max(...files.map((file) => statSync(file).mtimeMs));
}

function builtAt(): number {
  return statSync(join(root, restuary), { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
