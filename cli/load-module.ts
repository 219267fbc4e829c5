import { createRequire } from "node:module";
import { createJiti } from "jiti";
import { reasonOf, ToolError } from "./tool-error.ts";

/**
 * Imports a user's module, TypeScript or JavaScript, and returns its default export. Each call evaluates the module and
 * what it imports by relative path anew, so that `dev` sees an edit.
 *
 * @throws ToolError when it is missing, does not compile, or throws.
 */
export async function loadModule(file: string, shownAs: string): Promise<unknown> {
  const jiti = createJiti(import.meta.url, { moduleCache: false, virtualModules: await ownModules(file) });
  try {
    return await jiti.import(file, { default: true });
  } catch (error) {
    throw new ToolError(`${shownAs} could not be loaded: ${firstParagraph(reasonOf(error))}`, { cause: error });
  }
}

/**
 * `import ... from "restuary"` finds the project's own installation. Where there is none (`npx restuary`, a checkout),
 * it gets this package.
 */
async function ownModules(file: string): Promise<Record<string, unknown>> {
  try {
    createRequire(file).resolve("restuary");
    return {};
  } catch {
    return { restuary: await import("../index.ts") };
  }
}

/** Compilers add their own stack below a blank line; the sentence and its code frame come first. */
function firstParagraph(text: string): string {
  return text.split("\n    at ")[0]?.trimEnd() ?? text;
}
