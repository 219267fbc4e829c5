/** Finds and reads the files with client operations: those of the config, and those that graphql-config names. */
import { readFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { glob } from "tinyglobby";
import type { Finding } from "../../schema/checks/finding.ts";
import type { OperationSource } from "../../schema/checks/operation-source.ts";
import { startOf } from "../../schema/source-text.ts";
import { shownPath, type Project } from "../project.ts";
import { reasonOf } from "../tool-error.ts";
import { readGraphqlConfig } from "./read-graphql-config.ts";

export interface LoadedOperations {
  /** In the order of their names. */
  readonly sources: readonly OperationSource[];
  /** Codes `OPERATION_FILE_INVALID` and `OPERATIONS_MISSING`. */
  readonly findings: readonly Finding[];
}

const defaultPatterns = [
  "schema/operations/**/*.{graphql,gql}",
  // Not every JSON there: variables of a test are none of ours.
  "schema/operations/**/*{manifest,persisted}*.json",
];

/** Files that cannot be read are findings. */
export async function loadOperationSources(
  project: Pick<Project, "dir" | "root" | "config" | "configFile" | "locate">,
): Promise<LoadedOperations> {
  const configured = project.config.checks?.operations;
  const findings: Finding[] = [];
  const files = new Set<string>();
  if (configured) {
    for (const { pattern, found } of await findEach(configured, project.root)) {
      found.forEach((file) => files.add(file));
      if (found.length === 0) findings.push(nothingFound(pattern, configured.indexOf(pattern), project));
    }
  } else {
    const foreign = await readGraphqlConfig(project.root, (file) => shownPath(project, file));
    findings.push(...foreign.findings);
    const patterns = [...defaultPatterns, ...foreign.documents.filter(isPositive)];
    const excluded = foreign.documents.filter((pattern) => !isPositive(pattern));
    for (const file of await find([...patterns, ...excluded], project.root)) files.add(file);
  }

  const sources: OperationSource[] = [];
  for (const path of [...files].toSorted()) {
    const kind = kindOf(path);
    if (!kind) continue;
    const file = shownPath(project, join(project.root, path));
    try {
      sources.push({ file, kind, text: await readFile(join(project.root, path), "utf8") });
    } catch (error) {
      findings.push({
        check: "operations",
        code: "OPERATION_FILE_INVALID",
        severity: "error",
        message: `The file cannot be read: ${reasonOf(error)}.`,
        locations: [startOf(file)],
      });
    }
  }
  return { sources, findings };
}

function isPositive(pattern: string): boolean {
  return !pattern.startsWith("!");
}

/** What each pattern finds, less what any of the negated ones says. */
async function findEach(patterns: readonly string[], root: string): Promise<{ pattern: string; found: string[] }[]> {
  const negated = patterns.filter((pattern) => !isPositive(pattern));
  const positive = patterns.filter(isPositive);
  return Promise.all(positive.map(async (pattern) => ({ pattern, found: await find([pattern, ...negated], root) })));
}

/** Paths relative to `root`. A folder stands for everything in it. */
async function find(patterns: readonly string[], root: string): Promise<string[]> {
  const found = await glob([...patterns], { cwd: root, ignore: ["**/node_modules/**", "**/.git/**"], dot: false });
  return found.map((file) => relative(root, join(root, file)).split(sep).join("/"));
}

function kindOf(file: string): OperationSource["kind"] | undefined {
  if (/\.(?:graphql|gql|graphqls)$/.test(file)) return "graphql";
  if (file.endsWith(".json")) return "manifest";
  return /\.(?:[cm]?[jt]sx?|vue|svelte|astro)$/.test(file) ? "code" : undefined;
}

function nothingFound(
  pattern: string,
  index: number,
  project: Pick<Project, "dir" | "configFile" | "locate">,
): Finding {
  const place =
    project.locate(["checks", "operations", index]) ??
    (project.configFile === undefined ? undefined : startOf(shownPath(project, project.configFile)));
  return {
    check: "operations",
    code: "OPERATIONS_MISSING",
    severity: "warning",
    message: `No file matches \`${pattern}\` of \`checks.operations\`.`,
    locations: place ? [place] : [],
    subject: pattern,
  };
}
