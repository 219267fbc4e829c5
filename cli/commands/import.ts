import { mkdir, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { importDocument, type ImportInput, type ImportResult } from "../../subgraphs/openapi/import-document.ts";
import { UnreadableDocumentError } from "../../subgraphs/openapi/parse-document.ts";
import type { ImportFinding } from "../../subgraphs/openapi/report.ts";
import type { CommandContext, ExitCode } from "../command-context.ts";
import { loadDocuments, type LoadedDocuments } from "../openapi-documents.ts";
import { SUBGRAPH_NAME } from "../config/subgraph-name.ts";
import { openProject, shownPath } from "../project.ts";
import { reasonOf, ToolError } from "../tool-error.ts";

export interface ImportOptions {
  readonly name: string;
  readonly out?: string;
  readonly report?: string;
  readonly allowRemote?: true;
  readonly portable?: true;
  readonly accept?: true;
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
  const result = await runImport(loaded, {
    subgraph: options.name,
    file: basename(contract),
    portable: options.portable === true,
    accept: options.accept === true,
  });

  await write(target, result.sdl);
  await write(contract, loaded.text);
  if (options.report !== undefined)
    await write(resolve(project.dir, options.report), `${JSON.stringify(reportOf(result), null, 2)}\n`);
  output.json({ files: [shownPath(project, target), shownPath(project, contract)], ...reportOf(result) });
  output.text(`${shownPath(project, target)} written: ${result.operations.length} operations`);
  for (const line of describe(result.findings)) output.text(line);
  return 0;
}

async function runImport(
  loaded: LoadedDocuments,
  options: Pick<ImportInput, "subgraph" | "file" | "portable" | "accept">,
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

function reportOf({ operations, findings }: ImportResult): Record<string, unknown> {
  return { operations, findings };
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

async function write(file: string, text: string): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  } catch (error) {
    throw new ToolError(`${file} could not be written: ${reasonOf(error)}.`, { cause: error });
  }
}
