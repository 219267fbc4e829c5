/** The files of a new project, as they lie in `templates/`, with the project's own names written into them. */
import { readdir, readFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { packageRoot } from "../own-package.ts";

/** Text by path, which is relative to the project and written with `/`. */
export type ProjectFiles = ReadonlyMap<string, string>;

/** `NAME` stands in the files as `__NAME__`, which is a name in every language that they are written in. */
export type TemplateValues = Readonly<Record<string, string>>;

/** @param name  A folder of `templates/`; what is in `project/` is part of every project. */
export async function readTemplate(name: "example" | "openapi", values: TemplateValues): Promise<ProjectFiles> {
  const files = new Map<string, string>();
  for (const folder of ["project", name]) {
    for (const [file, text] of await readFolder(join(packageRoot, "templates", folder))) {
      files.set(file, fillIn(text, values));
    }
  }
  return files;
}

async function readFolder(root: string): Promise<[string, string][]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Promise.all(
    files.toSorted().map(async (file) => [targetOf(relative(root, file)), await readFile(file, "utf8")] as const),
  ).then((read) => read.map(([file, text]) => [file, text]));
}

/** npm takes a `.gitignore` in a package for one that says what to pack. */
function targetOf(file: string): string {
  const path = file.split(sep).join("/");
  return path === "gitignore" ? ".gitignore" : path;
}

function fillIn(text: string, values: TemplateValues): string {
  return text.replace(/__([A-Z]+(?:_[A-Z]+)*)__/g, (placeholder, name: string) => values[name] ?? placeholder);
}
