import { isAbsolute, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * One line for the log of what should not happen. The project's own code is shown the line of it that threw:
 *
 *     a resolver, at posts.author: TypeError: x is not a function (subgraphs/posts/index.ts:12:9)
 *
 * @param dir  What the file is relative to; a line outside of it is not the project's.
 */
export function describeFault(error: unknown, where: string | undefined, dir: string): string {
  const place = where === undefined ? undefined : ownFrame(error, dir);
  // What the gateway says itself is a sentence; the class of an error says something where code threw it.
  const said = where === undefined && error instanceof Error && error.name === "Error" ? error.message : String(error);
  return `${where === undefined || where === "" ? "" : `${where}: `}${said}${place === undefined ? "" : ` (${place})`}`;
}

function ownFrame(error: unknown, dir: string): string | undefined {
  const stack = error instanceof Error ? (error.stack ?? "") : "";
  for (const line of stack.split("\n")) {
    const found = /^\s+at .*?\(?((?:file:\/\/|\/|[A-Za-z]:\\).*):(\d+):(\d+)\)?$/.exec(line);
    if (!found?.[1]) continue;
    const file = relative(dir, found[1].startsWith("file:") ? fileURLToPath(found[1]) : found[1]);
    const isOwn = !file.startsWith("..") && !isAbsolute(file) && !file.split(sep).includes("node_modules");
    if (isOwn) return `${file}:${found[2]}:${found[3]}`;
  }
  return undefined;
}
