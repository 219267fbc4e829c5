import { readFile } from "node:fs/promises";
import { relative, resolve, sep } from "node:path";
import { didYouMean } from "../../schema/did-you-mean.ts";
import type { ContractText } from "../../subgraphs/drift/check-drift.ts";
import { shownPath, type Project } from "../project.ts";
import { ToolError, unreadable } from "../tool-error.ts";
import { openRepository } from "./git.ts";
import { fetchDocument } from "../fetch-text.ts";

/** The OpenAPI documents of one source. */
export interface RestContract {
  readonly subgraph: string;
  readonly source: string;
  /** The document that the mappings were made against, or the only one that there is. */
  readonly before: ContractText;
  /** The current one. */
  readonly after?: ContractText;
}

/**
 * A committed document that the change itself alters is compared with what it was: who updates the copy says that the
 * service changed.
 *
 * @param current  `--openapi`: `<subgraph>.<source>=<file or URL>`, each.
 * @param revision  The commit that the graph is compared with.
 * @throws ToolError when a document cannot be read, or an argument names no source's subgraph.
 */
export async function loadRestContracts(
  project: Project,
  current: readonly string[],
  revision?: string,
): Promise<RestContract[]> {
  const now = readArguments(project, current);
  const sources = project.config.sources ?? {};
  const keys = new Set([...Object.keys(sources).filter((key) => sources[key]?.openapi !== undefined), ...now.keys()]);
  return Promise.all(
    [...keys].toSorted().map(async (key) => {
      const dot = key.indexOf(".");
      const names = { subgraph: key.slice(0, dot), source: key.slice(dot + 1) };
      const [made, given] = [sources[key]?.openapi, now.get(key)];
      const before = made === undefined ? undefined : await load(project, key, made, project.root);
      const after = given === undefined ? undefined : await load(project, key, given, project.dir);
      const former =
        made !== undefined && before && !after && revision !== undefined
          ? await loadFormer(project, made, revision)
          : undefined;
      if (former && before && former.text !== before.text) return { ...names, before: former, after: before };
      const [first, second] = before ? [before, after] : [after, undefined];
      // A key is there because one of the two is.
      if (!first) throw new Error(`No document for ${key}`);
      return { ...names, before: first, ...(second ? { after: second } : {}) };
    }),
  );
}

function readArguments(project: Project, texts: readonly string[]): Map<string, string> {
  const documents = new Map<string, string>();
  for (const text of texts) {
    const [, key = "", subgraph = "", where = ""] = /^(([^.=]+)\.[^=]+)=(.+)$/s.exec(text) ?? [];
    if (key === "") throw new ToolError(`--openapi ${text}: expected <subgraph>.<source>=<file or URL>.`);
    if (!project.subgraphs.some(({ name }) => name === subgraph)) {
      const near = didYouMean(
        subgraph,
        project.subgraphs.map(({ name }) => name),
      );
      throw new ToolError(
        `--openapi ${text}: there is no subgraph \`${subgraph}\`.${near === undefined ? "" : ` ${near}`}`,
      );
    }
    if (documents.has(key)) throw new ToolError(`--openapi names \`${key}\` twice.`);
    documents.set(key, where);
  }
  return documents;
}

/** What a document was in a commit. A new one, and one that git does not keep, was nothing. */
async function loadFormer(project: Project, where: string, revision: string): Promise<ContractText | undefined> {
  if (isUrl(where)) return undefined;
  const repository = await openRepository(project.dir);
  const path = resolve(project.root, where);
  // As git has it, this is relative to the folder that it runs in.
  const blob = await repository?.resolve(`${revision}:./${relative(project.dir, path).split(sep).join("/")}`);
  if (!repository || blob === undefined) return undefined;
  return { file: `${revision.slice(0, 10)}:${shownPath(project, path)}`, text: await repository.read(blob) };
}

function isUrl(where: string): boolean {
  return /^https?:\/\//i.test(where);
}

async function load(project: Project, key: string, where: string, folder: string): Promise<ContractText> {
  if (isUrl(where)) {
    return { file: where, text: await fetchDocument(where, `The OpenAPI document of ${key}`) };
  }
  const path = resolve(folder, where);
  const file = shownPath(project, path);
  try {
    return { file, text: await readFile(path, "utf8") };
  } catch (error) {
    throw unreadable(`OpenAPI document of ${key}`, file, project.dir, error);
  }
}
