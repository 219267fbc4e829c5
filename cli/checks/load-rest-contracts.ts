import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { didYouMean } from "../../schema/did-you-mean.ts";
import type { ContractText } from "../../subgraphs/drift/check-drift.ts";
import { shownPath, type Project } from "../project.ts";
import { ToolError, unreadable } from "../tool-error.ts";
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
 * @param current  `--openapi`: `<subgraph>.<source>=<file or URL>`, each.
 * @throws ToolError when a document cannot be read, or an argument names no source's subgraph.
 */
export async function loadRestContracts(project: Project, current: readonly string[]): Promise<RestContract[]> {
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

async function load(project: Project, key: string, where: string, folder: string): Promise<ContractText> {
  if (/^https?:\/\//i.test(where)) {
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
