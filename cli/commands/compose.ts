import { readFile, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { buildContract } from "../../schema/contracts/build-contract.ts";
import type { Diagnostic } from "../../schema/diagnostic.ts";
import { readSupergraph, type Supergraph } from "../../schema/read-supergraph.ts";
import { composeProject } from "../compose-project.ts";
import { createDiskMemo, pruneDiskMemo } from "../disk-memo.ts";
import { noMemo } from "../memo.ts";
import { hasError } from "../output.ts";
import type { CommandContext, ExitCode } from "../command-context.ts";
import { openProject, requireSubgraphs, shownPath, type Project } from "../project.ts";
import { readSources, type Sources } from "../read-sources.ts";
import { readRouterNames, type RouterName } from "../routers/router-names.ts";
import { requireKnownAddresses } from "../routers/require-known-addresses.ts";
import { isOurs, type RouterFile } from "../routers/router-file.ts";
import { writeText } from "../write-text.ts";

/** `kept`: a config that the user has made their own. */
type State = "written" | "unchanged" | "outdated" | "kept" | "removed";

/**
 * Composes the project's subgraphs and writes, or with `check` compares, the supergraph and the API schema, those of
 * contracts, and what other routers need.
 */
export async function compose(
  { output, ...location }: CommandContext,
  options: { readonly out?: string; readonly check?: true; readonly cache: boolean; readonly for?: readonly string[] },
): Promise<ExitCode> {
  const asked = readRouterNames(options.for ?? []);
  const project = await openProject(location);
  requireSubgraphs(project);
  requireKnownAddresses(project);
  output.progress(`composing ${project.subgraphs.length} subgraphs`);
  // What another composer makes depends on its version, which we do not know.
  const memo = options.cache && project.config.composer !== "apollo" ? createDiskMemo(project.root) : noMemo;
  const sources = await readSources(project, { memo });
  const { supergraphSdl, diagnostics: composed } = await composeProject(project, sources, { memo });
  if (options.cache) await pruneDiskMemo(project.root, new Date());
  const folder = options.out === undefined ? join(project.root, "schema") : resolve(project.dir, options.out);
  const supergraphFile = shownPath(project, join(folder, "supergraph.graphql"));
  const read = supergraphSdl === undefined ? undefined : readSupergraph(supergraphSdl, supergraphFile);
  const contracts = read?.supergraph ? buildContracts(project, sources.inputs, read.supergraph, folder) : [];
  const diagnostics = [...composed, ...(read?.diagnostics ?? []), ...contracts.flatMap(({ findings }) => findings)];

  output.findings(diagnostics);
  if (hasError(diagnostics) || !read?.supergraph) {
    output.json({ findings: diagnostics, files: [] });
    return 1;
  }
  const files = [
    ...filesOf(read.supergraph, "supergraph.graphql", "api.graphql"),
    ...contracts.flatMap(({ name, supergraph }) =>
      supergraph ? filesOf(supergraph, `contracts/${name}.graphql`, `contracts/${name}.api.graphql`) : [],
    ),
  ].map(({ name, text }) => ({ path: join(folder, name), text }));
  const isCheck = options.check === true;
  const states: FileState[] = [];
  for (const { path, text } of files) states.push({ file: path, state: await update(path, text, isCheck) });
  states.push(...(await updateRouters(asked, folder, { project, sources, supergraph: read.supergraph, isCheck })));
  const shown = states.map(({ file, state }) => ({ file: shownPath(project, file), state }));
  output.json({ findings: diagnostics, files: shown });
  for (const { file, state } of shown) output.text(`${file} ${state}`);
  if (!states.some(({ state }) => state === "outdated")) return 0;
  output.text("Run `restuary compose` and commit the result.");
  return 1;
}

interface FileState {
  readonly file: string;
  readonly state: State;
}

/** What was written for a router once is kept up to date, whether it is asked for again or not. */
async function updateRouters(
  asked: readonly RouterName[],
  folder: string,
  graph: {
    readonly project: Project;
    readonly sources: Sources;
    readonly supergraph: Supergraph;
    readonly isCheck: boolean;
  },
): Promise<FileState[]> {
  const { project, sources, supergraph, isCheck } = graph;
  const { routerFiles, staleFiles, writtenRouters } = await import("../routers/router-files.ts");
  const routers = new Set([...asked, ...(await writtenRouters(folder))]);
  if (routers.size === 0) return [];
  const { routerSubgraphs } = await import("../routers/router-subgraph.ts");
  const subgraphs = routerSubgraphs(project, sources.read);
  const states: FileState[] = [];
  for (const router of routers) {
    const files = routerFiles(router, { subgraphs, supergraph: supergraph.document });
    for (const { path, ...file } of files) {
      const place = join(folder, router, path);
      states.push({ file: place, state: await updateRouterFile(place, file, isCheck) });
    }
    for (const path of await staleFiles(join(folder, router), files)) {
      const place = join(folder, router, path);
      if (!isCheck) await rm(place);
      states.push({ file: place, state: isCheck ? "outdated" : "removed" });
    }
  }
  return states;
}

async function updateRouterFile(
  file: string,
  { text, adoptable }: Omit<RouterFile, "path">,
  isCheck: boolean,
): Promise<State> {
  const before = adoptable ? await readFile(file, "utf8").catch(() => undefined) : undefined;
  return before !== undefined && !isOurs(before) ? "kept" : update(file, text, isCheck);
}

/** Each is served like the graph itself: `restuary serve --supergraph schema/contracts/public.graphql`. */
function buildContracts(
  project: Project,
  subgraphs: Sources["inputs"],
  supergraph: Supergraph,
  folder: string,
): { readonly name: string; readonly supergraph?: Supergraph; readonly findings: readonly Diagnostic[] }[] {
  return Object.entries(project.config.contracts ?? {}).map(([name, filter]) => {
    const file = shownPath(project, join(folder, "contracts", `${name}.graphql`));
    return { name, ...buildContract(name, filter, { supergraph, subgraphs }, { file }) };
  });
}

function filesOf({ sdl, publicSdl }: Supergraph, graph: string, api: string): { name: string; text: string }[] {
  return [
    { name: graph, text: sdl },
    { name: api, text: `${publicSdl.trimEnd()}\n` },
  ];
}

/** A file that would not change is not touched, so that no watcher wakes for it. */
async function update(file: string, text: string, isCheck: boolean): Promise<State> {
  const before = await readFile(file, "utf8").catch(() => undefined);
  if (before === text) return "unchanged";
  if (isCheck) return "outdated";
  await writeText(file, text);
  return "written";
}
