/**
 * The lock file of an import, beside its SDL: `<subgraph>.openapi.lock.json`. A later import keeps its names by it, repeats its
 * choices, and knows whether the SDL was edited since.
 */
import { createHash } from "node:crypto";
import type { ImportInput, ImportNames, ImportResult } from "../subgraphs/openapi/import-document.ts";
import type { LoadedDocuments } from "./openapi-documents.ts";
import { ToolError } from "./tool-error.ts";

/** What is imported as it was the last time, unless told otherwise. */
export interface KeptSettings {
  readonly maps: NonNullable<ImportInput["maps"]>;
  readonly portable: boolean;
  readonly only: readonly string[];
  readonly exclude: readonly string[];
}

export interface ImportLock extends KeptSettings {
  readonly names: ImportNames;
  /** Of the SDL as it was imported, and of the document that it was imported from. */
  readonly hashes: { readonly sdl: string; readonly document: string };
}

export async function parseLock(text: string, file: string): Promise<ImportLock> {
  const { z } = await import("zod");
  const names = z.record(z.string(), z.string());
  const texts = z.array(z.string()).default([]);
  const schema = z.object({
    sdl: z.string(),
    document: z.string(),
    maps: z.enum(["json", "entries"]).default("json"),
    portable: z.boolean().default(false),
    only: texts,
    exclude: texts,
    operations: names,
    types: names,
    fields: names.default({}),
    accepted: texts,
  });
  try {
    const { sdl, document, maps, portable, only, exclude, ...kept } = schema.parse(JSON.parse(text));
    return { names: kept, maps, portable, only, exclude, hashes: { sdl, document } };
  } catch (error) {
    throw new ToolError(`${file} is no lock file of an import. Restore it, or delete it and import with --force.`, {
      cause: error,
    });
  }
}

/** What is as it is by default is left out. */
export function printLock({ names, sdl }: ImportResult, document: LoadedDocuments, settings: KeptSettings): string {
  const { maps, portable, only, exclude } = settings;
  const lock = {
    sdl: hashOf(sdl),
    document: hashOfDocument(document),
    ...(maps !== "json" && { maps }),
    ...(portable && { portable }),
    ...(only.length > 0 && { only }),
    ...(exclude.length > 0 && { exclude }),
    ...names,
  };
  return `${JSON.stringify(lock, null, 2)}\n`;
}

/** Of what a document says, so that it may be formatted like the other files of a project. */
export function hashOfDocument({ document, text }: Pick<LoadedDocuments, "document" | "text">): string {
  try {
    return hashOf(JSON.stringify(document));
  } catch {
    // An alias of YAML may hold itself, and a number be too large for JSON.
    return hashOf(text);
  }
}

export function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
