import { readdir, readFile } from "node:fs/promises";
import { basename, extname, join, relative, resolve } from "node:path";
import type { Diagnostic } from "../../schema/diagnostic.ts";
import type { Locate } from "../../schema/yaml-text.ts";
import { reasonOf, ToolError, unreadable } from "../tool-error.ts";
import type { RestuaryConfig } from "./config.ts";
import type { InNumbers } from "./units.ts";

export interface LoadedConfig {
  readonly config: InNumbers<RestuaryConfig>;
  /** Absolute; `undefined` where the project has no config. */
  readonly file?: string;
  readonly locate: Locate;
}

// What reads and checks a config is loaded where there is one: many commands need none, and start in half the time.
/** In the order of preference of their endings; there may be only one. */
const CONFIG_NAMES = ["ts", "mts", "js", "mjs", "cjs", "json", "yaml", "yml"].map(
  (ending) => `restuary.config.${ending}`,
);

/**
 * Finds, reads and checks the config of the project in `dir`.
 *
 * @param options.file  `--config`; relative to `dir`.
 * @throws ToolError with the diagnostics `CONFIG_*` when the config is wrong or cannot be read.
 */
export async function loadConfig(options: { readonly dir: string; readonly file?: string }): Promise<LoadedConfig> {
  const file = options.file === undefined ? await findConfig(options.dir) : resolve(options.dir, options.file);
  if (file === undefined) return { config: {}, locate: () => undefined };

  const shownAs = relative(options.dir, file) || basename(file);
  const { value, locate, diagnostics: syntax } = await readConfig(file, shownAs, options.dir);
  if (syntax.length > 0) throw wrongConfig(shownAs, syntax);
  const { checkConfig } = await import("./check-config.ts");
  const { config, diagnostics } = checkConfig(value, shownAs, locate);
  if (!config) throw wrongConfig(shownAs, diagnostics);
  return { config, file, locate };
}

/** The config is at fault, so that nothing can run. */
function wrongConfig(shownAs: string, diagnostics: readonly Diagnostic[]): ToolError {
  return new ToolError(`The config ${shownAs} is not valid.`, { diagnostics });
}

async function findConfig(dir: string): Promise<string | undefined> {
  let names: string[];
  try {
    names = await readdir(dir);
  } catch (error) {
    throw new ToolError(`The folder ${dir} could not be read: ${reasonOf(error)}.`, { cause: error });
  }
  const found = CONFIG_NAMES.filter((name) => names.includes(name));
  if (found.length > 1)
    throw new ToolError(`There is more than one config: ${found.join(", ")}. Keep one, or name it with --config.`);
  return found[0] === undefined ? undefined : join(dir, found[0]);
}

async function readConfig(
  file: string,
  shownAs: string,
  dir: string,
): Promise<{ value: unknown; locate: Locate; diagnostics: readonly Diagnostic[] }> {
  if ([".json", ".yaml", ".yml"].includes(extname(file))) {
    let text: string;
    try {
      text = await readFile(file, "utf8");
    } catch (error) {
      throw unreadable("config", shownAs, dir, error);
    }
    const { parseYamlText } = await import("../../schema/yaml-text.ts");
    return parseYamlText(text, shownAs, "CONFIG_SYNTAX");
  }
  const { loadModule } = await import("../load-module.ts");
  const remedy = "Write `export default defineConfig({ ... })`.";
  return { value: await loadModule(file, shownAs, remedy), locate: () => undefined, diagnostics: [] };
}
