import type { DocumentNode, GraphQLResolveInfo, GraphQLScalarType } from "graphql";
import type { RestSource, RestSourceConfig } from "../rest/rest-source.ts";

/** A subclass of `RestSource`. It is made anew for each operation. */
export type SourceClass = new (config: RestSourceConfig) => RestSource;

/** What a resolver of a coded subgraph is given: one for each client operation, whichever fetches it takes. */
export interface CodedContext<S extends Readonly<Record<string, SourceClass>>> {
  readonly sources: { readonly [N in keyof S]: InstanceType<S[N]> };
  /** What the gateway's `context` function made, and `claims`. */
  readonly context: Readonly<Record<string, unknown>>;
  /** Of the client's token, which has been verified. `undefined`: it has none. */
  readonly claims: Readonly<Record<string, unknown>> | undefined;
  /** The client's request headers: lower-case names, each a list of values. */
  readonly requestHeaders: Readonly<Record<string, readonly string[]>>;
}

/**
 * A parent is whatever the author's own resolver returned, and arguments are what their SDL declares: only the author
 * knows these types, and may write them. `unknown` would ask for a cast in every resolver.
 */
// oxlint-disable-next-line typescript/no-explicit-any
type Untyped = any;

export type Resolver<C> = (parent: Untyped, args: Untyped, context: C, info: GraphQLResolveInfo) => unknown;

export interface TypeResolvers<C> {
  /** Resolves an entity reference: `__typename` and the fields of one of the type's keys. */
  readonly __resolveReference?: (reference: Untyped, context: C, info: unknown) => unknown;
  readonly __resolveType?: (value: Untyped, context: C, info: unknown) => unknown;
  readonly __isTypeOf?: (value: Untyped, context: C, info: unknown) => unknown;
  readonly [fieldName: string]: Resolver<C> | undefined;
}

/** By type name: fields for an object type, a scalar's implementation, or an enum's internal values. */
export type Resolvers<C> = Readonly<
  Record<string, TypeResolvers<C> | GraphQLScalarType | Readonly<Record<string, string | number>>>
>;

export const definitionBrand: unique symbol = Symbol.for("restuary.SubgraphDefinition") as never;

/** A coded subgraph as its module exports it. */
export interface SubgraphDefinition {
  readonly [definitionBrand]: true;
  readonly name: string;
  readonly typeDefs: string | DocumentNode;
  readonly resolvers: Readonly<Record<string, unknown>>;
  readonly sources: Readonly<Record<string, SourceClass>>;
}

/**
 * Defines a coded subgraph; the default export of its module.
 *
 * @param definition.typeDefs  Federation SDL, as text or parsed.
 * @param definition.sources   Classes by name. Each operation has one instance of each, as `context.sources.<name>`.
 * @returns A value that is checked when the module is loaded; this function checks nothing.
 */
export function defineSubgraph<const S extends Readonly<Record<string, SourceClass>>>(definition: {
  readonly name: string;
  readonly typeDefs: string | DocumentNode;
  readonly sources?: S;
  readonly resolvers?: Resolvers<CodedContext<S>>;
}): SubgraphDefinition {
  const { name, typeDefs, sources = {}, resolvers = {} } = definition;
  return { [definitionBrand]: true, name, typeDefs, sources, resolvers };
}
