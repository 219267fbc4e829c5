import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import {
  importDocument,
  type ImportInput,
  type ImportNames,
  type ImportResult,
} from "../../subgraphs/openapi/import-document.ts";
import { UnreadableDocumentError } from "../../subgraphs/openapi/parse-document.ts";
import type { ImportFinding } from "../../subgraphs/openapi/report.ts";
import type { CommandContext, ExitCode } from "../command-context.ts";
import { loadDocuments, type LoadedDocuments } from "../openapi-documents.ts";
import { SUBGRAPH_NAME } from "../config/subgraph-name.ts";
import type { MergedLines } from "../merge-lines.ts";
import { openProject, shownPath, type Project } from "../project.ts";
import { ToolError } from "../tool-error.ts";
import { writeText } from "../write-text.ts";

export interface ImportOptions {
  readonly name: string;
  readonly out?: string;
  readonly report?: string;
  readonly allowRemote?: true;
  readonly portable?: true;
  readonly accept?: true;
  readonly maps?: "json" | "entries";
  readonly force?: true;
}

/** Writes the SDL of a subgraph from an OpenAPI document, and keeps the document beside it. */
export async function importOpenApi(
  { output, ...location }: CommandContext,
  source: string,
  options: ImportOptions,
): Promise<ExitCode> {
  if (!SUBGRAPH_NAME.test(options.name)) {
    throw new ToolError(`--name takes a letter, then letters, digits, \`_\` and \`-\`, and got \`${options.name}\`.`);
  }
  const project = await openProject(location);
  const target =
    options.out === undefined
      ? join(project.root, "subgraphs", `${options.name}.graphql`)
      : resolve(project.dir, options.out);
  const loaded = await loadDocuments(source, { dir: project.dir, allowRemote: options.allowRemote === true });
  const contract = join(dirname(target), `${options.name}.openapi.${loaded.isJson ? "json" : "yaml"}`);
  const lockFile = join(dirname(target), `${options.name}.openapi.lock.json`);
  const before = await readImport({ target, contract, lockFile });
  const settings = {
    subgraph: options.name,
    file: basename(contract),
    portable: options.portable === true,
    accept: options.accept === true,
    // As in the last import: a list of entries that turns into JSON breaks every client.
    maps: options.maps ?? before.maps ?? "json",
  };
  const result = await runImport(loaded, { ...settings, ...(before.names && { names: before.names }) });
  const merged = await mergeEdits(before, result.sdl, {
    ...settings,
    force: options.force === true,
    target,
    contract,
    project,
  });

  await writeText(target, merged.text);
  await writeText(contract, loaded.text);
  await writeText(lockFile, printLock(result, loaded.text, settings.maps));
  const changes = before.names ? changedOperations(before.names, result.names) : { added: [], vanished: [] };
  const report = { ...reportOf(result), ...changes, conflicts: merged.conflicts };
  if (options.report !== undefined) {
    await writeText(resolve(project.dir, options.report), `${JSON.stringify(report, null, 2)}\n`);
  }
  output.json({ files: [target, contract, lockFile].map((file) => shownPath(project, file)), ...report });
  output.text(`${shownPath(project, target)} written: ${result.operations.length} operations`);
  for (const key of changes.added) output.text(`  new: ${key}`);
  for (const key of changes.vanished) output.text(`  no longer in the document: ${key}`);
  for (const { line, theirs } of merged.conflicts) {
    output.text(
      `\n${shownPath(project, target)}:${line} was edited by hand and stays; the import would write:\n${theirs}`,
    );
  }
  for (const line of describe(result.findings)) output.text(line);
  return 0;
}

type ImportSettings = Required<Pick<ImportInput, "subgraph" | "file" | "portable" | "accept" | "maps">>;

/** What an earlier import left. Everything is `undefined` before the first. */
interface EarlierImport {
  readonly sdl: string | undefined;
  readonly document: string | undefined;
  readonly names: ImportNames | undefined;
  readonly maps: ImportSettings["maps"] | undefined;
  /** Of the SDL as it was imported, and of the document that it was imported from. */
  readonly hashes: { readonly sdl: string; readonly document: string } | undefined;
}

async function readImport(files: {
  readonly target: string;
  readonly contract: string;
  readonly lockFile: string;
}): Promise<EarlierImport> {
  const [sdl, document, lockText] = await Promise.all([
    readOptional(files.target),
    readOptional(files.contract),
    readOptional(files.lockFile),
  ]);
  const lock = lockText === undefined ? undefined : await parseLock(lockText, files.lockFile);
  return { sdl, document, names: lock?.names, maps: lock?.maps, hashes: lock?.hashes };
}

async function readOptional(file: string): Promise<string | undefined> {
  return readFile(file, "utf8").catch(() => undefined);
}

async function parseLock(
  text: string,
  file: string,
): Promise<{ names: ImportNames; maps: ImportSettings["maps"]; hashes: { sdl: string; document: string } }> {
  const { z } = await import("zod");
  const names = z.record(z.string(), z.string());
  const schema = z.object({
    sdl: z.string(),
    document: z.string(),
    maps: z.enum(["json", "entries"]).default("json"),
    operations: names,
    types: names,
    fields: names.default({}),
    accepted: z.array(z.string()).default([]),
  });
  try {
    const { sdl, document, maps, ...kept } = schema.parse(JSON.parse(text));
    return { names: kept, maps, hashes: { sdl, document } };
  } catch (error) {
    throw new ToolError(`${file} is no lock file of an import. Restore it, or delete it and import with --force.`, {
      cause: error,
    });
  }
}

function printLock({ names, sdl }: ImportResult, document: string, maps: ImportSettings["maps"]): string {
  const hashes = { sdl: hashOf(sdl), document: hashOf(document) };
  return `${JSON.stringify({ ...hashes, ...(maps !== "json" && { maps }), ...names }, null, 2)}\n`;
}

function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/**
 * What people changed in the SDL since its import, on top of what the import writes now. What they started from is imported
 * once more, from the document that was kept: so a newer version of this tool changes nothing that they did not ask for.
 */
async function mergeEdits(
  before: EarlierImport,
  sdl: string,
  options: ImportSettings & {
    readonly force: boolean;
    readonly target: string;
    readonly contract: string;
    readonly project: Project;
  },
): Promise<MergedLines> {
  const { force, target, contract, project, ...settings } = options;
  if (before.sdl === undefined || before.sdl === sdl || force) return { text: sdl, conflicts: [] };
  if (before.hashes?.sdl === hashOf(before.sdl)) return { text: sdl, conflicts: [] };
  const { names } = before;
  if (before.document === undefined || !names) {
    throw new ToolError(`${shownPath(project, target)} exists, and is not of an import. Use --force to overwrite it.`);
  }
  if (hashOf(before.document) !== before.hashes?.document) {
    throw new ToolError(
      `${shownPath(project, target)} was edited by hand, and ${shownPath(project, contract)} is no longer what it was imported from. ` +
        "Restore the document and import the new one from another file, or overwrite the SDL with --force.",
    );
  }
  const loaded = await loadDocuments(contract, { dir: project.dir, allowRemote: false });
  // What is accepted only now is new, and no part of what the edits were made on.
  const base = await runImport(loaded, { ...settings, maps: before.maps ?? settings.maps, accept: false, names });
  const { mergeLines } = await import("../merge-lines.ts");
  return mergeLines(base.sdl, before.sdl, sdl);
}

function changedOperations(before: ImportNames, now: ImportNames): { added: string[]; vanished: string[] } {
  return {
    added: Object.keys(now.operations).filter((key) => !Object.hasOwn(before.operations, key)),
    vanished: Object.keys(before.operations).filter((key) => !Object.hasOwn(now.operations, key)),
  };
}

async function runImport(
  loaded: LoadedDocuments,
  options: ImportSettings & Pick<ImportInput, "names">,
): Promise<ImportResult> {
  try {
    return await loaded.complete((documents) =>
      importDocument({
        document: loaded.document,
        bytes: Buffer.byteLength(loaded.text),
        ...options,
        documents,
        resolveUri: loaded.resolveUri,
        ...(loaded.url === undefined ? {} : { documentUrl: loaded.url }),
      }),
    );
  } catch (error) {
    if (error instanceof UnreadableDocumentError) throw new ToolError(error.message, { cause: error });
    throw error;
  }
}

function reportOf({ operations, relations, findings }: ImportResult): Record<string, unknown> {
  return { operations, relations, findings };
}

const mostShown = 20;

/** What was found, the gravest first. */
function describe(findings: readonly ImportFinding[]): string[] {
  const kinds = [
    { kind: "not-expressible", title: "cannot be expressed by connect as they are" },
    { kind: "fault", title: "faults of the document" },
    { kind: "simplified", title: "simplified" },
  ] as const;
  return kinds.flatMap(({ kind, title }) => {
    const own = findings.filter((finding) => finding.kind === kind);
    if (own.length === 0) return [];
    const more = own.length > mostShown ? [`  ... and ${own.length - mostShown} more (--report lists them all)`] : [];
    return [
      `\n${own.length} ${title}:`,
      ...own.slice(0, mostShown).map(({ pointer, message }) => `  ${pointer}: ${message}`),
      ...more,
    ];
  });
}
