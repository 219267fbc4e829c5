/** Types and formats of what feeds a field: DRIFT_TYPE_*, DRIFT_LIST_MISMATCH, DRIFT_FORMAT_CHANGED. */
import { print, type TypeNode } from "graphql";
import { textAt } from "../openapi/json.ts";
import type { Feed } from "./collect-feeds.ts";
import { isArray } from "./follow.ts";
import { depthOf } from "./given.ts";
import { nameOf, placeOf, pointers, type RuleContext } from "./rule-context.ts";
import { describeView, type Kind, type SchemaReader, type View } from "./schema-view.ts";
import { bothOf, type Shape } from "./value.ts";

/** Lists off, and how many they were; `undefined` where that is not known. */
export interface Leaf {
  readonly depth: number | undefined;
  readonly view: View;
}

export function leafOf({ dims, view: outer }: Shape, schemas: SchemaReader): Leaf {
  let depth = dims;
  let view = outer;
  while (isArray(view) && depth < 8) {
    depth += 1;
    view = schemas.items(view);
  }
  const isKnown = !view.isAny && view.options.length > 0 && !view.options.some(({ kind }) => kind === "array");
  return { depth: isKnown ? depth : undefined, view };
}

export function checkType(feed: Feed, context: RuleContext): void {
  const { data, type } = feed;
  if (feed.as === "list") return;
  const { dims, named } = depthOf(type);
  const leaf = bothOf(data.shape, (shape, side) => leafOf(shape, context.schemas[side]));
  const isCustom = isCustomScalar(named, context);
  const { depth } = leaf.after;
  if (depth !== undefined && depth !== dims && !isCustom) {
    return reportDepth(feed, { was: leaf.before.depth, is: depth, dims }, context);
  }
  if (feed.as === "value") {
    checkKinds(feed, leaf, named, context);
    checkFormat(feed, leaf, context);
  }
}

export function isCustomScalar(name: string, { types }: RuleContext): boolean {
  return types.get(name)?.kind === "scalar" || (!types.has(name) && !builtIn.has(name));
}

function reportDepth(
  feed: Feed,
  { was, is, dims }: { readonly was: number | undefined; readonly is: number; readonly dims: number },
  context: RuleContext,
): void {
  const { data, coordinate, type } = feed;
  const { operation, report } = context;
  const isNew = was !== undefined && was !== is;
  const words = is > dims ? "a list" : is === 0 ? "one value" : "fewer lists";
  report.add({
    code: isNew ? "DRIFT_TYPE_CHANGED" : "DRIFT_LIST_MISMATCH",
    severity: "error",
    message: (reached) =>
      `\`${operation}\` ${isNew ? "now returns" : "returns"} ${words} as ${nameOf(data.path.replace(/(\[\])+$/, ""))}: ${reached} is of type \`${printType(type)}\` and becomes null.${pointers(isNew ? data.shape.before.view.pointer : undefined, data.shape.after.view.pointer)}`,
    at: placeOf(data, context),
    affects: [coordinate],
    subject: `${operation} ${data.path}`,
  });
}

function printType(type: TypeNode): string {
  return print(type);
}

/** `converts`: it comes out as something else, or only some values do. */
type Verdict = "fits" | "converts" | "fails";

const builtIn: ReadonlyMap<string, Readonly<Record<Kind, Verdict>>> = new Map([
  ["String", verdicts("fits", "converts", "converts", "converts")],
  ["ID", verdicts("fits", "fits", "fails", "fails")],
  ["Int", verdicts("fails", "fits", "converts", "converts")],
  ["Float", verdicts("fails", "fits", "fits", "converts")],
  ["Boolean", verdicts("fails", "converts", "converts", "fits")],
]);

// What graphql-js makes of results: https://spec.graphql.org/draft/#sec-Scalars
function verdicts(
  string: Verdict,
  integer: Verdict,
  number: Verdict,
  boolean: Verdict,
): Readonly<Record<Kind, Verdict>> {
  return { string, integer, number, boolean, object: "fails", array: "fails" };
}

const ofEnum = verdicts("fits", "fails", "fails", "fails");
/** What a custom scalar holds is between the service and its clients, who may notice another kind. */
const ofCustom: Readonly<Record<Kind, Verdict>> = {
  ...verdicts("converts", "converts", "converts", "converts"),
  object: "converts",
  array: "converts",
};

function checkKinds(feed: Feed, leaf: { before: Leaf; after: Leaf }, named: string, context: RuleContext): void {
  const { before, after } = { before: leaf.before.view, after: leaf.after.view };
  if (after.isAny || after.options.length === 0) return;
  const isEnum = context.types.get(named)?.kind === "enum";
  const table = isEnum ? ofEnum : (builtIn.get(named) ?? ofCustom);
  const known = new Set(before.options.map(({ kind }) => kind));
  const kinds = new Set(after.options.map(({ kind }) => kind));
  const added = [...kinds].filter((kind) => !known.has(kind));
  // `number` that became `integer` is a number still.
  const news = before.isAny ? [] : added.filter((kind) => !(kind === "integer" && known.has("number")));
  const failing = [...kinds].filter((kind) => table[kind] === "fails");
  if (news.some((kind) => table[kind] === "fails"))
    return reportKind(feed, leaf, { severity: "error", isNew: true, named }, context);
  if (news.some((kind) => table[kind] === "converts"))
    return reportKind(feed, leaf, { severity: "warning", isNew: true, named }, context);
  if (failing.length > 0) {
    const severity = failing.length === kinds.size ? "error" : "warning";
    reportKind(feed, leaf, { severity, isNew: false, named }, context);
  }
}

function reportKind(
  { data, coordinate }: Feed,
  leaf: { before: Leaf; after: Leaf },
  { severity, isNew, named }: { severity: "error" | "warning"; isNew: boolean; named: string },
  context: RuleContext,
): void {
  const { operation, report } = context;
  const { before, after } = { before: leaf.before.view, after: leaf.after.view };
  const what = isNew
    ? `now returns ${describeView(after)}, not ${describeView(before)},`
    : `returns ${describeView(after)}`;
  const consequence = severity === "error" ? "fails" : "may come out as something else";
  report.add({
    code: isNew ? "DRIFT_TYPE_CHANGED" : "DRIFT_TYPE_MISMATCH",
    severity,
    message: (reached) =>
      `\`${operation}\` ${what} as ${nameOf(data.path)}: ${reached} is of type \`${named}\` and ${consequence}.${pointers(isNew ? before.pointer : undefined, after.pointer)}`,
    at: placeOf(data, context),
    affects: [coordinate],
    subject: `${operation} ${data.path}`,
  });
}

/** A format that is new only says more of what there was; one that is gone, less; another one is another text. */
function checkFormat(feed: Feed, leaf: { before: Leaf; after: Leaf }, context: RuleContext): void {
  const was = formatOf(leaf.before.view);
  const is = formatOf(leaf.after.view);
  const isWider = is === "int64" && was !== "int64" && depthOf(feed.type).named === "Int" && sameKinds(leaf);
  const isOther =
    was !== undefined && is !== undefined && was !== is && sameKinds(leaf) && !isNumeric(was) && !isNumeric(is);
  if (!isWider && !isOther) return;
  const { data, coordinate } = feed;
  const { operation, report } = context;
  report.add({
    code: "DRIFT_FORMAT_CHANGED",
    severity: "warning",
    message: (reached) =>
      `\`${operation}\` now returns ${nameOf(data.path)} in the format \`${is}\`, not \`${was ?? "int32"}\`: ${reached} ${isWider ? "is an error where it is beyond 32 bits" : "is another text for clients"}.${pointers(leaf.before.view.pointer, leaf.after.view.pointer)}`,
    at: placeOf(data, context),
    affects: [coordinate],
    subject: `${operation} ${data.path}`,
  });
}

function sameKinds({ before, after }: { before: Leaf; after: Leaf }): boolean {
  return (
    before.view.options[0]?.kind === after.view.options[0]?.kind &&
    before.view.options.length === after.view.options.length
  );
}

function isNumeric(format: string): boolean {
  return /^(?:u?int\d*|float|double|decimal)$/.test(format);
}

function formatOf(view: View): string | undefined {
  const [option] = view.options;
  return option && view.options.length === 1 ? textAt(option.schema, "format") : undefined;
}
