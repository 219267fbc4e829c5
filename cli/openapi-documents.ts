/** OpenAPI documents from files and, where that is asked for, from URLs. */
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseText, UnreadableDocumentError } from "../subgraphs/openapi/parse-document.ts";
import { fetchDocument } from "./fetch-text.ts";
import { ToolError, unreadable } from "./tool-error.ts";

export interface LoadedDocuments {
  readonly text: string;
  readonly document: unknown;
  readonly isJson: boolean;
  /** Where it was fetched from. `undefined` for a file. */
  readonly url?: string;
  /** Makes a reference to another document absolute. */
  readonly resolveUri: (reference: string, base: string) => string;
  /**
   * Runs an import, loads the documents that it missed, and runs it again until it misses none that can be had. What
   * cannot be loaded stays a fault in the import's report.
   */
  complete<R extends { readonly missingDocuments: readonly string[] }>(
    run: (documents: ReadonlyMap<string, unknown>) => R,
  ): Promise<R>;
}

// Each round may find references to further documents.
const mostRounds = 20;

export async function loadDocuments(
  source: string,
  { dir, allowRemote }: { readonly dir: string; readonly allowRemote: boolean },
): Promise<LoadedDocuments> {
  const isRemote = isHttp(source);
  const uri = isRemote ? source : pathToFileURL(resolve(dir, source)).href;
  // The document itself was asked for by name; what it refers to was not.
  const text = isRemote
    ? await fetchDocument(source, source)
    : await readFile(resolve(dir, source), "utf8").catch((error: unknown) => {
        throw unreadable("document", source, dir, error);
      });
  return {
    text,
    document: parse(text, source),
    isJson: /^\s*[{[]/.test(text),
    ...(isRemote && { url: source }),
    resolveUri: (reference, base) => {
      try {
        const resolved = new URL(reference, base === "" ? uri : base).href;
        return resolved === uri ? "" : resolved;
      } catch {
        return reference;
      }
    },
    complete: async (run) => {
      const documents = new Map<string, unknown>();
      const tried = new Set<string>();
      for (let round = 0; ; round += 1) {
        const result = run(documents);
        const wanted = result.missingDocuments.filter((each) => !tried.has(each));
        if (wanted.length === 0 || round === mostRounds) return result;
        for (const each of wanted) {
          tried.add(each);
          const loaded = await loadFurther(each, isRemote, allowRemote);
          if (loaded !== undefined) documents.set(each, loaded);
        }
      }
    },
  };
}

/** A document from the web may not lead to this machine's files, and to further URLs only where that is allowed. */
async function loadFurther(uri: string, isRemote: boolean, allowRemote: boolean): Promise<unknown> {
  try {
    if (isHttp(uri)) return allowRemote ? parseText(await fetchDocument(uri, uri)) : undefined;
    return uri.startsWith("file:") && !isRemote ? parseText(await readFile(fileURLToPath(uri), "utf8")) : undefined;
  } catch {
    return undefined;
  }
}

function isHttp(uri: string): boolean {
  return /^https?:\/\//i.test(uri);
}

function parse(text: string, source: string): unknown {
  try {
    return parseText(text);
  } catch (error) {
    if (error instanceof UnreadableDocumentError) throw new ToolError(`${source}: ${error.message}`, { cause: error });
    throw error;
  }
}
