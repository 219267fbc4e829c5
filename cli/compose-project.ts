import { print } from "graphql";
import { compose, hashInputs, readInputsHash, type Composer, type ComposerService } from "../schema/compose.ts";
import type { Diagnostic } from "../schema/diagnostic.ts";
import { createComposer } from "./compose-thread.ts";
import { noMemo, type Memo } from "./memo.ts";
import type { Project } from "./project.ts";
import type { Sources } from "./read-sources.ts";
import { hasError } from "./output.ts";

/**
 * Composes a project's subgraphs.
 *
 * @param options.committed  A supergraph composed before; it is the result where it was composed from the same inputs.
 * @param options.memo       Keeps what the composer made of the same services.
 * @param options.onStart    Called once the composer runs, which it does on a thread of its own.
 * @returns No supergraph where there are errors.
 */
export async function composeProject(
  project: Project,
  sources: Sources,
  options: { readonly committed?: string | undefined; readonly memo?: Memo; readonly onStart?: () => void } = {},
): Promise<{ supergraphSdl?: string; diagnostics: readonly Diagnostic[] }> {
  if (hasError(sources.diagnostics)) return { diagnostics: sources.diagnostics };
  const { committed, memo = noMemo } = options;
  if (committed !== undefined && readInputsHash(committed) === hashInputs(sources.inputs)) {
    return { supergraphSdl: committed, diagnostics: sources.diagnostics };
  }
  const composer = createComposer(project);
  const remembering: Composer = (services) =>
    memo(["compose", ...services.map(keyOf)], () => {
      const result = composer(services);
      options.onStart?.();
      return result;
    });
  const result = await compose(sources.inputs, remembering);
  return { ...result, diagnostics: [...sources.diagnostics, ...result.diagnostics] };
}

function keyOf({ name, url, typeDefs }: ComposerService): unknown {
  return [name, url ?? null, print(typeDefs)];
}
