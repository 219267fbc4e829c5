import { readFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import type { ImportResult } from "../../subgraphs/openapi/import-document.ts";
import type { ImportFinding } from "../../subgraphs/openapi/report.ts";
import type { CommandContext, ExitCode } from "../command-context.ts";
import { hashOf, hashOfDocument, parseLock, printLock, type ImportLock, type KeptSettings } from "../import-lock.ts";
import { loadDocuments } from "../openapi-documents.ts";
import { SUBGRAPH_NAME } from "../config/subgraph-name.ts";
import type { MergedLines } from "../merge-lines.ts";
import { openProject, shownPath, type Project } from "../project.ts";
import { runImport, type ImportSettings } from "../run-import.ts";
import { ToolError } from "../tool-error.ts";
import { writeText } from "../write-text.ts";

export interface ImportOptions {
  readonly name: string;
  readonly out?: string;
  readonly report?: string;
  readonly allowRemote?: true;
  readonly portable?: boolean;
  readonly only?: readonly string[];
  readonly exclude?: readonly string[];
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
  const kept = keptSettings(options, before.lock);
  const settings = { subgraph: options.name, file: basename(contract), accept: options.accept === true, ...kept };
  const result = await runImport(loaded, { ...settings, ...(before.lock && { names: before.lock.names }) });
  const notes = checkChoice(result, options);
  const merged = await mergeEdits(before, result.sdl, {
    ...settings,
    force: options.force === true,
    target,
    contract,
    project,
  });

  await writeText(target, merged.text);
  await writeText(contract, loaded.text);
  await writeText(lockFile, printLock(result, loaded, kept));
  const changes = changedOperations(before.lock, result);
  const report = { ...reportOf(result), ...changes, conflicts: merged.conflicts };
  if (options.report !== undefined) {
    await writeText(resolve(project.dir, options.report), `${JSON.stringify(report, null, 2)}\n`);
  }
  output.json({ files: [target, contract, lockFile].map((file) => shownPath(project, file)), ...report });
  const leftOut = result.leftOut.length > 0 ? `, ${result.leftOut.length} left out` : "";
  output.text(
    `${shownPath(project, target)} written: ${counted(result.operations.length, "operation", "operations")}${leftOut}`,
  );
  for (const note of notes) output.text(`  ${note}`);
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

/**
 * As in the last import, where nothing else is asked for: a list of entries that turns into JSON, or an operation that was left
 * out and comes back, is nothing that a new version of the document should do. A new choice of operations replaces all of the old one.
 */
function keptSettings(options: ImportOptions, before: ImportLock | undefined): KeptSettings {
  const choice = options.only || options.exclude ? options : before;
  return {
    maps: options.maps ?? before?.maps ?? "json",
    portable: options.portable ?? before?.portable ?? false,
    only: choice?.only ?? [],
    exclude: choice?.exclude ?? [],
  };
}

/** A pattern that matches nothing is a mistake where it was just given; later, what it named may be gone. */
function checkChoice({ operations, leftOut, unmatched }: ImportResult, options: ImportOptions): readonly string[] {
  if (unmatched.length > 0 && (options.only || options.exclude)) throw new ToolError(unmatched.join("\n"));
  if (operations.length === 0 && leftOut.length > 0) {
    throw new ToolError(`Nothing is left to import: all ${leftOut.length} operations of the document are left out.`);
  }
  return unmatched;
}

/** What an earlier import left. Everything is `undefined` before the first. */
interface EarlierImport {
  readonly sdl: string | undefined;
  readonly document: string | undefined;
  readonly lock: ImportLock | undefined;
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
  return { sdl, document, lock: lockText === undefined ? undefined : await parseLock(lockText, files.lockFile) };
}

async function readOptional(file: string): Promise<string | undefined> {
  return readFile(file, "utf8").catch(() => undefined);
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
  const { lock } = before;
  if (lock?.hashes.sdl === hashOf(before.sdl)) return { text: sdl, conflicts: [] };
  if (before.document === undefined || !lock) {
    throw new ToolError(`${shownPath(project, target)} exists, and is not of an import. Use --force to overwrite it.`);
  }
  const loaded = await loadDocuments(contract, { dir: project.dir, allowRemote: false });
  if (hashOfDocument(loaded) !== lock.hashes.document) {
    throw new ToolError(
      `${shownPath(project, target)} was edited by hand, and ${shownPath(project, contract)} is no longer what it was imported from. ` +
        "Restore the document and import the new one from another file, or overwrite the SDL with --force.",
    );
  }
  // What is accepted only now is new, and no part of what the edits were made on.
  const { names, maps, portable, only, exclude } = lock;
  const base = await runImport(loaded, { ...settings, maps, portable, only, exclude, accept: false, names });
  const { mergeLines } = await import("../merge-lines.ts");
  return mergeLines(base.sdl, before.sdl, sdl);
}

/** What was left out on purpose is not gone. */
function changedOperations(
  before: ImportLock | undefined,
  { names: now, leftOut }: ImportResult,
): { added: string[]; vanished: string[] } {
  if (!before) return { added: [], vanished: [] };
  const known = new Set([...Object.keys(now.operations), ...leftOut]);
  return {
    added: Object.keys(now.operations).filter((key) => !Object.hasOwn(before.names.operations, key)),
    vanished: Object.keys(before.names.operations).filter((key) => !known.has(key)),
  };
}

function reportOf({ operations, leftOut, relations, findings }: ImportResult): Record<string, unknown> {
  return { operations, leftOut, relations, findings };
}

const mostShown = 20;

/** What was found, the gravest first. */
function describe(findings: readonly ImportFinding[]): string[] {
  const kinds = [
    {
      kind: "not-expressible",
      one: "cannot be expressed by connect as it is",
      several: "cannot be expressed by connect as they are",
    },
    { kind: "fault", one: "fault of the document", several: "faults of the document" },
    { kind: "simplified", one: "simplified", several: "simplified" },
  ] as const;
  return kinds.flatMap(({ kind, one, several }) => {
    const own = findings.filter((finding) => finding.kind === kind);
    if (own.length === 0) return [];
    const more = own.length > mostShown ? [`  ... and ${own.length - mostShown} more (--report lists them all)`] : [];
    return [
      `\n${counted(own.length, one, several)}:`,
      ...own.slice(0, mostShown).map(({ pointer, message }) => `  ${pointer}: ${message}`),
      ...more,
    ];
  });
}

function counted(count: number, one: string, several: string): string {
  return `${count} ${count === 1 ? one : several}`;
}
