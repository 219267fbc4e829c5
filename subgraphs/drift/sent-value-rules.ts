/** Values that a connector sends against the schemas of parameters and bodies. */
import { enumNames, valuesOf } from "./enum-rules.ts";
import { isArray } from "./follow.ts";
import { depthOf, itemOfGiven } from "./given.ts";
import { limits, numberAt, shownLimit, type Limit } from "./limits.ts";
import { say, type ValueContext } from "./request-context.ts";
import { describeView, type Kind, type View } from "./schema-view.ts";
import { checkSentObject } from "./sent-object-rules.ts";
import { hasBatch } from "./sent.ts";
import { bothOf, type Given, type Pair, type Value } from "./value.ts";

export function checkSentValue(value: Value, views: Pair<View>, context: ValueContext): void {
  if (views.after.isAny || views.after.options.length === 0) return;
  if (hasBatch(value)) checkBatch(views, context);
  switch (value.kind) {
    case "oneOf":
      for (const member of value.members) checkSentValue(member, views, context);
      return;
    case "literal":
      return checkLiteral(value.value, views, context, "sends");
    case "given":
      return checkGiven(value, views, context);
    case "list":
      return checkList(value.item, views, context);
    case "object":
      return checkSentObject(value, views, context, checkSentValue);
    case "made":
    case "data":
    case "null":
    case "unknown":
      return;
    default:
      value satisfies never;
  }
}

function checkList(item: Value, views: Pair<View>, context: ValueContext): void {
  if (!isArray(views.after)) {
    const some = views.after.options.some(({ kind }) => kind === "array");
    if (!some) reportKind("a list", views, isArray(views.before), context);
    return;
  }
  checkSentValue(
    item,
    bothOf(views, (view, side) => context.schemas[side].items(view)),
    context,
  );
}

function checkGiven(value: Given, views: Pair<View>, context: ValueContext): void {
  if (value.dims + depthOf(value.type).dims > 0) return checkList(itemOfGiven(value), views, context);
  const { named } = depthOf(value.type);
  const type = context.places.types.get(named);
  if (type?.kind === "input") {
    const key = `${named} ${views.before.pointer} ${views.after.pointer}`;
    if (context.followed.has(key)) return;
    context.followed.add(key);
    return checkSentObject(value, views, context, checkSentValue);
  }
  if (context.isText && isArray(views.after)) {
    // One value is a list of one.
    return checkSentValue(
      value,
      bothOf(views, (view, side) => context.schemas[side].items(view)),
      context,
    );
  }
  if (type?.kind === "enum") {
    const names = enumNames(type).filter((name) => !value.except.includes(name));
    return checkNames(names, named, views, context);
  }
  const kind = kinds.get(named);
  if (kind === undefined) return;
  if (!checkKind(named, kind, views, context)) return;
  checkRemovedValues(named, views, context);
  const { standard } = value;
  const broken = standard === undefined ? [] : brokenLimits(standard, views);
  checkNarrowed(views, broken, context);
  if (standard !== undefined) checkLiteral(standard, views, context, "sends by default");
}

const kinds: ReadonlyMap<string, Kind | "id"> = new Map([
  ["String", "string"],
  ["ID", "id"],
  ["Int", "integer"],
  ["Float", "number"],
  ["Boolean", "boolean"],
]);

/** `some`: a text may be a number, or not. */
type Fit = "fits" | "some" | "fails";

function fitOf(kind: Kind | "id", view: View, isText: boolean): Fit {
  const fits = view.options.map((option) => fitOne(kind, option.kind, isText));
  return fits.includes("fits") ? "fits" : fits.includes("some") ? "some" : "fails";
}

function fitOne(kind: Kind | "id", wanted: Kind, isText: boolean): Fit {
  if (kind === wanted || (kind === "id" && wanted === "string") || (kind === "integer" && wanted === "number"))
    return "fits";
  if (kind === "number" && wanted === "integer") return "some";
  if (wanted === "object" || wanted === "array") return "fails";
  // As text, a number is a text like others, and some texts are numbers.
  if (isText && wanted === "string") return "fits";
  if (kind === "id" && wanted === "integer") return "some";
  return isText && (kind === "id" || kind === "string") ? "some" : "fails";
}

/** @returns Whether the value can be of the kind at all. */
function checkKind(named: string, kind: Kind | "id", views: Pair<View>, context: ValueContext): boolean {
  const is = fitOf(kind, views.after, context.isText);
  if (is === "fits") return true;
  const was = views.before.isAny ? "fits" : fitOf(kind, views.before, context.isText);
  if (is === "some" && was !== "fits") return true;
  reportKind(`\`${named}\``, views, was !== is, context);
  return false;
}

function reportKind(what: string, views: Pair<View>, isNew: boolean, context: ValueContext): void {
  say(context, {
    code: "DRIFT_PARAMETER_TYPE",
    severity: "error",
    what: `${isNew ? "now takes" : "takes"} ${describeView(views.after)}${isNew ? `, not ${describeView(views.before)},` : ""} as ${context.name}`,
    consequence: `sends ${what}`,
    pointer: views.after.pointer,
    at: context.at,
    subject: context.subject,
  });
}

function checkNames(names: readonly string[], typeName: string, views: Pair<View>, context: ValueContext): void {
  if (!views.after.options.some(({ kind }) => kind === "string") && !context.isText) {
    return reportKind(
      `\`${typeName}\``,
      views,
      views.before.options.some(({ kind }) => kind === "string"),
      context,
    );
  }
  const refused = names.filter((name) => !takes(views.after, name));
  const lost = refused.filter((name) => takes(views.before, name));
  if (lost.length > 0) return reportEnum(lost, true, `can send it as \`${typeName}\``, views, context);
  if (refused.length > 0) reportEnum(refused, false, `can send it as \`${typeName}\``, views, context);
}

function takes(view: View, name: string): boolean {
  const values = valuesOf(view);
  return values ? values.includes(name) : view.isAny || view.options.some(({ kind }) => kind === "string");
}

function reportEnum(
  values: readonly unknown[],
  isNew: boolean,
  consequence: string,
  views: Pair<View>,
  context: ValueContext,
): void {
  const named = values.map((value) => `\`${typeof value === "string" ? value : JSON.stringify(value)}\``).join(" or ");
  say(context, {
    code: "DRIFT_PARAMETER_ENUM",
    severity: "error",
    what: `${isNew ? "no longer takes" : "does not take"} ${named} as ${context.name}`,
    consequence,
    pointer: views.after.pointer,
    at: context.at,
    subject: context.subject,
  });
}

/** A text is sent as clients give it: what they may no longer give is lost. */
function checkRemovedValues(named: string, views: Pair<View>, context: ValueContext): void {
  if (named === "Boolean" || views.before === views.after) return;
  const is = valuesOf(views.after);
  if (!is) return;
  const was = valuesOf(views.before);
  const lost = was?.filter((value) => !is.includes(value));
  if (lost && lost.length === 0) return;
  if (lost) return reportEnum(lost, true, `can send it as \`${named}\``, views, context);
  const listed = is.map((value) => `\`${String(value)}\``).join(", ");
  say(context, {
    code: "DRIFT_PARAMETER_ENUM",
    severity: "error",
    what: `now takes ${listed} alone as ${context.name}`,
    consequence: `can send any \`${named}\``,
    pointer: views.after.pointer,
    at: context.at,
    subject: context.subject,
  });
}

function checkLiteral(value: unknown, views: Pair<View>, context: ValueContext, verb: string): void {
  if (views.after.isAny) return;
  if (isArray(views.after)) {
    if (!context.isText) return;
    return checkLiteral(
      value,
      bothOf(views, (view, side) => context.schemas[side].items(view)),
      context,
      verb,
    );
  }
  const accepts = (view: View): boolean => {
    const values = valuesOf(view);
    return !values || values.some((each) => each === value || (context.isText && String(each) === String(value)));
  };
  const shown = typeof value === "string" ? `\`"${value}"\`` : `\`${String(value)}\``;
  if (!accepts(views.after)) {
    return reportEnum([value], accepts(views.before), `${verb} ${shown}`, views, context);
  }
  const kind = kindOfLiteral(value, context.isText);
  if (kind && fitOf(kind, views.after, context.isText) === "fails") {
    return reportKind(shown, views, fitOf(kind, views.before, context.isText) !== "fails", context);
  }
  for (const limit of brokenLimits(value, views))
    reportLimit(limit.keyword, views, { severity: "error", consequence: `${verb} ${shown}` }, context);
}

/** Limits that a constant kept before. */
function brokenLimits(value: unknown, { before, after }: Pair<View>): readonly Limit[] {
  return limits.filter(({ refuses }) => refuses(after, value) && !refuses(before, value));
}

function kindOfLiteral(value: unknown, isText: boolean): Kind | undefined {
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  if (typeof value === "boolean") return "boolean";
  if (typeof value !== "string") return undefined;
  if (!isText || value === "") return "string";
  if (/^-?\d+$/.test(value)) return "integer";
  if (/^-?\d*\.\d+$/.test(value)) return "number";
  return value === "true" || value === "false" ? "boolean" : undefined;
}

function checkNarrowed({ before, after }: Pair<View>, broken: readonly Limit[], context: ValueContext): void {
  const [was] = before.options;
  const [is] = after.options;
  if (before === after || !was || !is || before.options.length > 1 || after.options.length > 1) return;
  for (const limit of limits) {
    if (broken.includes(limit) || !limit.isNarrower(was.schema, is.schema)) continue;
    reportLimit(
      limit.keyword,
      { before, after },
      { severity: "warning", consequence: "may send more than that" },
      context,
    );
  }
}

function reportLimit(
  keyword: string,
  views: Pair<View>,
  { severity, consequence }: { readonly severity: "error" | "warning"; readonly consequence: string },
  context: ValueContext,
): void {
  const was = shownLimit(views.before, keyword);
  const is = shownLimit(views.after, keyword);
  say(context, {
    code: keyword === "format" ? "DRIFT_FORMAT_CHANGED" : "DRIFT_PARAMETER_NARROWED",
    severity,
    what: `now takes ${context.name} with \`${keyword}: ${is}\`${was === undefined ? "" : `, not \`${was}\``}`,
    consequence,
    pointer: views.after.pointer,
    at: context.at,
    subject: `${context.subject} ${keyword}`,
  });
}

function checkBatch(views: Pair<View>, context: ValueContext): void {
  const { batchSize } = context;
  if (batchSize === undefined) return;
  const most = mostItems(views.after);
  if (most === undefined || (batchSize !== null && batchSize <= most)) return;
  const old = mostItems(views.before);
  const wasEnough = old === undefined || (batchSize !== null && batchSize <= old);
  const isNew = wasEnough || (old !== undefined && most < old);
  say(context, {
    code: "DRIFT_BATCH_SIZE",
    severity: isNew || batchSize !== null ? "error" : "warning",
    what: `${isNew ? "now takes" : "takes"} at most ${most} items as ${context.name}`,
    consequence: batchSize === null ? "may send more, since `batch` has no `maxSize`" : `sends up to ${batchSize}`,
    pointer: views.after.pointer,
    at: context.batchAt,
    subject: context.subject,
    fix: `Set \`batch: { maxSize: ${most} }\`.`,
  });
}

function mostItems({ options }: View): number | undefined {
  const most = options.flatMap(({ kind, schema }) => (kind === "array" ? [numberAt(schema, "maxItems")] : []));
  const known = most.filter((each) => each !== undefined);
  return known.length > 0 && known.length === most.length ? Math.max(...known) : undefined;
}
