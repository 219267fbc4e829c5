/** Composes a project that is in no folder yet. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readSupergraph } from "../../schema/read-supergraph.ts";
import { composeProject } from "../compose-project.ts";
import { hasError } from "../output.ts";
import { openProject } from "../project.ts";
import { readSources } from "../read-sources.ts";
import { ToolError } from "../tool-error.ts";
import { placeFiles } from "./place-files.ts";
import type { ProjectFiles } from "./template.ts";

/** @returns `schema/supergraph.graphql` and `schema/api.graphql`, as `restuary compose` would write them. */
export async function composeFirst(
  files: ProjectFiles,
): Promise<{ readonly supergraph: string; readonly api: string }> {
  const dir = await mkdtemp(join(tmpdir(), "restuary-init-"));
  try {
    await placeFiles(dir, files);
    const project = await openProject({ dir });
    const sources = await readSources(project);
    const { supergraphSdl, diagnostics } = await composeProject(project, sources);
    const read = readSupergraph(supergraphSdl ?? "", "schema/supergraph.graphql");
    const found = [...diagnostics, ...(supergraphSdl === undefined ? [] : read.diagnostics)];
    if (hasError(found) || !read.supergraph) {
      throw new ToolError("The new project does not compose. Nothing was written.", { diagnostics: found });
    }
    return { supergraph: read.supergraph.sdl, api: `${read.supergraph.publicSdl.trimEnd()}\n` };
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}
