/** Rules about an operation as a whole: whether it is there, answers with a body, and whom it lets in. */
import { suggestionList } from "graphql/jsutils/suggestionList.js";
import type { DiagnosticCode } from "../../schema/diagnostic-codes.ts";
import type { Severity, SourceRange } from "../../schema/diagnostic.ts";
import { isJson, isPlainText } from "../openapi/media-type.ts";
import type { Connector } from "../connect/connector.ts";
import type { Operation } from "../openapi/operation.ts";
import type { DriftReport } from "./drift-report.ts";
import { operationName, type Contract } from "./contract.ts";
import type { Pair } from "./value.ts";

export interface OperationContext {
  readonly connector: Connector;
  readonly contracts: Pair<Contract>;
  readonly report: DriftReport;
  /** Of the connector's URL. */
  readonly at: SourceRange;
  /** What the whole answer feeds. */
  readonly reached: readonly string[];
}

interface Said {
  readonly code: DiagnosticCode;
  readonly severity: Severity;
  /** What it does: `is not in …`. */
  readonly what: string;
  readonly consequence?: string;
  readonly hint?: string;
}

function add(
  context: OperationContext,
  name: string,
  { code, severity, what, consequence = "", hint = "" }: Said,
): void {
  context.report.add({
    code,
    severity,
    message: (reached) => `\`${name}\` ${what}: ${reached} ${consequence}.${hint}`,
    at: context.at,
    affects: context.reached,
    subject: name,
  });
}

export function reportUnknown(context: OperationContext): void {
  const { connector, contracts } = context;
  const method = connector.request?.method?.toUpperCase() ?? connector.http?.method ?? "GET";
  const path = (connector.http?.url.source ?? "").replace(/\?.*$/s, "").replace(/^https?:\/\/[^/]*/, "");
  const wanted = path.replaceAll(/\{[^{}]*\}/g, "{}");
  const same = contracts.after.operations.filter((each) => each.path.replaceAll(/\{[^{}]*\}/g, "{}") === wanted);
  const names = contracts.after.operations.map(operationName);
  const near = same[0] ? operationName(same[0]) : suggestionList(`${method} ${path}`, names)[0];
  add(context, `${method} ${path}`, {
    code: "DRIFT_OPERATION_UNKNOWN",
    severity: "error",
    what: `is not in \`${contracts.after.file}\``,
    consequence: "cannot be answered",
    hint: near === undefined ? "" : ` Did you mean \`${near}\`?`,
  });
}

export function reportRemoved(context: OperationContext, operation: Operation): void {
  const { contracts } = context;
  const known = new Set(contracts.before.operations.map(operationName));
  const added = contracts.after.operations.filter((each) => !known.has(operationName(each)));
  const same = added.find(({ operationId }) => operationId !== undefined && operationId === operation.operationId);
  const names = added.filter(({ method }) => method === operation.method).map(operationName);
  const near = same ? operationName(same) : suggestionList(operationName(operation), names)[0];
  add(context, operationName(operation), {
    code: "DRIFT_OPERATION_REMOVED",
    severity: "error",
    what: `is no longer in \`${contracts.after.file}\``,
    consequence: "cannot be answered",
    hint: `${near === undefined ? "" : ` It may be \`${near}\` now.`} It was \`${operation.pointer}\`.`,
  });
}

export function checkOperation(context: OperationContext, operations: Pair<Operation>): void {
  const { before, after } = operations;
  if (before === after) return;
  const name = operationName(after);
  const see = ` See \`${after.pointer}\`.`;
  if (after.deprecated && !before.deprecated) {
    add(context, name, {
      code: "DRIFT_OPERATION_DEPRECATED",
      severity: "warning",
      what: "is deprecated now",
      consequence: "is fed by it",
      hint: see,
    });
  }
  checkAnswer(context, operations);
}

function checkAnswer(context: OperationContext, { before, after }: Pair<Operation>): void {
  const name = operationName(after);
  const was = before.answer.body;
  const is = after.answer.body;
  if (was && !is) {
    return add(context, name, {
      code: "DRIFT_STATUS_CHANGED",
      severity: "error",
      what: `now answers ${after.answer.status} without a body, not ${before.answer.status} with one`,
      consequence: "becomes null",
      hint: ` See \`${after.pointer}/responses\`.`,
    });
  }
  const kind = context.connector.request?.response;
  const isLost = was && is && kind === undefined && isRead(was.mediaType) && !isRead(is.mediaType);
  const isText = was && is && kind === undefined && isJson(was.mediaType) && isPlainText(is.mediaType);
  if (isLost || isText) {
    return add(context, name, {
      code: "DRIFT_MEDIA_TYPE_CHANGED",
      severity: "error",
      what: `now answers with \`${is.mediaType}\`, not \`${was.mediaType}\``,
      consequence: isText ? "is read from JSON" : "becomes null, since neither JSON nor plain text comes",
      hint: ` See \`${after.pointer}/responses\`.`,
    });
  }
  if (was && is) checkOtherAnswers(context, { before, after });
}

/** Successes beside the one that the mapping was made for. */
function checkOtherAnswers(context: OperationContext, { before, after }: Pair<Operation>): void {
  const known = new Set([before.answer.status, ...before.answer.others.map(({ status }) => status)]);
  // A mapping that asks for the status knows that there are several.
  if (context.connector.selection.reads.has("$status")) return;
  for (const { status, body } of after.answer.others) {
    const old = before.answer.others.find((each) => each.status === status);
    if (known.has(status) && (body || !old?.body)) continue;
    add(context, operationName(after), {
      code: "DRIFT_STATUS_CHANGED",
      severity: "warning",
      what: `may now answer ${status} ${body ? "with another body" : "without a body"}`,
      consequence: body ? "is read from that too" : "is null then",
      hint: ` See \`${after.pointer}/responses\`.`,
    });
  }
}

function isRead(mediaType: string): boolean {
  return isJson(mediaType) || isPlainText(mediaType);
}
