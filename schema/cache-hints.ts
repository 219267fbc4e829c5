/**
 * `@cacheControl`, as Apollo Server knows it:
 *
 *     type Query { news: [Story] @cacheControl(maxAge: 60) }       type Story @cacheControl(maxAge: 240) { ... }
 */
import { Kind, type ConstDirectiveNode, type ConstValueNode, type DocumentNode } from "graphql";
import { readCarried, type CarriedDirective, type CarriedElement } from "./carried-directive.ts";
import { argumentsOf, collectCarried } from "./collect-carried.ts";
import { readGraphs } from "./join-graphs.ts";
import { schemaDirectives } from "./link.ts";

export interface CacheHint {
  /** In seconds. */
  readonly maxAge?: number;
  readonly scope?: "PUBLIC" | "PRIVATE";
  /** What it is on is as fresh as its parent. */
  readonly inheritMaxAge?: boolean;
}

export interface CacheHints {
  readonly byType: ReadonlyMap<string, CacheHint>;
  /** By coordinate: `Query.news`. */
  readonly byField: ReadonlyMap<string, CacheHint>;
}

export const CACHE_HINT = "cacheControl";

/** Those of a subgraph's own SDL. */
export function readCacheHints(document: DocumentNode): CacheHints {
  return toHints(collectCacheHints(document));
}

/** Those that a supergraph carries. Where subgraphs differ about a field, the more careful one holds. */
export function readCarriedHints({
  sdl,
  document,
}: {
  readonly sdl: string;
  readonly document: DocumentNode;
}): CacheHints {
  // Most have none, and need not be gone through for it.
  if (!sdl.includes(`"${CACHE_HINT}"`)) return { byType: new Map(), byField: new Map() };
  const graphs = readGraphs(document).map(({ enumName }) => enumName);
  const read = (
    directives: readonly ConstDirectiveNode[] | undefined,
    element: CarriedElement,
  ): Pick<CarriedDirective, "element" | "args">[] => {
    if (!directives?.some(({ name }) => name.value === "join__directive")) return [];
    return graphs.flatMap((graph) =>
      readCarried(directives, graph)
        .filter(({ name }) => name === CACHE_HINT)
        .map(({ args }) => ({ element, args: argumentsOf({ arguments: args }) })),
    );
  };
  const onTypes = document.definitions.flatMap((node) => {
    if (node.kind !== Kind.OBJECT_TYPE_DEFINITION && node.kind !== Kind.INTERFACE_TYPE_DEFINITION) return [];
    const typeName = node.name.value;
    const onFields = (node.fields ?? []).flatMap(({ name, directives }) =>
      read(directives, { kind: "field", typeName, fieldName: name.value }),
    );
    return [...read(node.directives, { kind: "type", typeName }), ...onFields];
  });
  return toHints([...read(schemaDirectives(document), { kind: "schema" }), ...onTypes]);
}

/** A subgraph's hints as composition carries them. */
export function collectCacheHints(document: DocumentNode): CarriedDirective[] {
  return collectCarried(document, ({ name }) => (name.value === CACHE_HINT ? CACHE_HINT : undefined));
}

function toHints(found: readonly Pick<CarriedDirective, "element" | "args">[]): CacheHints {
  const byType = new Map<string, CacheHint>();
  const byField = new Map<string, CacheHint>();
  for (const { element, args } of found) {
    const on = args["on"];
    if (element.kind === "field") add(byField, `${element.typeName}.${element.fieldName}`, toHint(args));
    else if (element.kind === "type") add(byType, element.typeName, toHint(args));
    else if (on?.kind === Kind.STRING) add(byType, on.value, toHint(args));
  }
  return { byType, byField };
}

function toHint({ maxAge, scope, inheritMaxAge }: Readonly<Record<string, ConstValueNode>>): CacheHint {
  const said = scope?.kind === Kind.ENUM ? scope.value : undefined;
  const inherits = inheritMaxAge?.kind === Kind.BOOLEAN && inheritMaxAge.value;
  return {
    ...((said === "PUBLIC" || said === "PRIVATE") && { scope: said }),
    // With both, as Apollo Server has it.
    ...(inherits ? { inheritMaxAge: true } : maxAge?.kind === Kind.INT && { maxAge: Number(maxAge.value) }),
  };
}

function add(hints: Map<string, CacheHint>, key: string, hint: CacheHint): void {
  const known = hints.get(key);
  hints.set(key, known ? stricter(known, hint) : hint);
}

function stricter(one: CacheHint, other: CacheHint): CacheHint {
  const ages = [one.maxAge, other.maxAge].filter((age) => age !== undefined);
  const isPrivate = one.scope === "PRIVATE" || other.scope === "PRIVATE";
  const scope = isPrivate ? "PRIVATE" : (one.scope ?? other.scope);
  return {
    ...(ages.length > 0 && { maxAge: Math.min(...ages) }),
    ...(scope && { scope }),
    ...(one.inheritMaxAge && other.inheritMaxAge && { inheritMaxAge: true }),
  };
}
