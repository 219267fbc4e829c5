/** One connector against the operation that it asks, in one document or in two. */
import type { Connector } from "../connect/connector.ts";
import type { Operation } from "../openapi/operation.ts";
import { collectFeeds, type FeedCollector } from "./collect-feeds.ts";
import { operationName, type Contract } from "./contract.ts";
import type { DriftReport } from "./drift-report.ts";
import { evaluate, mostExpressions, type Scope } from "./evaluate.ts";
import { bodyOf } from "./follow.ts";
import { counterpart, matchOperation, type Match } from "./match-operation.ts";
import { resultTypeOf, type ConnectorPlace, type SdlPlaces } from "./places.ts";
import { checkPresence, type RuleContext } from "./presence-rules.ts";
import { anything, type View } from "./schema-view.ts";
import { bothOf, unknown, type MappingText, type Pair, type Read, type Value } from "./value.ts";

export interface ConnectorCheck {
  readonly connector: Connector;
  readonly place: ConnectorPlace;
  readonly places: SdlPlaces;
  readonly contracts: Pair<Contract>;
  readonly report: DriftReport;
  readonly followed: Set<string>;
  readonly forward: readonly string[];
}

export function checkConnector(check: ConnectorCheck): void {
  const { connector, contracts } = check;
  const found = matchOperation(connector, contracts.before);
  if (found === "unknown") return;
  const pair = found && pairOf(found, check);
  if (pair) checkResponse(check, pair);
}

function pairOf(match: Match, { contracts }: ConnectorCheck): Pair<Operation> | undefined {
  const { operation } = match;
  if (contracts.before === contracts.after) return { before: operation, after: operation };
  const after = counterpart(operation, contracts.before, contracts.after);
  return after && { before: operation, after };
}

function checkResponse(check: ConnectorCheck, operations: Pair<Operation>): void {
  const { connector, place, places, contracts, report } = check;
  const { selection } = place.use;
  if (!selection) return;
  const schemas = bothOf(contracts, ({ schemas: each }) => each);
  const body = bodyOf(
    bothOf(operations, ({ answer }, side): View => (answer.body ? schemas[side].read(answer.body.schema) : anything)),
  );
  const reads: Read[] = [];
  const budget = { left: mostExpressions };
  const scope = (text: MappingText, current: Value): Scope => ({
    text,
    types: places.types,
    schemas,
    current,
    flowing: current,
    locals: new Map(),
    variables: () => unknown,
    budget,
    reads,
  });
  const collector: FeedCollector = {
    types: places.types,
    typeMappings: places.typeMappings,
    followed: check.followed,
    feeds: [],
    matches: new Set(),
    schemas,
    scope,
  };
  const value = evaluate(connector.selection.ast, scope({ node: selection, offset: 0 }, body));
  const { element } = connector;
  const coordinate = element.kind === "field" ? `${element.typeName}.${element.fieldName}` : element.typeName;
  collectFeeds(value, { coordinate, type: resultTypeOf(place, connector.resolver === "typeBatch") }, collector);
  const context: RuleContext = {
    operation: operationName(operations.after),
    report,
    schemas,
    types: places.types,
    fallback: [coordinate],
    isComparison: contracts.before !== contracts.after,
  };
  for (const read of reads) checkPresence(read, context);
}
