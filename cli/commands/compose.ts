import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { readSupergraph } from "../../schema/read-supergraph.ts";
import { composeProject } from "../compose-project.ts";
import { hasError } from "../output.ts";
import type { CommandContext, ExitCode } from "../command-context.ts";
import { openProject, requireSubgraphs, shownPath } from "../project.ts";
import { readSources } from "../read-sources.ts";
import { writeText } from "../write-text.ts";

type State = "written" | "unchanged" | "outdated";

/** Composes the project's subgraphs and writes, or with `check` compares, the supergraph and the API schema. */
export async function compose(
  { output, ...location }: CommandContext,
  options: { readonly out?: string; readonly check?: true },
): Promise<ExitCode> {
  const project = await openProject(location);
  requireSubgraphs(project);
  output.progress(`composing ${project.subgraphs.length} subgraphs`);
  const { supergraphSdl, diagnostics: composed } = await composeProject(project, await readSources(project));
  const folder = options.out === undefined ? join(project.root, "schema") : resolve(project.dir, options.out);
  const supergraphFile = shownPath(project, join(folder, "supergraph.graphql"));
  const read = supergraphSdl === undefined ? undefined : readSupergraph(supergraphSdl, supergraphFile);
  const diagnostics = [...composed, ...(read?.diagnostics ?? [])];

  output.findings(diagnostics);
  if (hasError(diagnostics) || !read?.supergraph) {
    output.json({ findings: diagnostics, files: [] });
    return 1;
  }
  const files = [
    { name: "supergraph.graphql", text: read.supergraph.sdl },
    { name: "api.graphql", text: `${read.supergraph.publicSdl.trimEnd()}\n` },
  ].map(({ name, text }) => ({ path: join(folder, name), text }));
  const states: { file: string; state: State }[] = [];
  for (const { path, text } of files) {
    states.push({ file: shownPath(project, path), state: await update(path, text, options.check === true) });
  }
  output.json({ findings: diagnostics, files: states });
  for (const { file, state } of states) output.text(`${file} ${state}`);
  if (!states.some(({ state }) => state === "outdated")) return 0;
  output.text("Run `restuary compose` and commit the result.");
  return 1;
}

/** A file that would not change is not touched, so that no watcher wakes for it. */
async function update(file: string, text: string, isCheck: boolean): Promise<State> {
  const before = await readFile(file, "utf8").catch(() => undefined);
  if (before === text) return "unchanged";
  if (isCheck) return "outdated";
  await writeText(file, text);
  return "written";
}
