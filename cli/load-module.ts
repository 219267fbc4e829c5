import { access } from "node:fs/promises";
import { createRequire } from "node:module";
import { relative } from "node:path";
import { createJiti } from "jiti";
import { packageRoot } from "./own-package.ts";
import { reasonOf, ToolError } from "./tool-error.ts";

/**
 * Imports a user's module, TypeScript or JavaScript, and returns its default export. Each call evaluates the module and
 * what it imports by relative path anew, so that `dev` sees an edit.
 *
 * @param shownAs  The file as messages name it.
 * @param remedy  What to write where it has no default export, which is refused then. Absent: all that it exports is taken.
 * @throws ToolError when it is missing, does not compile, or throws.
 */
export async function loadModule(file: string, shownAs: string, remedy?: string): Promise<unknown> {
  let exported: unknown;
  const jiti = createJiti(import.meta.url, { moduleCache: false, virtualModules: await ownModules(file) });
  try {
    await access(file);
    exported = await jiti.import(file);
  } catch (error) {
    throw new ToolError(`${shownAs} could not be loaded: ${withoutStack(reasonOf(error))}`, { cause: error });
  }
  if (typeof exported === "object" && exported !== null && "default" in exported) return exported.default;
  if (remedy === undefined) return exported;
  throw new ToolError(`${shownAs} has no default export. ${remedy}`);
}

/**
 * `import ... from "restuary"` finds the project's own installation. It gets what runs here where there is none (a
 * global installation, `npx`), and where it would find this same package, so that there are never two of it.
 */
async function ownModules(file: string): Promise<Record<string, unknown>> {
  const found = resolveFrom(file, "restuary");
  const isOther = found !== undefined && relative(packageRoot, found).startsWith("..");
  return isOther ? {} : { restuary: await import("../index.ts") };
}

function resolveFrom(file: string, specifier: string): string | undefined {
  try {
    return createRequire(file).resolve(specifier);
  } catch {
    return undefined;
  }
}

/** Compilers put a code frame below their sentence, which helps, and a stack below that, which does not. */
function withoutStack(text: string): string {
  return text.split(/\n(?:\s+at |Require stack:)/)[0]?.trimEnd() ?? text;
}
