import { compose, hashInputs, readInputsHash, type Composer, type ComposerService } from "../schema/compose.ts";
import { printOnce } from "../schema/print-once.ts";
import type { Diagnostic } from "../schema/diagnostic.ts";
import { createComposer } from "./compose-thread.ts";
import { noMemo, type Memo } from "./memo.ts";
import type { Project } from "./project.ts";
import type { Sources } from "./read-sources.ts";
import { hasError } from "./output.ts";

export interface ComposeOptions {
  readonly composed?: readonly (string | undefined)[];
  readonly memo?: Memo;
  readonly composer?: Composer;
  readonly onStart?: () => void;
}

/**
 * Composes a project's subgraphs.
 *
 * @param options.composed   Supergraphs composed before: one that was composed from the same inputs is the result.
 * @param options.memo       Keeps what the composer made of the same services.
 * @param options.composer   In place of the default composer; one that the config asks for is taken in any case.
 * @param options.onStart    Called once the composer runs, which it does on a thread of its own.
 * @returns No supergraph where there are errors.
 */
export async function composeProject(
  project: Project,
  sources: Sources,
  options: ComposeOptions = {},
): Promise<{ supergraphSdl?: string; diagnostics: readonly Diagnostic[] }> {
  if (hasError(sources.diagnostics)) return { diagnostics: sources.diagnostics };
  const { composed = [], memo = noMemo } = options;
  const same = findSame(composed, sources.inputs);
  if (same !== undefined) return { supergraphSdl: same, diagnostics: sources.diagnostics };
  const composer = createComposer(project, options.composer);
  const remembering: Composer = (services) =>
    memo(["compose", ...services.map(keyOf)], () => {
      const result = composer(services);
      options.onStart?.();
      return result;
    });
  const result = await compose(sources.inputs, remembering);
  return { ...result, diagnostics: [...sources.diagnostics, ...result.diagnostics] };
}

function findSame(composed: readonly (string | undefined)[], inputs: Sources["inputs"]): string | undefined {
  const known = composed.flatMap((text) => {
    const hash = text === undefined ? undefined : readInputsHash(text);
    return hash === undefined ? [] : [{ hash, text }];
  });
  if (known.length === 0) return undefined;
  const wanted = hashInputs(inputs);
  return known.find(({ hash }) => hash === wanted)?.text;
}

function keyOf({ name, url, typeDefs }: ComposerService): unknown {
  return [name, url ?? null, printOnce(typeDefs)];
}
