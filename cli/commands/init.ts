import { readdir } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import type { CommandContext, ExitCode } from "../command-context.ts";
import { chooseFirst } from "../init/choose-first.ts";
import { composeFirst } from "../init/compose-first.ts";
import { printFirstSuite } from "../init/first-test.ts";
import { importFirst, type FirstImport } from "../init/import-first.ts";
import { filesInTheWay, placeFiles } from "../init/place-files.ts";
import { isBaseUrl, suggestFolder, type Questions } from "../init/questions.ts";
import { scriptLiteral } from "../init/script-literal.ts";
import { readTemplate, type ProjectFiles } from "../init/template.ts";
import { packageVersion } from "../own-package.ts";
import { shownPath } from "../project.ts";
import { ToolError } from "../tool-error.ts";

export interface InitOptions {
  /** OpenAPI document of the service: a file or a URL. Without one, two small services come with the project. */
  readonly openapi?: string;
  /** Of the subgraph. */
  readonly name?: string;
  readonly baseUrl?: string;
}

/** Writes a new project that passes `check` and `test`, and runs at once. Touches nothing that is there. */
export async function init(
  context: CommandContext,
  folder: string | undefined,
  options: InitOptions,
  questions: Questions,
): Promise<ExitCode> {
  const { dir, output } = context;
  const { baseUrl } = options;
  if (baseUrl !== undefined && !isBaseUrl(baseUrl)) {
    throw new ToolError(`--base-url takes a URL that starts with http:// or https://, and got \`${baseUrl}\`.`);
  }
  const target = resolve(dir, folder ?? (await questions.directory(await suggestFolder(dir))));
  const document = options.openapi ?? (await questions.document());
  if (document === undefined && (options.name !== undefined || baseUrl !== undefined)) {
    throw new ToolError("--name and --base-url say something of a service, which takes --openapi as well.");
  }
  const imported = document === undefined ? undefined : await importFirst(document, { dir, ...options });
  const files = imported
    ? await importedProject(imported, target, baseUrl ?? (await questions.baseUrl(imported.baseUrl)))
    : await exampleProject(target);
  await refuseOccupied(context, target, files);
  await placeFiles(target, files);

  const shown = shownPath(context, target);
  const isHere = target === process.cwd();
  const next = [
    isHere ? "npm install" : `cd ${shellWord(shown)} && npm install`,
    "npm start",
    "npm test && npm run check",
  ];
  output.json({ dir: target, files: [...files.keys()], next });
  output.text(`${isHere ? "The project is" : `${shown} is`} written: ${files.size} files.`);
  for (const line of imported ? describeImport(imported) : []) output.text(line);
  output.text(`\nNext:\n${describeNext(next)}`);
  return 0;
}

const meanings = ["", "the graph at http://localhost:4000", "the mappings, and what a change breaks"];

function describeNext(next: readonly string[]): string {
  const width = Math.max(...next.map(({ length }) => length)) + 2;
  return next.map((line, index) => `  ${line.padEnd(width)}${meanings[index] ?? ""}`.trimEnd()).join("\n");
}

function shellWord(text: string): string {
  return /^[\w./@~-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

function describeImport({ subgraph, ending, result }: FirstImport): readonly string[] {
  const { length } = result.findings;
  const operations = result.operations.length;
  const again = `npx restuary import subgraphs/${subgraph}.openapi.${ending} --name ${subgraph}`;
  return [
    `subgraphs/${subgraph}.graphql: ${operations} ${operations === 1 ? "operation" : "operations"} of the document.`,
    ...(length === 0
      ? []
      : [`What was simplified or is a fault of the document, ${length} in all, is listed by \`${again}\`.`]),
  ];
}

async function exampleProject(target: string): Promise<ProjectFiles> {
  const files = await readTemplate("example", {
    ...projectValues(target),
    OPERATION: "Books",
    FIELD: "books",
    VARIABLES: "{}",
  });
  return withSupergraph(files, await composeFirst(files));
}

async function importedProject(imported: FirstImport, target: string, baseUrl: string): Promise<ProjectFiles> {
  const values = {
    ...projectValues(target),
    SUBGRAPH: imported.subgraph,
    SOURCE: imported.source,
    ENDING: imported.ending,
    VARIABLE: `${imported.subgraph.toUpperCase().replaceAll("-", "_")}_URL`,
    BASE_URL: JSON.stringify(baseUrl).slice(1, -1),
  };
  const composed = await composeFirst(new Map([...(await readTemplate("openapi", values)), ...imported.files]));
  const first = await chooseFirst(imported);
  if (!first) throw new ToolError("The document has nothing that a client could ask for. Nothing was written.");
  const { operation, test } = first;
  const files = await readTemplate("openapi", {
    ...values,
    OPERATION: operation.name,
    FIELD: operation.field,
    VARIABLES: scriptLiteral(operation.variables),
  });
  const all = new Map([
    ...files,
    ...imported.files,
    [`schema/operations/${operation.field}.graphql`, operation.text] as const,
    ...(test ? [[`tests/${imported.subgraph}.connector.yaml`, printFirstSuite(imported.subgraph, test)] as const] : []),
  ]);
  return withSupergraph(all, composed);
}

function withSupergraph(
  files: ProjectFiles,
  { supergraph, api }: { readonly supergraph: string; readonly api: string },
): ProjectFiles {
  return new Map([...files, ["schema/supergraph.graphql", supergraph], ["schema/api.graphql", api]]);
}

function projectValues(target: string): Record<string, string> {
  const name = basename(target)
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, "-")
    .replace(/^-+|-+$/g, "");
  return { NAME: name || "graph", RESTUARY: `^${packageVersion()}` };
}

/** @throws ToolError that lists what would be overwritten, or would be part of the new graph without being of it. */
async function refuseOccupied(context: CommandContext, target: string, files: ProjectFiles): Promise<void> {
  const taken = await filesInTheWay(target, files.keys());
  const configs = (await namesIn(target)).filter((name) => name.startsWith("restuary.config."));
  const subgraphs = (await namesIn(join(target, "subgraphs"))).filter((name) => name.endsWith(".graphql"));
  const all = [...new Set([...taken, ...configs, ...subgraphs.map((name) => `subgraphs/${name}`)])].toSorted();
  if (all.length === 0) return;
  const list = all.map((name) => `  ${shownPath(context, join(target, name))}`).join("\n");
  throw new ToolError(
    `Nothing was written, as this is in the way:\n${list}\n` +
      "Move it away, or name another folder: `restuary init <dir>`.",
  );
}

async function namesIn(dir: string): Promise<readonly string[]> {
  return readdir(dir).catch(() => []);
}
