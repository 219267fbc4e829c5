/** One import of documents that are loaded, with whatever they lead to. */
import { importDocument, type ImportInput, type ImportResult } from "../subgraphs/openapi/import-document.ts";
import { UnreadableDocumentError } from "../subgraphs/openapi/parse-document.ts";
import type { KeptSettings } from "./import-lock.ts";
import type { LoadedDocuments } from "./openapi-documents.ts";
import { ToolError } from "./tool-error.ts";

export type ImportSettings = Required<Pick<ImportInput, "subgraph" | "file" | "accept">> & KeptSettings;

/** @throws ToolError where it is no OpenAPI document. */
export async function runImport(
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
