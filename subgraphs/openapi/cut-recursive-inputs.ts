/**
 * What a request sends is written out as a mapping, which has an end: a type inside itself is sent as it is. Where that would be
 * wrong, as keys or values have other names in JSON than in GraphQL, the field that leads back is `JSON` instead.
 */
import type { ObjectType, TypeRef } from "./model.ts";
import { innermost } from "./plan-selections.ts";
import type { ImportReport } from "./report.ts";
import { scalar } from "./type-refs.ts";

export function cutRecursiveInputs(inputs: readonly TypeRef[], report: ImportReport): void {
  const done = new Set<ObjectType>();
  const path = new Set<ObjectType>();
  const visit = (type: ObjectType): void => {
    if (done.has(type)) return;
    path.add(type);
    for (const field of type.fields) {
      const inner = innermost(field.type);
      if (inner.kind !== "object") continue;
      if (!path.has(inner.type)) visit(inner.type);
      else if (hasOtherNames(inner.type)) {
        field.type = scalar("JSON", true);
        report.add(
          "simplified",
          type.pointer,
          `\`${field.wire}\` leads back to where it is, under other names than in GraphQL; it is \`JSON\`.`,
        );
      }
    }
    path.delete(type);
    done.add(type);
  };
  for (const input of inputs) {
    const named = innermost(input);
    if (named.kind === "object") visit(named.type);
  }
}

/** Whether a value as GraphQL has it is none that the service knows, somewhere in it. */
function hasOtherNames(type: ObjectType, seen = new Set<ObjectType>()): boolean {
  if (seen.has(type)) return false;
  seen.add(type);
  if (type.isOneOf) return true;
  return type.fields.some(({ wire, name, type: ref }) => {
    const named = innermost(ref);
    if (wire !== name || (named.kind === "enum" && named.type.isMapped)) return true;
    return named.kind === "object" && hasOtherNames(named.type, seen);
  });
}
