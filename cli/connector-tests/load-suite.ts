import { readFile } from "node:fs/promises";
import { basename, dirname, extname, resolve } from "node:path";
import type { Diagnostic } from "../../schema/diagnostic.ts";
import { parseSdl } from "../../schema/parse-sdl.ts";
import { startOf } from "../../schema/source-text.ts";
import type { Connector } from "../../subgraphs/connect/connector.ts";
import { readConnectors } from "../../subgraphs/connect/read.ts";
import { readSuite } from "../../subgraphs/connector-tests/read-suite.ts";
import type { NamedFile, ReadNamedFile, Suite } from "../../subgraphs/connector-tests/suite.ts";
import { shownPath } from "../project.ts";
import { reasonOf, unreadable } from "../tool-error.ts";

export interface LoadedSuite {
  readonly suite: Suite;
  readonly connectors: readonly Connector[];
  /** Has every file that the suite names. */
  readonly readFile: ReadNamedFile;
}

/** Connectors by the SDL's absolute path, so that suites of one schema read it once, and tell its faults once. */
export type SchemaCache = Map<string, Promise<ReadSchema>>;

export interface ReadSchema {
  readonly connectors?: readonly Connector[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads a suite with all that it names.
 *
 * @param options.dir     `-C`: paths that do not exist beside the suite are looked for there, as other tools do.
 * @param options.schema  SDL instead of the suite's own; absolute.
 * @returns The suite where it can be run; else diagnostics.
 * @throws ToolError when the suite itself cannot be read.
 */
export async function loadSuite(
  file: string,
  options: { readonly dir: string; readonly schema?: string; readonly schemas: SchemaCache },
): Promise<{ loaded?: LoadedSuite; diagnostics: readonly Diagnostic[] }> {
  const shownAs = shownPath(options, file);
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    throw unreadable("test suite", shownAs, options.dir, error);
  });
  const { suite, diagnostics } = readSuite(text, shownAs);
  if (!suite) return { diagnostics };

  const schemaFile = options.schema ?? (await locateSchema(suite, file, options.dir));
  if (typeof schemaFile !== "string") return { diagnostics: [schemaFile] };
  const texts = new Map<string, string>();
  const missing: Diagnostic[] = [];
  for (const named of suite.files) {
    const found = await readNamed(named.file, file, options.dir);
    if (found.text === undefined) missing.push(fileMissing(named, found.reason));
    else texts.set(named.file, found.text);
  }
  const { connectors, diagnostics: schemaDiagnostics } = await readSchema(schemaFile, options);
  if (!connectors || missing.length > 0) return { diagnostics: [...missing, ...schemaDiagnostics] };
  return { loaded: { suite, connectors, readFile: (name) => texts.get(name) ?? "" }, diagnostics: [] };
}

async function locateSchema({ schema, file }: Suite, suitePath: string, dir: string): Promise<string | Diagnostic> {
  if (!schema) {
    return {
      code: "CONNECTOR_TEST_INVALID_VALUE",
      severity: "error",
      message: "The suite names no schema.",
      locations: [startOf(file)],
      fix: "Add `config: { schema: ... }`, the subgraph's SDL, or use --schema.",
    };
  }
  const found = await readNamed(schema.file, suitePath, dir);
  return found.text === undefined ? fileMissing(schema, found.reason) : found.path;
}

type FoundFile =
  | { readonly path: string; readonly text: string }
  | { readonly text?: undefined; readonly reason: string };

/** Relative to the suite; where nothing is there, to the project's folder. */
async function readNamed(name: string, suitePath: string, dir: string): Promise<FoundFile> {
  let reason = "";
  for (const base of [dirname(suitePath), dir]) {
    const path = resolve(base, name);
    try {
      return { path, text: await readFile(path, "utf8") };
    } catch (error) {
      reason ||= reasonOf(error);
    }
  }
  return { reason };
}

function fileMissing({ file, range }: NamedFile, reason: string): Diagnostic {
  return {
    code: "CONNECTOR_TEST_FILE_MISSING",
    severity: "error",
    message: `\`${file}\` could not be read: ${reason}.`,
    locations: [range],
    fix: "Paths are relative to the test suite.",
  };
}

function readSchema(
  path: string,
  options: { readonly dir: string; readonly schemas: SchemaCache },
): Promise<ReadSchema> {
  const known = options.schemas.get(path);
  if (known) return known;
  const reading = readSchemaFile(path, options.dir);
  options.schemas.set(path, reading);
  return reading;
}

/**
 * The connectors of a subgraph's SDL, by themselves: nothing is composed.
 *
 * @param path  Absolute.
 * @throws ToolError when it cannot be read.
 */
export async function readSchemaFile(path: string, dir: string): Promise<ReadSchema> {
  const shownAs = shownPath({ dir }, path);
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    throw unreadable("schema", shownAs, dir, error);
  });
  const { document, diagnostics: syntax } = parseSdl(text, shownAs);
  if (!document) return { diagnostics: syntax };
  const { model, diagnostics } = readConnectors({ subgraph: basename(path, extname(path)), document, file: shownAs });
  return { ...(model && { connectors: model.connectors }), diagnostics };
}
