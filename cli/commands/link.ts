import { findJoins, type Join } from "../../subgraphs/linking/find-joins.ts";
import { writeJoins } from "../../subgraphs/linking/write-joins.ts";
import type { Diagnostic } from "../../schema/diagnostic.ts";
import type { CommandContext, ExitCode } from "../command-context.ts";
import { composeProject } from "../compose-project.ts";
import { hasError } from "../output.ts";
import { openProject, requireSubgraphs, shownPath, type Project } from "../project.ts";
import { readSources, type Sources } from "../read-sources.ts";
import { writeText } from "../write-text.ts";

/** Proposes joins between the subgraphs of a project, and writes those that are accepted. */
export async function linkSubgraphs(
  { output, ...location }: CommandContext,
  { accept = false }: { readonly accept?: boolean },
): Promise<ExitCode> {
  const project = await openProject(location);
  requireSubgraphs(project);
  const sources = await readSources(project);
  if (hasError(sources.diagnostics)) {
    output.findings(sources.diagnostics, sources.texts);
    output.json({ findings: sources.diagnostics });
    return 1;
  }
  const { joins, edited } = planJoins(project, sources, findJoins(sources.inputs));
  // What was guessed may be wrong: nothing is written that does not compose.
  const faults = accept ? await faultsOf(project, edited) : [];
  if (faults.length > 0) {
    output.findings(faults, new Map([...edited].map(([file, sdl]) => [shownPath(project, file), sdl])));
    output.text("With these joins the subgraphs do not compose. Nothing was written.");
    output.json({ joins: joins.map((join) => ({ ...join, written: false })), files: [], findings: faults });
    return 1;
  }
  if (accept) for (const [file, sdl] of edited) await writeText(file, sdl);
  const files = accept ? [...edited.keys()].map((file) => shownPath(project, file)) : [];
  output.json({ joins: joins.map((join) => ({ ...join, written: accept && join.writable })), files });
  output.text(describeJoins(joins, accept));
  for (const file of files) output.text(`${file} written`);
  return 0;
}

/** As it is printed. */
interface ProposedJoin {
  readonly subgraph: string;
  /** `Order.customerId` */
  readonly from: string;
  /** `customers.Customer` */
  readonly to: string;
  /** `Order.customer: Customer` */
  readonly field: string;
  readonly reason: string;
  /** Whether `--accept` can write it: in SDL where some mapping gives the key. */
  readonly writable: boolean;
}

function planJoins(
  project: Project,
  { read }: Sources,
  joins: readonly Join[],
): { readonly joins: readonly ProposedJoin[]; readonly edited: ReadonlyMap<string, string> } {
  const edited = new Map<string, string>();
  const writable = new Set<Join>();
  for (const { name, file } of project.subgraphs) {
    const document = read.find((each) => each.name === name)?.declared?.document;
    const own = joins.filter(({ subgraph }) => subgraph === name);
    if (!document?.loc || own.length === 0) continue;
    const { sdl, written } = writeJoins(document.loc.source.body, document, own);
    if (written.length > 0) edited.set(file, sdl);
    for (const join of written) writable.add(join);
  }
  return { joins: joins.map((join) => proposalOf(join, writable.has(join))), edited };
}

function proposalOf(
  { subgraph, typeName, keyField, fieldName, isList, target }: Join,
  writable: boolean,
): ProposedJoin {
  const { typeName: entity, key, subgraphs } = target;
  const finders = subgraphs.map((name) => `\`${name}\``).join(" and ");
  const seems = isList ? `to hold the \`${key}\` of each \`${entity}\`` : `to be the \`${key}\` of a \`${entity}\``;
  return {
    subgraph,
    from: `${typeName}.${keyField}`,
    to: `${subgraphs[0] ?? ""}.${entity}`,
    field: `${typeName}.${fieldName}: ${isList ? `[${entity}!]` : entity}`,
    reason: `\`${keyField}\` seems ${seems}, which ${finders} can find by it`,
    writable,
  };
}

async function faultsOf(project: Project, edited: ReadonlyMap<string, string>): Promise<Diagnostic[]> {
  if (edited.size === 0) return [];
  const { diagnostics } = await composeProject(project, await readSources(project, { edited }));
  return diagnostics.filter(({ severity }) => severity === "error");
}

/**
 *     orders: Order.customerId -> customers.Customer
 *       Order.customer: Customer, as `customerId` seems to be the `id` of a `Customer`, which `customers` can find by it
 */
function describeJoins(joins: readonly ProposedJoin[], accepted: boolean): string {
  if (joins.length === 0) return "No joins to propose.";
  const lines = joins.flatMap(({ subgraph, from, to, field, reason, writable }) => [
    `${subgraph}: ${from} -> ${to}`,
    `  ${field}, as ${reason}`,
    ...(writable ? [] : ["  No mapping gives the key in SDL: write this one by hand."]),
  ]);
  const count = joins.filter(({ writable }) => writable).length;
  const hint =
    accepted || count === 0
      ? []
      : ["", `\`restuary import --link --accept\` writes ${count === 1 ? "it" : `${count} of them`}.`];
  return [...lines, ...hint].join("\n");
}
