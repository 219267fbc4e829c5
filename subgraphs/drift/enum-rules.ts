/** DRIFT_ENUM_WIDENED and DRIFT_ENUM_UNKNOWN: values that the field's type, or a `->match`, does not know. */
import { Kind } from "graphql";
import { didYouMean } from "../../schema/did-you-mean.ts";
import { namedType } from "../connect/ast.ts";
import type { IndexedType } from "../connect/type-index.ts";
import type { ConstantFeed, Feed } from "./collect-feeds.ts";
import { depthOf } from "./given.ts";
import { nameOf, placeOf, pointers, type RuleContext } from "./rule-context.ts";
import { enumOf, type View } from "./schema-view.ts";
import { isCustomScalar, leafOf } from "./type-rules.ts";
import { bothOf, type MatchUse } from "./value.ts";

export function checkEnum(feed: Feed, context: RuleContext): void {
  if (feed.as !== "value") return;
  const { data, type } = feed;
  const leaf = bothOf(data.shape, (shape, side) => leafOf(shape, context.schemas[side]).view);
  const was = valuesOf(leaf.before);
  const is = valuesOf(leaf.after);
  const { named } = depthOf(type);
  const declared = context.types.get(named);
  const known = declared?.kind === "enum" ? new Set<unknown>(enumNames(declared)) : undefined;
  if (!known && isCustomScalar(named, context)) return;
  const left = (value: unknown): boolean => !data.except.includes(value) && !known?.has(value);
  const unknown = is?.filter(left) ?? [];
  const added = was ? unknown.filter((value) => !was.includes(value)) : [];
  const limit = known ? `\`${named}\` does not have ${them(added)}` : "clients may not know it";
  const found = { feed, leaf, context };
  if (was && !is && !leaf.after.isAny && leaf.after.options.every(({ kind }) => kind === "string")) {
    return report(
      found,
      "warning",
      "now return any text as",
      known ? `\`${named}\` has only some` : "clients may not know it",
    );
  }
  if (added.length > 0) {
    return report(found, known ? "error" : "warning", `now return ${list(added)} as`, limit);
  }
  if (known && unknown.length > 0) {
    const former = unknown.filter((value) => context.formerEnums[named]?.some((name) => name === value));
    // What clients got until now is an error to them from now on.
    if (former.length > 0) {
      return report(found, "error", `return ${list(former)} as`, `\`${named}\` no longer has ${them(former)}`);
    }
    report(found, "warning", `return ${list(unknown)} as`, `\`${named}\` does not have ${them(unknown)}`);
  }
}

/** A value that the mapping itself gives: whatever the service answers, it is an error. */
export function checkConstant({ coordinate, type, literal }: ConstantFeed, { types, report: into }: RuleContext): void {
  const { value, at, text } = literal;
  const declared = types.get(namedType(type).name.value);
  if (declared?.kind !== "enum" || !text) return;
  const names = enumNames(declared);
  if (names.some((name) => name === value)) return;
  const fix = typeof value === "string" ? didYouMean(value, names) : undefined;
  into.add({
    code: "DRIFT_ENUM_UNKNOWN",
    severity: "error",
    message: (reached) =>
      `The mapping gives ${list([value])}: ${reached} is fed by it, and \`${declared.name}\` does not have it.`,
    at: into.at(text, at),
    affects: [coordinate],
    subject: `${coordinate} ${JSON.stringify(value)}`,
    ...(fix !== undefined && { fix }),
  });
}

function them(values: readonly unknown[]): string {
  return values.length === 1 ? "it" : "them";
}

function list(values: readonly unknown[]): string {
  const named = values.slice(0, 5).map((value) => `\`${typeof value === "string" ? value : JSON.stringify(value)}\``);
  return values.length > 5 ? `${named.join(", ")} and ${values.length - 5} more` : named.join(" or ");
}

export function enumNames({ nodes }: IndexedType): readonly string[] {
  return nodes.flatMap((node) =>
    node.kind === Kind.ENUM_TYPE_DEFINITION || node.kind === Kind.ENUM_TYPE_EXTENSION
      ? (node.values ?? []).map(({ name }) => name.value)
      : [],
  );
}

/** All values that there can be. `undefined` where there is no end of them. */
export function valuesOf(view: View): readonly unknown[] | undefined {
  if (view.isAny || view.options.length === 0) return undefined;
  const values = view.options.map(({ schema, kind }) => (kind === "boolean" ? [true, false] : enumOf(schema)));
  return values.some((each) => each === undefined) ? undefined : [...new Set(values.flatMap((each) => each ?? []))];
}

function report(
  { feed, leaf, context }: { feed: Feed; leaf: { before: View; after: View }; context: RuleContext },
  severity: "error" | "warning",
  verb: string,
  consequence: string,
): void {
  const { data, coordinate } = feed;
  const isNew = verb.startsWith("now");
  context.report.add({
    code: isNew ? "DRIFT_ENUM_WIDENED" : "DRIFT_ENUM_UNKNOWN",
    severity,
    message: (reached) =>
      `\`${context.operation}\` can ${verb} ${nameOf(data.path)}: ${reached} is fed by it, and ${consequence}.${pointers(isNew ? leaf.before.pointer : undefined, leaf.after.pointer)}`,
    at: placeOf(data, context),
    affects: [coordinate],
    subject: `${context.operation} ${data.path}`,
  });
}

/** Values for which a `->match` has no pair, and no `[@, …]` either, yield nothing. */
export function checkMatch(match: MatchUse, context: RuleContext): void {
  const { data, literals, others, feeds } = match;
  if (others === "value") return;
  const leaf = bothOf(data.shape, (shape, side) => leafOf(shape, context.schemas[side]).view);
  const uncovered = (view: View): readonly unknown[] =>
    valuesOf(view)?.filter((value) => !literals.includes(value)) ?? [];
  const is = uncovered(leaf.after);
  const wasKnown = valuesOf(leaf.before) !== undefined;
  const was = uncovered(leaf.before);
  const added = wasKnown ? is.filter((value) => !was.includes(value)) : [];
  const isNew = added.length > 0;
  // That the others are null is what the mapping says; that there are new ones, nobody has said.
  const shown = isNew ? added : others === "null" ? [] : is;
  if (shown.length === 0) return;
  const isNonNull = [...feeds.values()].some(Boolean);
  const { report: into, operation } = context;
  into.add({
    code: isNew ? "DRIFT_ENUM_WIDENED" : "DRIFT_ENUM_UNKNOWN",
    severity: isNew && isNonNull ? "error" : "warning",
    message: (reached) =>
      `\`${operation}\` can ${isNew ? "now return" : "return"} ${list(shown)} as ${nameOf(data.path)}, for which \`->match\` has ${others === "null" ? "null alone" : "no pair"}: ${reached} ${isNonNull ? "must not be null" : "is null then"}.${pointers(isNew ? leaf.before.pointer : undefined, leaf.after.pointer)}`,
    at: data.source ? into.at(data.source.text, data.source.span) : into.at(match.text, match.span),
    affects: feeds.size > 0 ? [...feeds.keys()] : context.fallback,
    subject: `${operation} ${data.path}`,
    fix: "Add a pair for it, or a last one for all others: `[@, …]`.",
  });
}
