/**
 * CONNECTORS_UNREACHABLE_FIELD: a selection yields objects of a type without some of its fields, and nothing that is
 * selected leads to a connector that has them.
 *
 *     type Query { users: [User] @connect(..., selection: "name") }
 *     type User @connect(http: { GET: "/users/{$this.id}" }, selection: "id name email") { id: ID! name: String email: String }
 *
 * `{ users { email } }` is a query that the schema allows and nobody can answer: `users` has no `id` to ask for. Routers
 * that expand connectors refuse such a graph when they compose it.
 */
import type { Diagnostic } from "../../../schema/diagnostic.ts";
import { rangeInString, rangeOf } from "../../../schema/source-text.ts";
import type { Span } from "../../mapping/ast.ts";
import type { KeyTree } from "../../mapping/mapping.ts";
import type { ConnectModel } from "../connector.ts";
import { viewType, type TypeView } from "../derive-keys.ts";
import { reachableFields } from "../reach.ts";
import type { MappingPlace } from "./places.ts";
import type { RuleContext } from "./rule.ts";
import { membersOf, type ObjectShape, type Shape } from "./shape/shape.ts";

/** An object that a selection yields. */
export interface YieldedObject {
  readonly typeName: string;
  readonly fields: KeyTree;
  /** What is being filled, for messages: `User.posts`. */
  readonly owner: string;
  readonly place: MappingPlace;
  /** Without it, the whole selection. */
  readonly at?: Span;
}

/** The fields of an object that are selected, and those of the objects in them. */
export function selectedTree({ fields }: ObjectShape): KeyTree {
  return new Map([...fields].map(([name, { shape }]) => [name, innerTree(shape)]));
}

function innerTree(shape: Shape): KeyTree {
  const inner = new Map<string, KeyTree>();
  for (const member of membersOf(shape)) {
    const value = member.kind === "array" || member.kind === "each" ? member.item : member;
    if (value.kind === "object") for (const [name, tree] of selectedTree(value)) inner.set(name, tree);
  }
  return inner;
}

export function* unreachableFields(
  context: RuleContext,
  model: ConnectModel,
  yielded: readonly YieldedObject[],
): Iterable<Diagnostic> {
  const views = new Map<string, TypeView>();
  const losses = yielded.map((object) => ({ object, lost: lostFields(object, viewOf(object.typeName)) }));
  for (const { object, lost } of losses) {
    if (lost.length === 0) continue;
    // Of several connectors on one field, the one that leads there is taken.
    const others = losses.filter((other) => isAlternative(other.object, object));
    const names = lost.filter((name) => others.every((other) => other.lost.includes(name)));
    if (names.length > 0) yield finding(object, names, context);
  }

  function viewOf(typeName: string): TypeView | undefined {
    const type = context.types.get(typeName);
    const known = views.get(typeName);
    if (known || !type) return known;
    const view = viewType(type, model, context.types, context.federation);
    views.set(typeName, view);
    return view;
  }
}

function lostFields({ fields }: YieldedObject, view: TypeView | undefined): string[] {
  if (!view) return [];
  const reached = reachableFields(fields, view.providers);
  if (reached === "all") return [];
  return [...view.type.fields.keys()].filter((name) => !reached.has(name) && !view.externalFields.has(name));
}

function isAlternative(a: YieldedObject, b: YieldedObject): boolean {
  return (
    a.typeName === b.typeName &&
    a.owner === b.owner &&
    a.place.coordinate !== b.place.coordinate &&
    elementOf(a.place) === elementOf(b.place)
  );
}

/** `users:Query.user[1]` is on `users:Query.user`. */
function elementOf({ coordinate = "" }: MappingPlace): string {
  return coordinate.replace(/\[\d+\]$/u, "");
}

function finding(
  { typeName, owner, place, at }: YieldedObject,
  lost: readonly string[],
  { file }: RuleContext,
): Diagnostic {
  const names = lost.map((name) => `\`${name}\``).join(", ");
  return {
    code: "CONNECTORS_UNREACHABLE_FIELD",
    severity: "warning",
    message: `${place.label}: what \`${owner}\` yields of \`${typeName}\` leads to no connector that has ${names}, so that a query for it here fails.`,
    locations: [at ? rangeInString(place.node, at.start, at.end, file) : rangeOf(place.node, file)],
    ...(place.coordinate !== undefined && { coordinate: place.coordinate }),
    affects: lost.map((name) => `${typeName}.${name}`),
    fix: `Select ${lost.length > 1 ? "them" : "it"} here, or what a connector of \`${typeName}\` reads.`,
  };
}
