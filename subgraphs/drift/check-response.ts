/** What a connector reads of an answer, and which fields that feeds. */
import { elementCoordinate } from "../connect/coordinate.ts";
import type { Operation } from "../openapi/operation.ts";
import type { ConnectorCheck } from "./connector-check.ts";
import { collectFeeds, type FeedCollector } from "./collect-feeds.ts";
import { operationName } from "./contract.ts";
import { checkConstant, checkEnum, checkMatch } from "./enum-rules.ts";
import { evaluate } from "./evaluate.ts";
import { bodyOf } from "./follow.ts";
import { checkNullable } from "./nullable-rules.ts";
import { resultTypeOf } from "./places.ts";
import { checkPresence } from "./presence-rules.ts";
import type { RuleContext } from "./rule-context.ts";
import { anything, type View } from "./schema-view.ts";
import { mostExpressions, type Scope } from "./scope.ts";
import { checkType } from "./type-rules.ts";
import { bothOf, readsOf, unknown, type MappingText, type Pair, type Read, type Value } from "./value.ts";

export function checkResponse(check: ConnectorCheck, operations: Pair<Operation>): void {
  const { connector, place, places, contracts, report } = check;
  const { selection } = place.use;
  // What is read as text or bytes has no keys.
  const kind = connector.request?.response;
  if (!selection || kind === "text" || kind === "base64") return;
  const schemas = bothOf(contracts, ({ schemas: each }) => each);
  const body = bodyOf(
    bothOf(operations, ({ answer }, side): View => (answer.body ? schemas[side].read(answer.body.schema) : anything)),
  );
  const bodyOfStatus = (status: number): Value | undefined => {
    const answers = bothOf(operations, ({ answer }) =>
      [answer, ...answer.others].find((each) => each.status === String(status)),
    );
    if (!answers.before && !answers.after) return undefined;
    const views = bothOf(answers, (answer, side) => (answer?.body ? schemas[side].read(answer.body.schema) : anything));
    return bodyOf(views);
  };
  const reads: Read[] = [];
  const budget = { left: mostExpressions };
  const scope = (text: MappingText, current: Value): Scope => ({
    text,
    types: places.types,
    schemas,
    current,
    flowing: current,
    locals: new Map(),
    variables: (name) => (name === "$status" ? { kind: "made", type: "integer", from: [], isStatus: true } : unknown),
    bodyOf: bodyOfStatus,
    budget,
    reads,
  });
  const collector: FeedCollector = {
    types: places.types,
    typeMappings: places.typeMappings,
    followed: check.followed,
    feeds: [],
    reads,
    matches: new Set(),
    constants: [],
    schemas,
    scope,
  };
  const coordinate = elementCoordinate(connector.element);
  const value = evaluate(connector.selection.ast, scope({ node: selection, offset: 0 }, body));
  collectFeeds(value, { coordinate, type: resultTypeOf(place, connector.resolver === "typeBatch") }, collector);
  if (connector.isSuccess && place.use.isSuccess) {
    const success = evaluate(connector.isSuccess.ast, scope({ node: place.use.isSuccess, offset: 0 }, body));
    for (const read of readsOf(success)) read.feeds.add(coordinate);
  }
  const context: RuleContext = {
    operation: operationName(operations.after),
    report,
    schemas,
    types: places.types,
    formerEnums: check.formerEnums,
    fallback: [coordinate],
    whole: report.node(selection),
  };
  for (const read of reads) checkPresence(read, context);
  for (const feed of collector.feeds) {
    checkNullable(feed, context);
    checkType(feed, context);
    checkEnum(feed, context);
  }
  for (const match of collector.matches) checkMatch(match, context);
  for (const constant of collector.constants) checkConstant(constant, context);
}
