/** Values of arguments as the service wants them, in the mapping language. */
import { keyStep, mappingString, matchEnum } from "./mapping-text.ts";
import type { ObjectType, TypeRef } from "./model.ts";
import { innermost } from "./plan-selections.ts";
import { mapLists } from "./print-selection.ts";

export interface WireOptions {
  /** In JSON an integer is no text; anywhere else they are the same. */
  readonly isJson?: boolean;
  /** Types that the path leads through. */
  readonly inside?: readonly ObjectType[];
}

/**
 * A value of an argument as the service wants it: keys and enum values as they are in JSON, and integers that came as text,
 * so as to lose no digit, as integers. A type inside itself is sent as it is: it could go on without end.
 */
export function toWire(path: string, type: TypeRef, { isJson: asJson = false, inside = [] }: WireOptions = {}): string {
  if (!needsMapping(type, asJson, new Set(inside))) return path;
  const named = innermost(type);
  const optional = isNonNullPath(path) || path.endsWith("?") ? path : `${path}?`;
  if (named.kind === "enum") return `${optional}${mapLists(type, matchEnum(named.type, "wire"))}`;
  if (named.kind === "scalar") return `${optional}${mapLists(type, "->parseInt")}`;
  if (named.kind !== "object") return path;
  const { fields, isOneOf } = named.type;
  if (isOneOf) {
    const options = fields.map((field) => {
      return toWire(`@${keyStep(field.name)}`, field.type, { isJson: asJson, inside: [...inside, named.type] });
    });
    // An explicit null is sent as such.
    return `${path}${mapLists(type, `->echo(${[...options, "null"].join(" ?? ")})`)}`;
  }
  // `... $` is merged with what follows, deep inside too, so that a key of another name would stay beside the new one.
  const isReshaped = needsReshaping(type, new Set(inside));
  const entries = fields.flatMap((field) => {
    const mapped = toWire(field.name, field.type, { isJson: asJson, inside: [...inside, named.type] });
    // An explicit null is no value that could be mapped.
    const inner = isReshaped && mapped.startsWith(`${field.name}?->`) ? `$(${mapped} ?? ${field.name})` : mapped;
    // What is not there stays away, and an explicit null is sent: so there is no `?` here.
    if (field.wire !== field.name) return [`${mappingString(field.wire)}: ${inner}`];
    if (inner !== field.name) return [`${field.name}: ${inner}`];
    return isReshaped ? [field.name] : [];
  });
  return `${path} { ${[...(isReshaped ? [] : ["... $"]), ...entries].join(" ")} }`;
}

function isNonNullPath(path: string): boolean {
  return path === "@" || path.startsWith("$args");
}

/** Whether keys are others in JSON, here or inside. */
function needsReshaping(type: TypeRef, seen: Set<ObjectType>): boolean {
  const named = innermost(type);
  if (named.kind !== "object" || seen.has(named.type)) return false;
  if (named.type.isOneOf) return true;
  seen.add(named.type);
  return named.type.fields.some((field) => field.wire !== field.name || needsReshaping(field.type, seen));
}

function needsMapping(type: TypeRef, asJson: boolean, seen: Set<ObjectType>): boolean {
  const named = innermost(type);
  if (named.kind === "enum") return named.type.isMapped;
  if (named.kind === "scalar") return asJson && named.name === "BigInt";
  if (named.kind !== "object" || seen.has(named.type)) return false;
  if (named.type.isOneOf) return true;
  seen.add(named.type);
  return named.type.fields.some((field) => field.wire !== field.name || needsMapping(field.type, asJson, seen));
}
