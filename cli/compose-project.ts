import { compose, hashInputs, readInputsHash } from "../schema/compose.ts";
import type { Diagnostic } from "../schema/diagnostic.ts";
import { createComposer } from "./compose-thread.ts";
import type { Project } from "./project.ts";
import type { Sources } from "./read-sources.ts";
import { hasError } from "./output.ts";

/**
 * Composes a project's subgraphs.
 *
 * @param committed  A supergraph composed before; it is the result where it was composed from the same inputs.
 * @returns No supergraph where there are errors.
 */
export async function composeProject(
  project: Project,
  sources: Sources,
  committed?: string,
): Promise<{ supergraphSdl?: string; diagnostics: readonly Diagnostic[] }> {
  if (hasError(sources.diagnostics)) return { diagnostics: sources.diagnostics };
  if (committed !== undefined && readInputsHash(committed) === hashInputs(sources.inputs)) {
    return { supergraphSdl: committed, diagnostics: sources.diagnostics };
  }
  const result = await compose(sources.inputs, createComposer(project));
  return { ...result, diagnostics: [...sources.diagnostics, ...result.diagnostics] };
}
