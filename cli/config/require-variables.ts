import type { Diagnostic } from "../../schema/diagnostic.ts";
import { environment } from "../environment.ts";
import { shownPath, type Project } from "../project.ts";
import { ToolError } from "../tool-error.ts";
import { readVariables } from "./env-values.ts";
import { unsetVariable } from "./unset-variable.ts";

type Path = readonly PropertyKey[];

/**
 * Holds all that a gateway will read of the environment against it, before anything is composed or opened: who deploys it
 * learns of every variable at once.
 *
 * @throws ToolError with a `CONFIG_VARIABLE_UNSET` for each place.
 */
export function requireVariables(project: Project): void {
  const { locate, configFile } = project;
  const file = configFile === undefined ? "" : shownPath(project, configFile);
  const env = environment();
  const diagnostics: Diagnostic[] = [];
  for (const { text, path } of placesOf(project)) {
    readVariables(text, env, (name) => {
      diagnostics.push(unsetVariable(name, env, { path, file, locate }));
      return "";
    });
  }
  if (diagnostics.length > 0)
    throw new ToolError("The config reads variables that the environment does not have.", { diagnostics });
}

/** Where variables are read. `config` of a source is none: its values are data. */
function placesOf({ config }: Project): readonly { readonly text: string; readonly path: Path }[] {
  const { auth, cache, sources = {}, subgraphs = {} } = config;
  const reached = Object.entries({ sources, subgraphs }).flatMap(([group, entries]) =>
    Object.entries(entries).flatMap(([key, { auth: secrets, tls }]) => [
      ...textsIn(secrets, [group, key, "auth"]),
      ...textsIn(tls?.passphrase, [group, key, "tls", "passphrase"]),
    ]),
  );
  return [
    ...reached,
    ...textsIn(auth?.jwt, ["auth", "jwt"]),
    ...(cache?.store === "redis" ? textsIn(cache.url, ["cache", "url"]) : []),
  ];
}

function textsIn(value: unknown, path: Path): { readonly text: string; readonly path: Path }[] {
  if (typeof value === "string") return [{ text: value, path }];
  if (Array.isArray(value)) return value.flatMap((item, index) => textsIn(item, [...path, index]));
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => textsIn(member, [...path, key]));
}
