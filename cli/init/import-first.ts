/** The subgraph of a new project, from the OpenAPI document of a service: its files, and what an example can be made of. */
import { basename } from "node:path";
import { parseSdl } from "../../schema/parse-sdl.ts";
import type { ConnectModel } from "../../subgraphs/connect/connector.ts";
import { readConnectors } from "../../subgraphs/connect/read.ts";
import { isObject } from "../../subgraphs/mapping/json.ts";
import type { ImportResult } from "../../subgraphs/openapi/import-document.ts";
import { SUBGRAPH_NAME } from "../config/subgraph-name.ts";
import { printLock } from "../import-lock.ts";
import { loadDocuments, type LoadedDocuments } from "../openapi-documents.ts";
import { runImport } from "../run-import.ts";
import { ToolError } from "../tool-error.ts";
import type { ProjectFiles } from "./template.ts";

export interface FirstImport {
  readonly subgraph: string;
  /** Name of its first source, and its base URL: what stands for a variable of which no value is known is its name. */
  readonly source: string;
  readonly baseUrl: string;
  /** How the document's file ends: `yaml`. */
  readonly ending: string;
  readonly files: ProjectFiles;
  readonly model: ConnectModel;
  readonly result: ImportResult;
}

const settings = { accept: false, maps: "json", portable: false, only: [], exclude: [] } as const;

/** @throws ToolError when the document cannot be read, or is none. */
export async function importFirst(
  source: string,
  { dir, name }: { readonly dir: string; readonly name?: string },
): Promise<FirstImport> {
  if (name !== undefined && !SUBGRAPH_NAME.test(name)) {
    throw new ToolError(`--name takes a letter, then letters, digits, \`_\` and \`-\`, and got \`${name}\`.`);
  }
  const loaded = await loadDocuments(source, { dir, allowRemote: false });
  const subgraph = name ?? nameOf(source, loaded);
  const ending = loaded.isJson ? "json" : "yaml";
  const file = `${subgraph}.openapi.${ending}`;
  const result = await runImport(loaded, { subgraph, file, ...settings }).catch((error: unknown) => {
    throw error instanceof ToolError ? new ToolError(`${source}: ${error.message}`, { cause: error }) : error;
  });
  const model = readModel(result.sdl, subgraph);
  const [first] = model.sources;
  return {
    subgraph,
    source: first?.name ?? "api",
    baseUrl: (first?.baseUrl.source ?? "http://localhost").replace(/\{\$config\.?"?([^"}]*)"?\}/g, "$1"),
    ending,
    files: new Map([
      [`subgraphs/${subgraph}.graphql`, result.sdl],
      [`subgraphs/${file}`, loaded.text],
      [`subgraphs/${subgraph}.openapi.lock.json`, printLock(result, loaded, settings)],
    ]),
    model,
    result,
  };
}

/** As a schema is read for its tests: by itself. */
function readModel(sdl: string, subgraph: string): ConnectModel {
  const file = `subgraphs/${subgraph}.graphql`;
  const { document, diagnostics: syntax } = parseSdl(sdl, file);
  const { model, diagnostics } = document
    ? readConnectors({ subgraph, document, file })
    : { model: undefined, diagnostics: syntax };
  if (model) return model;
  throw new ToolError("What was imported from the document cannot be served.", { diagnostics });
}

/** Names that say nothing of the service. */
const generic = /^(?:open-?api|swagger|api|api-?docs|docs|spec|schema|v\d.*|index|document)?$/i;

/** By its file (`petstore.yaml`, `shop.openapi.json`), or where that says nothing by its title. */
function nameOf(source: string, { url, document }: LoadedDocuments): string {
  const file = basename(url === undefined ? source : new URL(url).pathname).replace(/\.(?:json|ya?ml)$/i, "");
  const info = isObject(document) && isObject(document["info"]) ? document["info"] : {};
  const title = typeof info["title"] === "string" ? info["title"].replace(/\b(?:the|api|rest|service)\b/gi, " ") : "";
  const words = [file.replace(/[.-]?(?:open-?api|swagger)$/i, ""), title].map(toName);
  return words.find((word) => !generic.test(word) && SUBGRAPH_NAME.test(word)) ?? "api";
}

function toName(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^[^a-z]+|-+$/g, "")
    .slice(0, 40);
}
