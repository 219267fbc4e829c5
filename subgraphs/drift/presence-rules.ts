/** DRIFT_PROPERTY_UNKNOWN and DRIFT_PROPERTY_REMOVED: what a mapping reads and is not there. */
import { Kind } from "graphql";
import { likelyName } from "./likely-name.ts";
import { affectsOf, nameOf, pointers, type RuleContext } from "./rule-context.ts";
import { describeView, isMissing } from "./schema-view.ts";
import type { Read } from "./value.ts";

export function checkPresence(read: Read, context: RuleContext): void {
  const { before, after } = read.found;
  if (isMissing(after)) return reportMissing(read, context);
  // Of what may be anything now, that is said where it was read.
  if (before.presence === "declared" && after.presence !== "declared" && !read.owner.shape.after.view.isAny) {
    addFinding(read, context, {
      code: "DRIFT_PROPERTY_REMOVED",
      severity: "warning",
      what: `no longer declares ${nameOf(read.path)}`,
      consequence: "may become null",
    });
  }
}

/** The operands of a `??` stand in for each other: one of them is enough. */
function isReplaced(read: Read): boolean {
  return read.alternatives.some(({ found }) => !isMissing(found.after) && found.after.presence !== "unknown");
}

function reportMissing(read: Read, context: RuleContext): void {
  const wasThere = !isMissing(read.found.before);
  if (isReplaced(read)) return;
  // Where all operands of a `??` are gone, the last one says so.
  if (read.hasFallback && read.alternatives.some(({ hasFallback }) => !hasFallback)) return;
  if (read.found.after.presence === "notObject") return reportNoObject(read, context);
  const consequence = consequenceOf(read, context);
  if (wasThere) {
    addFinding(read, context, {
      code: "DRIFT_PROPERTY_REMOVED",
      severity: read.hasFallback ? "warning" : "error",
      what: `no longer returns ${nameOf(read.path)}`,
      consequence: read.hasFallback ? "has its fallback from now on" : consequence,
    });
  } else if (!read.hasFallback) {
    addFinding(read, context, {
      code: "DRIFT_PROPERTY_UNKNOWN",
      severity: read.isOptional ? "warning" : "error",
      what: `does not return ${nameOf(read.path)}`,
      consequence: consequence.replace("becomes", "is"),
    });
  }
}

/** It is read from something that is no object, which is at fault where that was read. */
function reportNoObject(read: Read, context: RuleContext): void {
  const { owner } = read;
  const ownerRead = owner.source;
  const was = owner.shape.before.view;
  const is = owner.shape.after.view;
  const wasObject = !isMissing(read.found.before);
  const at = ownerRead ?? read;
  const path = owner.path === "$" ? "a body that" : `\`${owner.path.slice(2)}\` as something that`;
  const { report, operation } = context;
  const what = wasObject
    ? `now returns ${path} is ${describeView(is)}, not ${describeView(was)}`
    : `returns ${path} is ${describeView(is)}, which has no \`${read.key}\``;
  report.add({
    code: wasObject ? "DRIFT_TYPE_CHANGED" : "DRIFT_TYPE_MISMATCH",
    severity: "error",
    message: (reached) =>
      `\`${operation}\` ${what}: ${reached} ${wasObject ? "becomes" : "is"} null.${pointers(was.pointer, is.pointer)}`,
    at: report.at(at.text, at.span),
    affects: affectsOf(ownerRead && ownerRead.feeds.size > 0 ? ownerRead : read, context),
    subject: `${operation} ${owner.path}`,
  });
}

interface Missing {
  readonly code: "DRIFT_PROPERTY_UNKNOWN" | "DRIFT_PROPERTY_REMOVED";
  readonly severity: "error" | "warning";
  readonly what: string;
  readonly consequence: string;
}

function addFinding(read: Read, context: RuleContext, { code, severity, what, consequence }: Missing): void {
  const { operation, report } = context;
  const { owner, found } = read;
  const name = likelyName(read, context.schemas, code === "DRIFT_PROPERTY_REMOVED");
  const hint =
    name === undefined
      ? ""
      : code === "DRIFT_PROPERTY_REMOVED"
        ? ` It may be \`${name}\` now.`
        : ` Did you mean \`${name}\`?`;
  const was = found.before.presence === "declared" ? found.before.view.pointer : undefined;
  report.add({
    code,
    severity,
    message: (reached) =>
      `\`${operation}\` ${what}: ${reached} ${consequence}.${hint}${pointers(was, owner.shape.after.view.pointer)}`,
    at: report.at(read.text, read.span),
    affects: affectsOf(read, context),
    subject: `${operation} ${read.path}`,
    ...(name !== undefined && { fix: `Read \`${name}\` instead.` }),
  });
}

function consequenceOf(read: Read, { types }: RuleContext): string {
  const [only = ""] = read.feeds;
  const [typeName = "", fieldName = ""] = only.split(".");
  const isNonNull = types.get(typeName)?.fields.get(fieldName)?.type.kind === Kind.NON_NULL_TYPE;
  return isNonNull && read.feeds.size === 1
    ? "becomes null, which it must not be"
    : read.feeds.size > 1
      ? "become null"
      : "becomes null";
}
