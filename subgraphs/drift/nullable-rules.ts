/** DRIFT_NULLABLE: a field that must not be null is fed by what may be null or left out. */
import { Kind, type TypeNode } from "graphql";
import { own } from "../openapi/json.ts";
import type { Feed } from "./collect-feeds.ts";
import { isArray } from "./follow.ts";
import { nameOf, placeOf, pointers, type RuleContext } from "./rule-context.ts";
import { isMissing } from "./schema-view.ts";
import type { Data, Read } from "./value.ts";

/** One way for null to come in: `level` lists deep. */
interface NullSource {
  /** Absent where it is the value itself, or an item of it. */
  readonly read?: Read;
  readonly level: number;
  readonly reason: "optional" | "nullable";
  /** Whether the document means it. */
  readonly isStated: boolean;
  readonly path: string;
  readonly pointer: string;
}

export function checkNullable(feed: Feed, context: RuleContext): void {
  const { data, type, coordinate } = feed;
  const before = nullSources(data, "before", context);
  for (const source of nullSources(data, "after", context)) {
    if (!isNonNull(type, source.level) || (feed.as === "list" && source.level > 0)) continue;
    if (data.isGuarded && source.level === 0) continue;
    // What was not there before is read by a mapping that was made for it as it is now.
    const wasThere = !source.read || !isMissing(source.read.found.before);
    const isNew = wasThere && !before.some((other) => other.read === source.read && other.level === source.level);
    if (!isNew && !source.isStated) continue;
    report(source, coordinate, isNew, { data, context });
  }
}

function nullSources(data: Data, side: "before" | "after", { schemas }: RuleContext): readonly NullSource[] {
  const sources: NullSource[] = [];
  for (const read of data.chain) {
    const found = read.found[side];
    if (found.presence === "unknown" || isMissing(found)) continue;
    const here = { read, level: read.owner.shape[side].dims, path: read.path, pointer: found.view.pointer };
    if (found.view.nullable) sources.push({ ...here, reason: "nullable", isStated: true });
    else if (found.optional) {
      // Where a schema says of nothing that it is required, that this is not means little.
      const isStated = found.saysRequired && found.presence === "declared" && !isOpen(read);
      sources.push({ ...here, reason: "optional", isStated });
    }
  }
  let { dims: level, view } = data.shape[side];
  let { path } = data;
  if (data.chain.length === 0 && view.nullable) {
    sources.push({ level, reason: "nullable", isStated: true, path, pointer: view.pointer });
  }
  while (isArray(view) && level < 8) {
    level += 1;
    view = schemas[side].items(view);
    path = `${path}[]`;
    if (view.nullable) sources.push({ level, reason: "nullable", isStated: true, path, pointer: view.pointer });
  }
  return sources;
}

/** What holds anything is there to be asked for what may not be there. */
function isOpen({ found }: Read): boolean {
  const { view } = found.after;
  return view.isAny || view.options.some(({ schema }) => own(schema, "additionalProperties") === true);
}

function report(
  { read, reason, path, pointer }: NullSource,
  coordinate: string,
  isNew: boolean,
  { data, context }: { readonly data: Data; readonly context: RuleContext },
): void {
  const { operation } = context;
  const verb = reason === "optional" ? "leave out" : "return null as";
  const was = isNew && read ? read.found.before.view.pointer : undefined;
  context.report.add({
    code: "DRIFT_NULLABLE",
    severity: isNew ? "error" : "warning",
    message: (reached) =>
      `\`${operation}\` may ${isNew ? "now " : ""}${verb} ${nameOf(path)}: ${reached} must not be null.${pointers(was, pointer)}`,
    at: read ? context.report.at(read.text, read.span) : placeOf(data, context),
    affects: [coordinate],
    subject: `${operation} ${path}`,
    fix: "Make the field nullable, or give the mapping a fallback with `??`.",
  });
}

/** Whether a type forbids null inside as many lists. */
function isNonNull(type: TypeNode, level: number): boolean {
  if (level === 0) return type.kind === Kind.NON_NULL_TYPE;
  const bare = type.kind === Kind.NON_NULL_TYPE ? type.type : type;
  return bare.kind === Kind.LIST_TYPE && isNonNull(bare.type, level - 1);
}
