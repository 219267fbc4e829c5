/**
 * Holds the mappings of a subgraph against the contract of the REST service under it, and against the next one.
 *
 *     `GET /users/{id}` no longer returns `email`: `User.email` (users.graphql:14:7) becomes null.
 *
 * Only what a mapping reads or sends is looked at; of documents of many megabytes, only that is resolved.
 */
import type { DocumentNode } from "graphql";
import type { Finding } from "../../schema/checks/finding.ts";
import { startOf } from "../../schema/source-text.ts";
import type { ConnectModel } from "../connect/connector.ts";
import { UnreadableDocumentError } from "../openapi/parse-document.ts";
import { openContract, type Contract, type ContractText } from "./contract.ts";
import type { FormerEnums } from "./rule-context.ts";
import { checkServer } from "./server-rules.ts";
import { checkConnector, reachedBy } from "./check-connector.ts";
import { DriftReport } from "./drift-report.ts";
import { findPlaces } from "./places.ts";

export type { ContractText };

export interface DriftInput {
  readonly model: ConnectModel;
  /** The SDL that the model was read from. */
  readonly document: DocumentNode;
  /** Its name, for places and messages. */
  readonly file: string;
  /** Name of the `@source` that the documents are of. */
  readonly source: string;
  /** The OpenAPI document that the mappings were made against. */
  readonly before: ContractText;
  /** The current one. Without it, the mappings are held against `before` alone. */
  readonly after?: ContractText;
  /** Client headers that the config forwards to this source. Default none. */
  readonly forward?: readonly string[];
  /** Values that enums had in the graph that this one is compared with, and no longer have. Default none. */
  readonly formerEnums?: FormerEnums;
}

/** @returns What breaks, in the order of the SDL. What no mapping of the source uses is no finding. */
export function checkDrift(input: DriftInput): readonly Finding[] {
  const { model, document, file, source } = input;
  const places = findPlaces(document, { subgraph: model.subgraph, file, specVersion: model.specVersion });
  if (!places) return [];
  const report = new DriftReport(file, places.types);
  const opened = openBoth(input);
  if ("fault" in opened) {
    const use = places.sources.get(source);
    return [
      {
        check: "drift",
        code: "DRIFT_CONTRACT_UNREADABLE",
        severity: "error",
        message: `The OpenAPI document \`${opened.file}\` of source \`${model.subgraph}.${source}\` cannot be read. ${opened.fault}`,
        locations: [use ? report.node(use.directive) : startOf(file)],
        subject: `${model.subgraph}.${source}`,
      },
    ];
  }
  const followed = new Set<string>();
  const { forward = [], formerEnums = {} } = input;
  for (const connector of model.connectors) {
    const place = places.uses.get(connector.coordinate);
    if (!place || connector.source?.name !== source) continue;
    checkConnector({ connector, place, places, contracts: opened, report, followed, forward, formerEnums });
  }
  const asking = model.connectors.filter((connector) => connector.source?.name === source);
  const [{ source: used } = {}] = asking;
  const use = places.sources.get(source);
  if (used && use) {
    checkServer(used, opened, {
      report,
      at: report.node(use.http?.baseURL ?? use.directive),
      subject: `${model.subgraph}.${source}`,
      reached: [...new Set(asking.flatMap(reachedBy))],
    });
  }
  return report.findings();
}

function openBoth({
  before,
  after,
}: DriftInput): { before: Contract; after: Contract } | { fault: string; file: string } {
  let file = before.file;
  try {
    const first = openContract(before);
    if (!after || after.text === before.text) return { before: first, after: first };
    file = after.file;
    return { before: first, after: openContract(after) };
  } catch (error) {
    if (error instanceof UnreadableDocumentError) return { fault: error.message, file };
    throw error;
  }
}
