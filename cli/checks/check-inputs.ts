import { readFile } from "node:fs/promises";
import { relative } from "node:path";
import type { Project } from "../project.ts";
import { readDefinitions } from "../read-sources.ts";
import { findBaseline, type BaselineText } from "./find-baseline.ts";
import { loadOperationSources, type LoadedOperations } from "./load-operations.ts";
import { loadRestContracts, type RestContract } from "./load-rest-contracts.ts";

/** What the checks read beside the subgraphs. Plain data: results are kept by it. */
export interface CheckInputs {
  readonly baseline: BaselineText | { readonly note: string };
  readonly operations: LoadedOperations;
  readonly contracts: readonly RestContract[];
  /** SDL that stands in no file of its own, with the name that findings give it. */
  readonly texts: readonly (readonly [file: string, text: string])[];
  /** Findings point into the config. */
  readonly configText: string | null;
}

/** @throws ToolError when something cannot be read. */
export async function loadCheckInputs(
  project: Project,
  options: { readonly against?: string | undefined; readonly openapi?: readonly string[] | undefined },
): Promise<CheckInputs> {
  const finding = findBaseline(project, options.against);
  const [baseline, operations, contracts, coded, configText] = await Promise.all([
    finding,
    loadOperationSources(project),
    finding.then((found) => loadRestContracts(project, options.openapi ?? [], revisionOf(found))),
    // What a module's SDL is made of is its own affair; it is loaded, and what it came to counts.
    readDefinitions(project),
    project.configFile === undefined ? null : readFile(project.configFile, "utf8"),
  ]);
  return { baseline, operations, contracts, texts: [...coded.texts], configText };
}

function revisionOf(baseline: CheckInputs["baseline"]): string | undefined {
  return "note" in baseline ? undefined : baseline.revision;
}

/** All that the result of the checks depends on, beside the version of this tool. A file that is missing is one more fact. */
export async function keyOf(project: Project, inputs: CheckInputs): Promise<readonly unknown[]> {
  const { dir, root, config, subgraphs } = project;
  const files = subgraphs.map(async ({ kind, file }) => (kind === "coded" ? null : readFile(file, "utf8")));
  const written = await Promise.all(files.map((text) => text.catch(() => null)));
  return ["check", relative(dir, root), config, subgraphs, written, inputs];
}
