/** What a connector reads of an answer, and which fields that feeds. */
import { elementCoordinate } from "../connect/coordinate.ts";
import type { Operation } from "../openapi/operation.ts";
import type { ConnectorCheck } from "./connector-check.ts";
import { collectFeeds, type FeedCollector } from "./collect-feeds.ts";
import { operationName } from "./contract.ts";
import { checkConstant, checkEnum, checkMatch } from "./enum-rules.ts";
import { evaluate } from "./evaluate.ts";
import { bodyOf, type Schemas } from "./follow.ts";
import { checkNullable } from "./nullable-rules.ts";
import { resultTypeOf } from "./places.ts";
import { checkPresence } from "./presence-rules.ts";
import type { RuleContext } from "./rule-context.ts";
import { anything, type View } from "./schema-view.ts";
import { mostExpressions } from "./scope.ts";
import { checkType } from "./type-rules.ts";
import { bothOf, readsOf, unknown, type Pair, type Read, type Value } from "./value.ts";

export function checkResponse(check: ConnectorCheck, operations: Pair<Operation>): void {
  const { connector, place, report } = check;
  const { selection } = place.use;
  // What is read as text or bytes has no keys.
  const kind = connector.request?.response;
  if (!selection || kind === "text" || kind === "base64") return;
  const collector = collectorOf(check, operations);
  const body = bodyOf(
    viewsOf(
      bothOf(operations, ({ answer }) => answer),
      collector.schemas,
    ),
  );
  const coordinate = elementCoordinate(connector.element);
  const value = evaluate(connector.selection.ast, collector.scope({ node: selection, offset: 0 }, body));
  collectFeeds(value, { coordinate, type: resultTypeOf(place, connector.resolver === "typeBatch") }, collector);
  if (connector.isSuccess && place.use.isSuccess) {
    const text = { node: place.use.isSuccess, offset: 0 };
    const success = evaluate(connector.isSuccess.ast, collector.scope(text, body));
    for (const read of readsOf(success)) read.feeds.add(coordinate);
  }
  applyRules(collector, {
    operation: operationName(operations.after),
    report,
    schemas: collector.schemas,
    types: collector.types,
    formerEnums: check.formerEnums,
    fallback: [coordinate],
    whole: report.node(selection),
  });
}

function collectorOf(check: ConnectorCheck, operations: Pair<Operation>): FeedCollector {
  const { places, contracts, followed } = check;
  const schemas = bothOf(contracts, (contract) => contract.schemas);
  const bodyOfStatus = (status: number): Value | undefined => {
    const answers = bothOf(operations, ({ answer }) =>
      [answer, ...answer.others].find((each) => each.status === String(status)),
    );
    return answers.before || answers.after ? bodyOf(viewsOf(answers, schemas)) : undefined;
  };
  const reads: Read[] = [];
  const budget = { left: mostExpressions };
  return {
    types: places.types,
    typeMappings: places.typeMappings,
    followed,
    feeds: [],
    reads,
    matches: new Set(),
    constants: [],
    schemas,
    scope: (text, current) => ({
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
    }),
  };
}

type Answer = Pick<Operation["answer"], "body">;

function viewsOf(answers: Pair<Answer | undefined>, schemas: Schemas): Pair<View> {
  return bothOf(answers, (answer, side) => (answer?.body ? schemas[side].read(answer.body.schema) : anything));
}

function applyRules({ reads, feeds, matches, constants }: FeedCollector, context: RuleContext): void {
  for (const read of reads) checkPresence(read, context);
  for (const feed of feeds) {
    checkNullable(feed, context);
    checkType(feed, context);
    checkEnum(feed, context);
  }
  for (const match of matches) checkMatch(match, context);
  for (const constant of constants) checkConstant(constant, context);
}
