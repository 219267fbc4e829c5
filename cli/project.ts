import { readdir } from "node:fs/promises";
import { basename, dirname, join, relative, resolve } from "node:path";
import type { SourceSettings } from "../subgraphs/connect/connector.ts";
import type { Locate } from "../schema/yaml-text.ts";
import { toCacheSettings } from "./config/cache-config.ts";
import type { RestuaryConfig, SubgraphConfig } from "./config/config.ts";
import { toTransportSettings } from "./config/source-transport-config.ts";
import { loadConfig } from "./config/load-config.ts";
import { SUBGRAPH_NAME } from "./config/subgraph-name.ts";
import type { InNumbers } from "./config/units.ts";
import { ToolError } from "./tool-error.ts";

/** One subgraph of the project, before anything of it is read. `file` is absolute. */
export type ProjectSubgraph =
  | { readonly kind: "declared"; readonly name: string; readonly file: string }
  | { readonly kind: "coded"; readonly name: string; readonly file: string }
  | {
      readonly kind: "remote";
      readonly name: string;
      readonly file: string;
      readonly url: string;
      readonly forward?: readonly string[];
      readonly showErrors?: boolean;
    };

/** A folder with its config, both known, neither the subgraphs read. */
export interface Project {
  /** `-C`, absolute: what paths in arguments and in messages are relative to. */
  readonly dir: string;
  /** What paths in the config are relative to: the folder it is in. */
  readonly root: string;
  readonly config: InNumbers<RestuaryConfig>;
  /** Absolute; `undefined` where there is no config. */
  readonly configFile?: string;
  readonly locate: Locate;
  readonly subgraphs: readonly ProjectSubgraph[];
}

/**
 * @param options.dir     Absolute.
 * @param options.config  `--config`.
 * @throws ToolError when the config is wrong, or a file in `subgraphs/` has a name that no subgraph can have.
 */
export async function openProject(options: { readonly dir: string; readonly config?: string }): Promise<Project> {
  const { config, file, locate } = await loadConfig({
    dir: options.dir,
    ...(options.config === undefined ? {} : { file: options.config }),
  });
  const root = file === undefined ? options.dir : dirname(file);
  return {
    dir: options.dir,
    root,
    config,
    ...(file === undefined ? {} : { configFile: file }),
    locate,
    subgraphs: hasEntries(config.subgraphs) ? listed(config.subgraphs, root) : await found(root),
  };
}

/** @throws ToolError where a command needs the sources of at least one subgraph, and there are none. */
export function requireSubgraphs(project: Project): void {
  if (project.subgraphs.length > 0) return;
  const folder = relative(project.dir, join(project.root, "subgraphs")) || "subgraphs";
  throw new ToolError(
    `There are no subgraphs: ${folder}/ holds no .graphql file, and no config names any. ` +
      `Write a first subgraph to ${folder}/<name>.graphql, or choose the project's folder with -C.`,
  );
}

/** How messages name a file of the project. */
export function shownPath(project: Pick<Project, "dir">, file: string): string {
  return relative(project.dir, file) || basename(file);
}

/** How each REST service is reached, keyed `<subgraph>.<source name>`. `tls` and `auth` are for `openProjectTransport`. */
export function sourceSettings(project: Project): Record<string, SourceSettings> {
  return Object.fromEntries(
    Object.entries(project.config.sources ?? {}).map(([key, source]) => {
      const { baseUrl, config, strict, problemMembers, callOnNullKey, maxUrl } = source;
      const forward = forwardedOf(source);
      const cache = toCacheSettings(source.cache);
      const settings: SourceSettings = {
        ...toTransportSettings(source),
        ...(cache && { cache }),
        ...(baseUrl !== undefined && { baseUrl }),
        ...(config !== undefined && { config }),
        ...(forward !== undefined && { forward }),
        ...(strict !== undefined && { strict }),
        ...(problemMembers !== undefined && { problemMembers }),
        ...(callOnNullKey !== undefined && { callOnNullKey }),
        ...(maxUrl !== undefined && { maxUrlBytes: maxUrl }),
      };
      return [key, settings];
    }),
  );
}

/**
 * What is copied of a client's headers: for an exchange of tokens also the client's, which is part then of every key
 * under which answers are kept or shared.
 */
function forwardedOf({ forward, auth }: Pick<SubgraphConfig, "forward" | "auth">): readonly string[] | undefined {
  if (!auth?.tokenExchange) return forward;
  const { subjectHeader = "authorization" } = auth.tokenExchange;
  const own = subjectHeader.toLowerCase();
  return [...(forward ?? []).filter((name) => name.toLowerCase() !== own), own];
}

function hasEntries<T>(record: Readonly<Record<string, T>> | undefined): record is Readonly<Record<string, T>> {
  return record !== undefined && Object.keys(record).length > 0;
}

function listed(subgraphs: NonNullable<InNumbers<RestuaryConfig>["subgraphs"]>, root: string): ProjectSubgraph[] {
  return Object.entries(subgraphs).map(([name, subgraph]) => {
    const { schema, module, url } = subgraph;
    const forward = forwardedOf(subgraph);
    if (module !== undefined) return { kind: "coded", name, file: resolve(root, module) };
    // The config's schema lets none through that has neither.
    const file = resolve(root, schema ?? "");
    if (url === undefined) return { kind: "declared", name, file };
    const { showErrors } = subgraph;
    return {
      kind: "remote",
      name,
      file,
      url,
      ...(forward && { forward }),
      ...(showErrors !== undefined && { showErrors }),
    };
  });
}

async function found(root: string): Promise<ProjectSubgraph[]> {
  const folder = join(root, "subgraphs");
  const files = await readdir(folder).catch(() => []);
  return (
    files
      // Hidden files are an editor's: its locks and its backups.
      .filter((file) => file.endsWith(".graphql") && !file.startsWith("."))
      .toSorted()
      .map((file) => ({ kind: "declared", name: nameFrom(file), file: join(folder, file) }))
  );
}

/** The same names as in a config, or a subgraph could be neither configured there nor told from another in the supergraph. */
function nameFrom(file: string): string {
  const name = basename(file, ".graphql");
  if (SUBGRAPH_NAME.test(name)) return name;
  throw new ToolError(
    `subgraphs/${file} is not named as a subgraph can be: a letter, then letters, digits, \`_\` and \`-\`. ` +
      `Rename it, or name every subgraph in a config: \`subgraphs: { a-name: { schema: "subgraphs/${file}" } }\`.`,
  );
}
