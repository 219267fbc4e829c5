import { importDocument, type ImportInput, type ImportResult } from "../../../subgraphs/openapi/import-document.ts";
import { validateConnectors } from "../../../subgraphs/connect/validate/validate-connectors.ts";

export type Options = Partial<Pick<ImportInput, "portable" | "accept" | "maps" | "only" | "exclude">>;

/** Imports a document of version 3.1 with these parts. */
export function importParts(
  parts: Readonly<Record<string, unknown>>,
  openapi = "3.1.0",
  options: Options = {},
): ImportResult {
  const info = { title: "Test", version: "1" };
  return importWhole({ openapi, info, servers: [{ url: "http://api.test" }], ...parts }, options);
}

export function importWhole(document: Readonly<Record<string, unknown>>, options: Options = {}): ImportResult {
  return importDocument({ document, bytes: JSON.stringify(document).length, subgraph: "test", ...options });
}

/** What follows the links and the source, after a check that connectors accept all of it. */
export function sdlOf(result: ImportResult): string {
  const errors = validateConnectors(result.sdl).map(({ code, message }) => `${code} ${message}`);
  if (errors.length > 0) throw new Error(`${errors.join("\n")}\n${result.sdl}`);
  return result.sdl.replace(/^[\s\S]*?\n\n/, "");
}

/** An operation whose answer has this schema. */
export function answering(schema: unknown, more: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    ...more,
    responses: { "200": { description: "", content: { "application/json": { schema } } } },
  };
}

/** SDL for a subgraph that is started with a real server in the place of `http://api.test`. */
export function forServer(result: ImportResult): string {
  return result.sdl.replaceAll("http://api.test", "SERVER");
}
