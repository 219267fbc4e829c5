import type { Diagnostic } from "../../schema/diagnostic.ts";
import { pathText } from "../../schema/path-text.ts";
import type { Locate } from "../../schema/yaml-text.ts";

export interface VariablePlace {
  /** Of the text that reads it: `["sources", "users.api", "auth", "bearer"]`. */
  readonly path: readonly PropertyKey[];
  /** As messages name the config. */
  readonly file: string;
  readonly locate: Locate;
}

/** `CONFIG_VARIABLE_UNSET`: a variable that the config reads and the environment has not, or has empty. */
export function unsetVariable(
  name: string,
  env: Readonly<Record<string, string>>,
  { path, file, locate }: VariablePlace,
): Diagnostic {
  const location = locate(path);
  const state = Object.hasOwn(env, name) ? "empty" : "not set";
  return {
    code: "CONFIG_VARIABLE_UNSET",
    severity: "error",
    // A module has no places that are known, so that the sentence itself names the file.
    message: `${location ? "" : `${file}: `}\`${pathText(path)}\`: It reads \`${name}\`, which is ${state} in the environment.`,
    locations: location ? [location] : [],
    fix: `Set the environment variable \`${name}\`.`,
  };
}
