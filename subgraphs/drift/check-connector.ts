/** One connector against the operation that it asks, in one document or in two. */
import type { Connector } from "../connect/connector.ts";
import { elementCoordinate } from "../connect/coordinate.ts";
import type { Operation } from "../openapi/operation.ts";
import type { ConnectorCheck } from "./connector-check.ts";
import { checkAccess } from "./access-rules.ts";
import { checkErrors } from "./check-errors.ts";
import { checkRequest } from "./check-request.ts";
import { checkResponse } from "./check-response.ts";
import { counterpart, matchOperation, type Match } from "./match-operation.ts";
import { checkOperation, reportRemoved, reportUnknown, type OperationContext } from "./operation-rules.ts";
import type { Pair } from "./value.ts";

export function checkConnector(check: ConnectorCheck): void {
  const { connector, place, contracts, report } = check;
  const context: OperationContext = {
    connector,
    contracts,
    report,
    at: report.node(place.url ?? place.use.directive),
    reached: reachedBy(connector),
  };
  const found = findOperations(check, context);
  if (!found) return;
  const { operations, match } = found;
  checkOperation(context, operations);
  const use = check.places.sources.get(connector.source?.name ?? "");
  const sourceAt = use && report.node(use.name ?? use.directive);
  checkAccess({ ...context, sourceAt, forward: check.forward }, operations);
  checkRequest(check, { operations, match, reached: context.reached, at: context.at });
  checkResponse(check, operations);
  checkErrors(check, operations, context.reached);
}

/** The same operation in both documents. One that is in the next alone is held against that: the mapping is ahead. */
function findOperations(
  { connector, contracts }: ConnectorCheck,
  context: OperationContext,
): { readonly operations: Pair<Operation>; readonly match: Match } | undefined {
  const match = matchOperation(connector, contracts.before);
  if (match === "unknown") return undefined;
  if (match) {
    const before = match.operation;
    const after =
      contracts.before === contracts.after ? before : counterpart(before, contracts.before, contracts.after);
    if (after) return { operations: { before, after }, match };
    reportRemoved(context, before);
    return undefined;
  }
  const next = contracts.before === contracts.after ? undefined : matchOperation(connector, contracts.after);
  if (next && next !== "unknown") return { operations: { before: next.operation, after: next.operation }, match: next };
  reportUnknown(context);
  return undefined;
}

/** The field that a connector is on, or the fields that it gives its type. */
export function reachedBy({ element, selection }: Connector): readonly string[] {
  if (element.kind === "field") return [elementCoordinate(element)];
  const { output } = selection;
  const names = output.kind === "object" ? [...output.keys.keys()] : [];
  return names.length === 0 ? [element.typeName] : names.map((name) => `${element.typeName}.${name}`);
}
