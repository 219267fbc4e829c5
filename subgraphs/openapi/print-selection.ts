/** A planned selection as text of the mapping language. */
import { foldMapping } from "./fold-mapping.ts";
import { isPlainKey, keyStep, mappingString, matchEnum } from "./mapping-text.ts";
import {
  isNonNull,
  type AbstractType,
  type Discriminant,
  type ObjectField,
  type ObjectType,
  type TypeRef,
} from "./model.ts";
import { innermost, type FieldSelection, type AbstractSelection, type ObjectSelection } from "./plan-selections.ts";

const widest = 110;

/** Lines without indentation of their own. */
export function printSelection(answer: TypeRef, selection: FieldSelection): string[] {
  const entries_ = entrySteps(answer);
  if (selection.kind === "leaf" || selection.kind === "open") return [`$${entries_}${enumSteps(answer)}`];
  if (entries_ !== "" && selection.kind === "object") return group(`$${entries_}`, printEntries(selection), " {", "}");
  if (selection.kind === "abstract") return printAbstract(selection);
  const entries = printEntries(selection);
  const [only] = selection.entries.keys();
  // A lone path would be the value itself.
  if (only && selection.entries.size === 1 && entries.length === 1 && !/^[\w]+: /.test(entries[0] ?? "")) {
    return [`${only.name}: $.${entries[0] ?? ""}`];
  }
  return entries;
}

/**
 * With what comes with other statuses: with these, the answer is null.
 *
 *     id name     ... $status->match([202, null], [@, { id name }])
 */
export function printUnless(statuses: readonly string[], answer: TypeRef, lines: readonly string[]): readonly string[] {
  if (statuses.length === 0) return lines;
  const nulls = statuses.map((status) => `[${status}, null]`).join(", ");
  const [only = ""] = lines;
  const isLeaf = innermost(answer).kind === "scalar" || innermost(answer).kind === "enum";
  if (isLeaf) return [`$status->match(${nulls}, [@, ${only}])`];
  if (answer.kind === "list") return group(`$status->match(${nulls}, [@, $])?`, lines, " {", "}");
  return group(`... $status->match(${nulls}, [@,`, lines, " {", "}])");
}

/** Fields of a type for its `@mapping`: what is an object in turn is left to its own. */
export function printFields(type: ObjectType): string[] {
  const entries = new Map(type.fields.map((field) => [field, { kind: "open" } as const]));
  return printSelection({ kind: "object", type, nullable: true }, { kind: "object", type, entries });
}

/** By name, of which member a value is. */
export function printMembers(type: AbstractType): string[] {
  const rest = type.other ? mappingString(type.other.name) : "null";
  return [`${discriminantPath(type)}->match(${[...typePairs(type), `[@, ${rest}]`].join(", ")})`];
}

function printEntries(selection: ObjectSelection): string[] {
  const lines: string[] = [];
  let line = "";
  const flush = (): void => {
    if (line !== "") lines.push(line);
    line = "";
  };
  // In the order of the type, which is that of the document.
  for (const field of selection.type.fields) {
    const inner = selection.entries.get(field);
    if (!inner) continue;
    const own = printField(field, inner);
    const [first = ""] = own;
    if (own.length > 1) {
      flush();
      lines.push(...own);
    } else if (line === "") line = first;
    else if (line.length + 1 + first.length <= widest) line += ` ${first}`;
    else {
      flush();
      line = first;
    }
  }
  flush();
  return lines;
}

function printField(field: ObjectField, selection: FieldSelection): string[] {
  const mark = isNonNull(field) ? "" : "?";
  const isSame = field.wire === field.name && isPlainKey(field.wire);
  const isLeaf = selection.kind === "leaf" || selection.kind === "open";
  const steps = entrySteps(field.type) + (isLeaf ? enumSteps(field.type) : "");
  const path = isSame ? `${field.wire}${mark}` : `$${keyStep(field.wire)}${mark}`;
  if (field.referenceBy !== undefined) return [printReference(field, field.referenceBy)];
  const text = isSame && steps === "" ? path : `${field.name}: ${path}${steps}`;
  if (isLeaf) return [...foldMapping(text, widest)];
  return group(text, selection.kind === "object" ? printEntries(selection) : printAbstract(selection), " {", "}");
}

/** `customer: { id: $.customerId? }`; of lists and objects `customers: $.customerIds? { id: $ }`. */
function printReference({ name, wire, type, referenceInside }: ObjectField, key: string): string {
  const value = `$${keyStep(wire)}?`;
  const isSimple = type.kind !== "list" && referenceInside === undefined;
  if (isSimple) return `${name}: { ${key}: ${value} }`;
  return `${name}: ${value} { ${key}: $${referenceInside === undefined ? "" : keyStep(referenceInside)} }`;
}

function group(head: string, lines: readonly string[], open: string, close: string): string[] {
  const [only] = lines;
  const inline = `${head}${open} ${only ?? ""} ${close}`;
  if (lines.length === 1 && inline.length <= widest) return [inline];
  return [`${head}${open}`, ...lines.map((line) => `  ${line}`), close];
}

/** Each arm says the member's type; what is none of them is null, or of the type that there is for it. */
function printAbstract(selection: AbstractSelection): string[] {
  const { type } = selection;
  const byName = type.discriminant.kind === "property" && type.members.some(({ values }) => values.length > 1);
  const arms = type.members.flatMap(({ type: member, values }) =>
    byName
      ? printArm(mappingString(member.name), member, selection)
      : values.flatMap((value) => printArm(valueText(type, value), member, selection)),
  );
  const rest = type.other ? withoutComma(printArm("@", type.other, selection)) : ["[@, null]"];
  const toType = byName ? `->match(${typePairs(type).join(", ")}, [@, null])` : "";
  const all = [...emptyArms(type.discriminant), ...arms, ...rest];
  return [`... ${discriminantPath(type)}${toType}->match(`, ...all.map((line) => `  ${line}`), ")"];
}

function printArm(value: string, member: ObjectType, { objects }: AbstractSelection): string[] {
  const selection = objects.get(member);
  return group(`[${value},`, typed(member.name, selection ? printEntries(selection) : []), " {", "}],");
}

function withoutComma(lines: readonly string[]): string[] {
  return lines.map((line, index) => (index === lines.length - 1 ? line.replace(/,$/, "") : line));
}

function emptyArms(discriminant: Discriminant): string[] {
  return discriminant.kind === "status" ? discriminant.empty.map((status) => `[${status}, null],`) : [];
}

/** What is matched. Where there is a type for all others, what is missing has to be null: a missing value matches nothing. */
function discriminantPath({ discriminant, other }: AbstractType): string {
  if (discriminant.kind === "status") return "$status";
  const { property, optional } = discriminant;
  const path = isPlainKey(property) ? property : `$${keyStep(property)}`;
  return other && optional ? `$(${path} ?? null)` : path;
}

function valueText({ discriminant }: AbstractType, value: string): string {
  return discriminant.kind === "status" ? value : mappingString(value);
}

function typePairs(abstract: AbstractType): string[] {
  return abstract.members.flatMap(({ type, values }) =>
    values.map((value) => `[${valueText(abstract, value)}, ${mappingString(type.name)}]`),
  );
}

function typed(typeName: string, [first, ...rest]: readonly string[]): string[] {
  const own = `__typename: ${mappingString(typeName)}`;
  if (first === undefined) return [own];
  // A line that opens a group stays one of its own.
  const joined = `${own} ${first}`;
  return joined.length <= widest && !first.endsWith("{") ? [joined, ...rest] : [own, first, ...rest];
}

/** Maps become lists. */
function entrySteps(ref: TypeRef): string {
  if (ref.kind !== "list") return "";
  if (ref.isMap) return "->entries";
  const inner = entrySteps(ref.item);
  return inner === "" ? "" : `->map(@?${inner})`;
}

function enumSteps(ref: TypeRef): string {
  const named = innermost(ref);
  if (named.kind !== "enum" || !named.type.isMapped) return "";
  return mapLists(ref, matchEnum(named.type, "name"));
}

/** A step for the innermost values of lists in lists. */
export function mapLists(ref: TypeRef, step: string): string {
  return ref.kind === "list" ? `->map(@${mapLists(ref.item, step)})` : step;
}
