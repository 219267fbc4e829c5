/** What is measured is the build, as it is shipped; an old one would measure yesterday. */
import { execFileSync } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { restuary, root } from "./start-server.ts";

const layers = ["schema", "subgraphs", "gateway", "cli"];

export function buildIfChanged(): void {
  if (lastChange() > builtAt())
    execFileSync("npm", ["run", "build"], { cwd: root, stdio: ["ignore", "ignore", "inherit"] });
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
