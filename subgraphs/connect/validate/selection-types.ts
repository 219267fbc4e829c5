/**
 * Holds the shape of each selection against the GraphQL type of its element, and collects which fields connectors
 * yield. SELECTED_FIELD_NOT_FOUND, GROUP_SELECTION_IS_NOT_OBJECT, GROUP_SELECTION_REQUIRED_FOR_OBJECT,
 * CONNECTORS_FIELD_WITH_ARGUMENTS, CIRCULAR_REFERENCE, and INVALID_SELECTION for a list in place of one value or one
 * value in place of a list.
 */
import { Kind, print, type ListTypeNode, type NamedTypeNode, type TypeNode } from "graphql";
import type { Diagnostic } from "../../../schema/diagnostic.ts";
import { didYouMean } from "../../../schema/did-you-mean.ts";
import { rangeOf } from "../../../schema/source-text.ts";
import type { MappingAst, Span } from "../../mapping/ast.ts";
import { namedType } from "../ast.ts";
import { mappedTypes } from "../../rest-directives/mapped-types.ts";
import { readRestLink } from "../../rest-directives/rest-link.ts";
import type { IndexedType } from "../type-index.ts";
import type { RuleContext } from "./rule.ts";
import { shapeOfType } from "./shape/graphql-shape.ts";
import { inferAt, inferSelection, resultType } from "./selection.ts";
import { enter, enterResult, startWalk, type SelectionFindings, type SelectionWalk } from "./selection-walk.ts";
import { selectedTree, type YieldedObject } from "./unreachable-fields.ts";
import { membersOf, type FieldShape, type ObjectShape, type Shape } from "./shape/shape.ts";

/** What the selections of all connectors yield. */
export interface SelectionCheck {
  readonly diagnostics: readonly Diagnostic[];
  /** What counts only where every field is yielded by something: a simpler fault would be the cause. */
  readonly deferred: readonly Diagnostic[];
  /** Coordinates of fields that some selection yields, and names of types of which it yields objects: `User.name`, `User`. */
  readonly yielded: ReadonlySet<string>;
  /** Every object that is not the one a connector was asked for by its key. */
  readonly objects: readonly YieldedObject[];
}

export function checkSelections(context: RuleContext): SelectionCheck {
  const diagnostics: Diagnostic[] = [];
  const deferred: Diagnostic[] = [];
  const yielded = new Set<string>();
  const objects: YieldedObject[] = [];
  const mapped = mappedTypes(context.types, readRestLink(context.document));
  const reached = new Set<string>();
  const results: SelectionFindings = { diagnostics, deferred, yielded, objects, mapped, reached };
  for (const use of context.uses.connects) {
    const selection = inferSelection(use, context);
    const type = selection && resultType(use, context);
    if (!selection || !type) continue;
    const walk = startWalk(use.element, selection, context, results);
    const start = enterResult(walk, type);
    if (start) checkValue(start, selection.shape, type, wholeOf(selection.ast));
  }
  checkMappedTypes(context, results);
  return { diagnostics, deferred, yielded, objects };
}

/** Each mapping is checked once, whether it is reached or not; only one that is reached yields anything. */
function checkMappedTypes(context: RuleContext, results: SelectionFindings): void {
  const check = (name: string, into: SelectionFindings): void => {
    const { type, place } = results.mapped.get(name) ?? {};
    if (!type || !place) return;
    if (type.kind !== "object") for (const member of type.possibleTypes) into.reached.add(member);
    const selection = type.kind === "object" ? inferAt(place, context) : undefined;
    if (!selection) return;
    const walk = startWalk({ kind: "type", typeName: name }, selection, context, into);
    checkMapped(walk, selection.shape, type, wholeOf(selection.ast));
  };
  // A set takes in what is added while it is read.
  for (const name of results.reached) check(name, results);
  for (const name of results.mapped.keys()) {
    if (!results.reached.has(name)) check(name, { ...results, yielded: new Set(), objects: [], reached: new Set() });
  }
}

/** It has to say itself which fields there are. */
function checkMapped(walk: SelectionWalk, shape: Shape, type: IndexedType, at: Span): void {
  for (const member of flatten(shape)) {
    if (member.kind === "unknown") requireGroup(walk, type, at);
    else checkObject(walk, member, type, at);
  }
}

function wholeOf(ast: MappingAst): Span {
  const { body } = ast;
  return body.kind === "value" ? body.value : (body.list.entries[0] ?? ast);
}

/** Holds a value against a type. `at` is where the mapping yields it. */
function checkValue(walk: SelectionWalk, shape: Shape, type: TypeNode, at: Span): void {
  if (type.kind === Kind.NON_NULL_TYPE) return checkValue(walk, shape, type.type, at);
  const named = type.kind === Kind.NAMED_TYPE ? walk.context.types.get(type.name.value) : undefined;
  if (named?.kind === "interface" || named?.kind === "union") return checkAbstract(walk, shape, named, at);
  for (const member of membersOf(shape)) {
    if (type.kind === Kind.LIST_TYPE) checkList(walk, member, type, at);
    else checkSingle(walk, member, type, at);
  }
}

function checkList(walk: SelectionWalk, shape: Shape, type: ListTypeNode, at: Span): void {
  if (shape.kind === "array") return checkValue(walk, shape.item, type.type, at);
  if (shape.kind === "each") {
    // An item may again be a list: the data decides how deep they nest.
    const inner = type.type.kind === Kind.NON_NULL_TYPE ? type.type.type : type.type;
    return checkValue(walk, inner.kind === Kind.LIST_TYPE ? shape : shape.item, inner, at);
  }
  if (isNeverAList(shape)) {
    walk.report(
      "INVALID_SELECTION",
      `\`${walk.owner}\` is a list (\`${print(type)}\`), but this is ${describe(shape)}.`,
      at,
    );
    return;
  }
  checkValue(walk, shape, { kind: Kind.NAMED_TYPE, name: namedType(type).name }, at);
}

function isNeverAList({ kind }: Shape): boolean {
  return kind === "object" || kind === "record" || kind === "string" || kind === "number" || kind === "boolean";
}

function checkSingle(walk: SelectionWalk, shape: Shape, type: NamedTypeNode, at: Span): void {
  const named = walk.context.types.get(type.name.value);
  const value = shape.kind === "typed" ? shapeOfType(shape.type, walk.context.types) : shape;
  if (value.kind === "each") return checkValue(walk, value.item, type, at);
  if (named?.kind === "scalar") return checkCustomScalar(walk, value, type, at);
  if (value.kind === "array") {
    walk.report("INVALID_SELECTION", `\`${walk.owner}\` is one \`${type.name.value}\`, but this is a list.`, at);
  } else if (named?.kind === "object") {
    checkObject(walk, value, named, at);
  } else if (named || builtInScalars.has(type.name.value)) {
    refuseGroup(walk, value, type, at);
  }
}

/** It may hold any list, but no object whose fields are selected: they would be fields that no query can ask for. */
function checkCustomScalar(walk: SelectionWalk, shape: Shape, type: NamedTypeNode, at: Span): void {
  if (shape.kind === "array" || shape.kind === "each") {
    for (const item of membersOf(shape.item)) checkCustomScalar(walk, item, type, at);
  } else if (shape.kind === "object") {
    refuseGroup(walk, shape, type, at);
  }
}

function refuseGroup(walk: SelectionWalk, shape: Shape, type: NamedTypeNode, at: Span): void {
  if (shape.kind !== "object" && shape.kind !== "record" && shape.kind !== "typed") return;
  walk.report(
    "GROUP_SELECTION_IS_NOT_OBJECT",
    `\`${walk.owner}\` is of type \`${type.name.value}\`, which has no fields, but an object is selected for it.`,
    at,
  );
}

const builtInScalars: ReadonlySet<string> = new Set(["String", "Int", "Float", "Boolean", "ID"]);

function checkObject(walk: SelectionWalk, shape: Shape, type: IndexedType, at: Span): void {
  switch (shape.kind) {
    case "object":
      walk.yields(type.name);
      walk.yieldsObject({ typeName: type.name, fields: selectedTree(shape), at }, walk.owner);
      for (const [name, field] of shape.fields) checkField(walk, name, field, type);
      return;
    case "typed":
    case "record":
      return yieldTyped(walk, shape, type);
    case "unknown":
      if (walk.mapsByType(type.name)) return walk.yields(type.name);
      // A method may yield anything. What a plain key holds is not looked into unless it is selected from.
      if (shape.data) requireGroup(walk, type, at);
      return;
    case "string":
    case "number":
    case "boolean":
      return requireGroup(walk, type, at);
    case "array":
    case "each":
    case "oneOf":
      return checkValue(walk, shape, { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: type.name } }, at);
    case "null":
    case "missing":
    case "error":
      return;
    default:
      return shape satisfies never;
  }
}

function requireGroup(walk: SelectionWalk, type: IndexedType, at: Span): void {
  walk.report(
    "GROUP_SELECTION_REQUIRED_FOR_OBJECT",
    `\`${walk.owner}\` is of type \`${type.name}\`, so its fields have to be selected: \`{ … }\`.`,
    at,
  );
}

function checkField(walk: SelectionWalk, name: string, { shape, key }: FieldShape, type: IndexedType): void {
  if (name === "__typename") return;
  const field = type.fields.get(name);
  if (!field) {
    const hint = didYouMean(name, type.fields.keys());
    walk.report(
      "SELECTED_FIELD_NOT_FOUND",
      `\`${type.name}\` has no field \`${name}\`.${hint === undefined ? "" : ` ${hint}`}`,
      key,
    );
    return;
  }
  if ((field.arguments ?? []).length > 0) {
    walk.report(
      "CONNECTORS_FIELD_WITH_ARGUMENTS",
      `\`${type.name}.${name}\` has arguments, which a selection cannot use. Give the field a connector of its own.`,
      key,
      { further: [rangeOf(field.name, walk.context.file)] },
    );
    return;
  }
  walk.yields(`${type.name}.${name}`);
  const named = walk.context.types.get(namedType(field.type).name.value);
  const within = { ...walk, owner: `${type.name}.${name}` };
  const inside = named?.kind === "object" && holdsObject(shape) ? enter(within, named, key) : within;
  if (inside) checkValue(inside, shape, field.type, key);
}

/** True where the value is known to be looked into. */
function holdsObject(shape: Shape): boolean {
  return membersOf(shape).some((member) =>
    member.kind === "array" || member.kind === "each" ? holdsObject(member.item) : member.kind === "object",
  );
}

/** `$args.input` as it is: it yields those fields that both types have. */
function yieldTyped(walk: SelectionWalk, shape: Extract<Shape, { kind: "typed" | "record" }>, type: IndexedType): void {
  const fields = shape.kind === "record" ? shape.fields.keys() : typedFields(walk, shape.type);
  for (const name of fields) if (type.fields.has(name)) walk.yields(`${type.name}.${name}`);
}

function typedFields(walk: SelectionWalk, type: TypeNode): Iterable<string> {
  const named = walk.context.types.get(namedType(type).name.value);
  return named?.kind === "input" ? inputNames(named) : (named?.fields.keys() ?? []);
}

function inputNames(type: IndexedType): string[] {
  return type.nodes.flatMap((node) => ("fields" in node ? (node.fields ?? []).map(({ name }) => name.value) : []));
}

function describe(shape: Shape): string {
  return shape.kind === "object" || shape.kind === "record" ? "an object" : `a ${shape.kind}`;
}

/**
 * Connect v0.4: an object says by a literal `__typename` which type it is of, usually in the arms of a `->match`.
 *
 *     ... kind->match(["book", { __typename: "Book", pages }], ["film", { __typename: "Film", minutes }], [@, null])
 */
function checkAbstract(walk: SelectionWalk, shape: Shape, type: IndexedType, at: Span): void {
  // Before, there are no abstract types: that is what has to be said of them.
  if (walk.context.link.specVersion !== "0.4") return;
  const members = flatten(shape);
  const arms = members.filter((member) => member.kind === "object" && typenameOf(member) !== undefined);
  for (const member of members) {
    if (member.kind === "object") checkArm(walk, member, type, { at, alone: arms.length === 0 });
    else if (member.kind === "array") {
      walk.report("INVALID_SELECTION", `\`${walk.owner}\` is one \`${type.name}\`, but this is a list.`, at);
    } else checkObject(walk, member, type, at);
  }

  const handled = new Set(arms.map(typenameOf));
  const missing = arms.length === 0 ? [] : type.possibleTypes.filter((name) => !handled.has(name));
  if (missing.length > 0) {
    const names = missing.map((name) => `\`${name}\``).join(", ");
    walk.report(
      "GRAPHQL_ERROR",
      `\`${walk.owner}\` can be ${names}, but nothing is selected with that \`__typename\`.`,
      at,
    );
  }
}

function checkArm(
  walk: SelectionWalk,
  shape: ObjectShape,
  type: IndexedType,
  { at, alone }: { readonly at: Span; readonly alone: boolean },
): void {
  const typename = typenameOf(shape);
  if (typename !== undefined) {
    const named = type.possibleTypes.includes(typename) ? walk.context.types.get(typename) : undefined;
    if (named) return checkObject(walk, shape, named, at);
    const hint =
      didYouMean(typename, type.possibleTypes) ??
      `It can be ${type.possibleTypes.map((name) => `\`${name}\``).join(", ")}.`;
    const key = shape.fields.get("__typename")?.key ?? at;
    walk.report("GRAPHQL_ERROR", `\`${typename}\` is not one of the types of \`${type.name}\`. ${hint}`, key);
    return;
  }
  // Without a type of its own, what is selected has to be there in all of them.
  for (const name of type.possibleTypes) {
    const named = walk.context.types.get(name);
    if (named) checkObject(walk, shape, named, at);
  }
  const place = [...shape.fields.values()][0]?.key ?? at;
  const message = `\`${walk.owner}\` is a \`${type.name}\`, so a literal \`__typename\` has to say which type this object is of.`;
  walk.report("GRAPHQL_ERROR", message, place, { defer: alone });
}

function typenameOf(shape: Shape): string | undefined {
  const typename = shape.kind === "object" ? shape.fields.get("__typename")?.shape : undefined;
  return typename?.kind === "string" ? typename.value : undefined;
}

function flatten(shape: Shape): readonly Shape[] {
  return membersOf(shape).flatMap((member) => (member.kind === "each" ? flatten(member.item) : [member]));
}
