/** Applies the planner's rewrites: of representations before they are sent, of answers before they are merged. */
import type { FetchRewrite } from "./planning/planner.ts";
import type { SupergraphTypes } from "./supergraph-types.ts";

export function rewrite(value: unknown, rewrites: readonly FetchRewrite[], types: SupergraphTypes): void {
  for (const rule of rewrites) {
    const setter = "ValueSetter" in rule ? rule.ValueSetter : "setValueTo" in rule ? rule : undefined;
    if (setter) {
      apply(value, setter.path, types, (object, key) => {
        object[key] = setter.setValueTo;
      });
    } else if ("KeyRenamer" in rule) {
      const { path, renameKeyTo } = rule.KeyRenamer;
      apply(value, path, types, (object, key) => {
        if (!Object.hasOwn(object, key)) return;
        object[renameKeyTo] = object[key];
        delete object[key];
      });
    }
  }
}

/** Names in answers that rewrites will change, for the paths of errors. */
export function renamedKeys(rewrites: readonly FetchRewrite[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const rule of rewrites) {
    if (!("KeyRenamer" in rule)) continue;
    const last = rule.KeyRenamer.path.at(-1);
    if (last && "Key" in last) names.set(last.Key, rule.KeyRenamer.renameKeyTo);
  }
  return names;
}

type RewritePath = Extract<FetchRewrite, { KeyRenamer: unknown }>["KeyRenamer"]["path"];

function apply(
  value: unknown,
  path: RewritePath,
  types: SupergraphTypes,
  change: (object: Record<string, unknown>, key: string) => void,
  index: number = 0,
): void {
  if (Array.isArray(value)) {
    for (const item of value) apply(item, path, types, change, index);
    return;
  }
  const segment = path[index];
  if (typeof value !== "object" || value === null || !segment) return;
  const object = value as Record<string, unknown>;
  if ("TypenameEquals" in segment) {
    const typename = object["__typename"];
    const isMatch =
      typeof typename === "string" && segment.TypenameEquals.some((condition) => types.isOfType(typename, condition));
    if (isMatch) apply(object, path, types, change, index + 1);
  } else if (index === path.length - 1) {
    change(object, segment.Key);
  } else {
    apply(object[segment.Key], path, types, change, index + 1);
  }
}
