/**
 * Which rules have to hold before a field is answered. A rule is split into clauses, each of which holds or does not:
 *
 *     type User @authenticated { email: String @requiresScopes(scopes: [["email"]]) }
 *     User.email   needs   authenticated AND scopes [["email"]]
 *
 * A field needs what stands on itself, on the type that it is asked of, and on the type that it returns. Asked of an
 * interface it also needs what any implementer of it needs, for it may be any of them:
 *
 *     interface Post { title }   type PublicPost implements Post { title }   type Draft implements Post @authenticated { title }
 *     { posts { title } }                     needs   authenticated
 *     { posts { ... on PublicPost { title } } }   needs   nothing
 */
import {
  getNamedType,
  isAbstractType,
  isInterfaceType,
  isUnionType,
  type GraphQLCompositeType,
  type GraphQLNamedType,
  type GraphQLSchema,
} from "graphql";
import type { AccessRule, AccessRules, Alternatives } from "../../schema/access-rules.ts";

export type Clause =
  | { readonly kind: "authenticated" }
  | { readonly kind: "scopes" | "policies"; readonly anyOf: Alternatives };

/** Invariant: equal clauses are one object, so that sets of them can be compared. */
export class Requirements {
  readonly #rules: AccessRules;
  readonly #schema: GraphQLSchema;
  readonly #clauses = new Map<string, Clause>();
  readonly #byField = new Map<string, ReadonlySet<Clause>>();

  constructor(rules: AccessRules, schema: GraphQLSchema) {
    this.#rules = rules;
    this.#schema = schema;
  }

  get isEmpty(): boolean {
    return this.#rules.types.size + this.#rules.fields.size === 0;
  }

  /** @returns Every one of them has to hold. */
  of(parent: GraphQLCompositeType, field: string): ReadonlySet<Clause> {
    const coordinate = `${parent.name}.${field}`;
    let found = this.#byField.get(coordinate);
    if (!found) {
      found = this.#find(parent, field);
      this.#byField.set(coordinate, found);
    }
    return found;
  }

  #find(parent: GraphQLCompositeType, field: string): ReadonlySet<Clause> {
    if (isUnionType(parent)) return none;
    const definition = parent.getFields()[field];
    if (!definition) return none;
    const found = new Set<Clause>([
      ...this.#clausesOf(this.#rules.fields.get(`${parent.name}.${field}`)),
      ...this.#clausesOf(this.#rules.types.get(parent.name)),
      ...this.#ofResult(getNamedType(definition.type)),
    ]);
    if (!isInterfaceType(parent)) return found;
    for (const type of this.#schema.getPossibleTypes(parent))
      for (const clause of this.of(type, field)) found.add(clause);
    return found;
  }

  /** What a type needs where it is the type of a field. */
  #ofResult(type: GraphQLNamedType): ReadonlySet<Clause> {
    const own = this.#clausesOf(this.#rules.types.get(type.name));
    if (!isAbstractType(type)) return own;
    const members = this.#schema.getPossibleTypes(type).map(({ name }) => this.#clausesOf(this.#rules.types.get(name)));
    const [first = none, ...others] = members;
    const ofAll = new Set([...first].filter((clause) => others.every((each) => each.has(clause))));
    // Composition writes onto an interface all that its implementers need. Who asks for one of them by a fragment needs
    // no more than that one does, and each field is looked at by itself.
    return isSumOf(own, members) ? ofAll : new Set([...ofAll, ...own]);
  }

  #clausesOf(rule: AccessRule | undefined): ReadonlySet<Clause> {
    if (!rule) return none;
    return new Set([
      ...(rule.authenticated ? [this.#intern({ kind: "authenticated" })] : []),
      ...(rule.scopes ? [this.#intern({ kind: "scopes", anyOf: shortest(rule.scopes) })] : []),
      ...(rule.policies ? [this.#intern({ kind: "policies", anyOf: shortest(rule.policies) })] : []),
    ]);
  }

  #intern(clause: Clause): Clause {
    const text = JSON.stringify(clause);
    const known = this.#clauses.get(text) ?? clause;
    this.#clauses.set(text, known);
    return known;
  }
}

const none: ReadonlySet<Clause> = new Set();

/** In one order, without alternatives that ask for more than another does. */
function shortest(alternatives: Alternatives): Alternatives {
  const sorted = alternatives.map((names) => [...new Set(names)].toSorted());
  const texts = new Map(sorted.map((names) => [JSON.stringify(names), names]));
  const distinct = [...texts.values()];
  return distinct
    .filter((names) => !distinct.some((other) => other !== names && other.every((name) => names.includes(name))))
    .toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

/** Composed requirements are multiplied out; past this many nobody has composed them. */
const MAX_PRODUCT = 1_000;

/** True where an interface needs exactly what all its implementers need together. */
function isSumOf(own: ReadonlySet<Clause>, members: readonly ReadonlySet<Clause>[]): boolean {
  const all = new Set(members.flatMap((member) => [...member]));
  return (["authenticated", "scopes", "policies"] as const).every((kind) => {
    const sum = multiplyOut(all, kind);
    return sum !== "too many" && JSON.stringify(multiplyOut(own, kind)) === JSON.stringify(sum);
  });
}

/** `[["a"], ["b"]]` and `[["c"]]` are `[["a", "c"], ["b", "c"]]`. */
function multiplyOut(clauses: ReadonlySet<Clause>, kind: Clause["kind"]): Alternatives | "nothing" | "too many" {
  let product: Alternatives | undefined;
  for (const clause of clauses) {
    if (clause.kind !== kind) continue;
    const anyOf: Alternatives = clause.kind === "authenticated" ? [[]] : clause.anyOf;
    if ((product?.length ?? 1) * anyOf.length > MAX_PRODUCT) return "too many";
    product = shortest((product ?? [[]]).flatMap((names) => anyOf.map((more) => [...names, ...more])));
  }
  return product ?? "nothing";
}
