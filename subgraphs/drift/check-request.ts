/** What a connector sends, against what the operation takes. */
import type { SourceRange } from "../../schema/diagnostic.ts";
import type { Operation, Parameter } from "../openapi/operation.ts";
import { checkBody } from "./body-rules.ts";
import type { ConnectorCheck } from "./connector-check.ts";
import { operationName } from "./contract.ts";
import { evaluate } from "./evaluate.ts";
import type { Match } from "./match-operation.ts";
import type { RequestContext } from "./request-context.ts";
import { checkParameter, checkParameters } from "./request-rules.ts";
import { batchPlace, requestScope, sentBy, type SentContext } from "./sent.ts";
import { bothOf, type Pair, type Value } from "./value.ts";

export interface Asked {
  readonly operations: Pair<Operation>;
  readonly match: Match;
  readonly reached: readonly string[];
  readonly at: SourceRange;
}

export function checkRequest(check: ConnectorCheck, { operations, match, reached, at }: Asked): void {
  const { connector, place, places, contracts, report, forward } = check;
  const schemas = bothOf(contracts, ({ schemas: each }) => each);
  const sentContext: SentContext = { connector, place, places, report, schemas };
  const request = sentBy(sentContext);
  const context: RequestContext = {
    operation: operationName(operations.after),
    operations,
    contracts,
    schemas,
    report,
    places,
    reached,
    at,
    forward,
    batchAt: batchPlace(sentContext),
    ...(connector.resolver === "typeBatch" && { batchSize: connector.batch?.maxSize ?? null }),
  };
  checkParameters(request, context);
  checkPath(match, sentContext, context);
  checkBody(request, context);
}

/** Parameters in the path are told by where they stand: what they are called is the document's own matter. */
function checkPath(match: Match, sentContext: SentContext, context: RequestContext): void {
  const { before, after } = context.operations;
  const names = namesIn(after.path);
  const mine = namesIn(match.operation.path);
  const { url } = sentContext.place;
  if (!url) return;
  for (const [index, name] of mine.entries()) {
    const value = match.values.get(name);
    const next = pathParameter(after, names[index]);
    const old = pathParameter(before, mine[index]) ?? next;
    if (value === undefined || !next || !old) continue;
    const isText = typeof value === "string";
    // Texts that expressions are part of are not looked into.
    if (isText && value.includes("\u0000")) continue;
    const sent: Value = isText
      ? { kind: "literal", value, at: { start: 0, end: url.value.length } }
      : evaluate(value.mapping.ast, requestScope(sentContext, { node: url, offset: value.start }));
    const at = isText
      ? context.at
      : context.report.at({ node: url, offset: value.start }, { start: 0, end: value.mapping.source.length });
    checkParameter({ in: "path", name, value: sent, at }, { before: old, after: next }, context);
  }
}

function namesIn(path: string): readonly string[] {
  return [...path.matchAll(/\{([^{}]+)\}/g)].map(([, name]) => name ?? "");
}

function pathParameter({ parameters }: Operation, name: string | undefined): Parameter | undefined {
  return parameters.find((each) => each.in === "path" && each.name === name);
}
