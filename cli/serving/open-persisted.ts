/** Operations by id, as a project's config says: its files read, and where the automatic ones are kept. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { getOperationAST, parse } from "graphql";
import { AutomaticQueries } from "../../gateway/documents/automatic-queries.ts";
import { readDocumentList, sha256, type DocumentList } from "../../gateway/documents/document-list.ts";
import {
  PersistedOperations,
  type DocumentMode,
  type DocumentOutcome,
} from "../../gateway/documents/persisted-operations.ts";
import { shownPath, type Project } from "../project.ts";
import { reasonOf, ToolError } from "../tool-error.ts";
import type { SharedStores } from "./shared-stores.ts";

export interface PersistedOptions {
  readonly stores: SharedStores;
  readonly onOutcome?: ((outcome: DocumentOutcome) => void) | undefined;
  /** Told, in a line, of each text that is in no file. */
  readonly onUnlisted: (line: string) => void;
}

/** @throws ToolError when a file cannot be read, or is none of operations by id; or as `openSharedStore` does. */
export async function openPersisted(project: Project, options: PersistedOptions): Promise<PersistedOperations> {
  const { automatic = true, mode } = project.config.documents ?? {};
  const { stores, onOutcome, onUnlisted } = options;
  const read = await readPersisted(project);
  const isOn = automatic !== false && mode !== "require";
  const store = isOn ? await stores.of(project) : undefined;
  const ttl = typeof automatic === "object" ? automatic.ttl : undefined;
  return new PersistedOperations({
    ...read,
    automatic: isOn ? new AutomaticQueries({ store, ...(ttl !== undefined && { ttlMs: ttl }) }) : undefined,
    ...(onOutcome && { onOutcome }),
    onUnlisted: tellOnce(onUnlisted),
  });
}

export interface ReadPersisted {
  readonly list: DocumentList | undefined;
  readonly mode: DocumentMode;
}

/** What changes with the files. @throws ToolError when one cannot be read, or is none of operations by id. */
export async function readPersisted(project: Project): Promise<ReadPersisted> {
  const { files, mode = "allow" } = project.config.documents ?? {};
  return { list: files && (await readList(project, files)), mode };
}

async function readList(project: Project, patterns: readonly string[]): Promise<DocumentList> {
  // Most projects have none.
  const { glob } = await import("tinyglobby");
  const paths = await glob([...patterns], { cwd: project.root, ignore: ["**/node_modules/**"], dot: false });
  if (paths.length === 0) {
    throw new ToolError(`No file matches \`documents.files\`: ${patterns.map((each) => `\`${each}\``).join(", ")}.`);
  }
  const sources = await Promise.all(
    paths.toSorted().map(async (path) => {
      const file = shownPath(project, join(project.root, path));
      try {
        return { file, text: await readFile(join(project.root, path), "utf8") };
      } catch (error) {
        throw new ToolError(`${file} cannot be read: ${reasonOf(error)}.`, { cause: error });
      }
    }),
  );
  const { list, faults } = readDocumentList(sources);
  if (faults.length > 0) {
    throw new ToolError(faults.map(({ file, message }) => `${file}: ${message}`).join("\n"));
  }
  return list;
}

/** Texts that are told of; who sends more than that sends others each time. */
const MAX_TOLD = 1_000;

/** Makes a line of a text that is in no file; each text is told of once. */
export function tellOnce(tell: (line: string) => void): (text: string) => void {
  const told = new Set<string>();
  return (text) => {
    const hash = sha256(text);
    if (told.has(hash) || told.size >= MAX_TOLD) return;
    told.add(hash);
    tell(`An operation is in none of \`documents.files\`: ${nameOf(text)} (sha256:${hash})`);
  };
}

/** A name that is a client's own word is shown as far as it is short. */
function nameOf(text: string): string {
  try {
    // What is longer is not worth the time.
    const operation = text.length > 10_000 ? undefined : getOperationAST(parse(text, { maxTokens: 2_000 }));
    return operation?.name ? `\`${operation.name.value.slice(0, 100)}\`` : "without a name";
  } catch {
    return "that does not parse";
  }
}
