/**
 * What `@cacheControl` says of an operation, by Apollo Server's rules:
 *
 *     a field            its own hint, else that of its type
 *     one without        as fresh as its parent, where it has no selections; else nothing is known of it
 *     a root field       nothing is known of it without a hint; an entity has that of its type
 *
 * The answer is as fresh as the least of them.
 */
import {
  isAbstractType,
  isObjectType,
  type GraphQLCompositeType,
  type GraphQLObjectType,
  type GraphQLSchema,
} from "graphql";
import type { CacheHint, CacheHints } from "../schema/cache-hints.ts";
import type { OperationHints } from "../subgraphs/answer-policy.ts";

export type HintedSelection =
  | {
      readonly kind: "field";
      readonly name: string;
      /** Present for a field of a composite type. */
      readonly selections?: readonly HintedSelection[];
      readonly type?: GraphQLCompositeType;
    }
  | {
      readonly kind: "fragment";
      readonly type: GraphQLCompositeType;
      readonly selections: readonly HintedSelection[];
    };

export function findOperationHints(
  { selections, rootType, isMutation }: HintedOperation,
  schema: GraphQLSchema,
  hints: CacheHints,
): OperationHints {
  // Nobody is to keep what a write has answered.
  if (isMutation) return { maxAge: 0, isPrivate: true, isComplete: true };
  const walk = new HintWalk(schema, hints);
  walk.visit(selections, rootType, true);
  const { maxAge, isPrivate, isComplete } = walk;
  return { maxAge, isPrivate, isComplete };
}

export interface HintedOperation {
  readonly isMutation: boolean;
  readonly rootType: GraphQLObjectType;
  readonly selections: readonly HintedSelection[];
}

class HintWalk {
  readonly #schema: GraphQLSchema;
  readonly #hints: CacheHints;
  maxAge: number | undefined;
  isPrivate = false;
  isComplete = true;

  constructor(schema: GraphQLSchema, hints: CacheHints) {
    this.#schema = schema;
    this.#hints = hints;
  }

  visit(selections: readonly HintedSelection[], parent: GraphQLCompositeType, isRoot: boolean): void {
    for (const selection of selections) {
      if (selection.kind === "fragment") this.visit(selection.selections, selection.type, isRoot);
      else this.#visitField(selection, parent, isRoot);
    }
  }

  #visitField(
    { name, type, selections }: Extract<HintedSelection, { kind: "field" }>,
    parent: GraphQLCompositeType,
    isRoot: boolean,
  ): void {
    if (name === "__typename") return;
    // A schema is not to be kept longer than it is served.
    if (name.startsWith("__")) this.maxAge = 0;
    else if (name === "_entities" && isRoot) this.#useEntities(selections ?? []);
    else for (const own of this.#ownersOf(parent)) this.#use(this.#hintOf(own, parent, name, type), { isRoot, type });
    if (type && selections) this.visit(selections, type, false);
  }

  #useEntities(selections: readonly HintedSelection[]): void {
    for (const selection of selections) {
      if (selection.kind !== "fragment") continue;
      const { type } = selection;
      this.#use(this.#hints.byType.get(type.name) ?? {}, { isRoot: true, type });
    }
  }

  /** Any of them may be the object that is there. */
  #ownersOf(parent: GraphQLCompositeType): readonly GraphQLObjectType[] {
    return isObjectType(parent) ? [parent] : isAbstractType(parent) ? this.#schema.getPossibleTypes(parent) : [];
  }

  #hintOf(
    owner: GraphQLObjectType,
    parent: GraphQLCompositeType,
    name: string,
    type: GraphQLCompositeType | undefined,
  ): CacheHint {
    const { byField, byType } = this.#hints;
    const own = byField.get(`${owner.name}.${name}`) ?? byField.get(`${parent.name}.${name}`) ?? {};
    const ofType = (type && byType.get(type.name)) ?? {};
    if (own.inheritMaxAge && ofType.maxAge === undefined) {
      return { ...ofType, ...(own.scope && { scope: own.scope }), inheritMaxAge: true };
    }
    const { inheritMaxAge: _no, ...stated } = own;
    return { ...ofType, ...stated };
  }

  #use(
    { maxAge, scope, inheritMaxAge = false }: CacheHint,
    { isRoot, type }: { isRoot: boolean; type: GraphQLCompositeType | undefined },
  ): void {
    this.isPrivate ||= scope === "PRIVATE";
    if (maxAge !== undefined) this.maxAge = Math.min(this.maxAge ?? maxAge, maxAge);
    else if (isRoot || (type && !inheritMaxAge)) this.isComplete = false;
  }
}
