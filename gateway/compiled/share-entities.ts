/**
 * What an entity fetch asks about, collected so that equal objects become one:
 *
 *     { posts: [{ user: { id: 1 } }, { user: { id: 1 } }] }   two objects in, the first of them at both places out
 *
 * Whatever comes later, for 100 posts by 10 users, is done 10 times: merging, further fetches, writing.
 *
 * Invariant: an object that some fetch has collected is never replaced by another, for an answer will be merged into it.
 */
import type { EntityGroup, Path } from "../bind-plan.ts";
import { identityOf } from "../representation.ts";
import { walkPath, type JsonObject } from "../response-path.ts";
import type { EntityRequest } from "../run-fetches.ts";

/** @param collected  All objects that the fetches of this run have collected. */
export type ShareEntities = (
  data: JsonObject,
  variables: Readonly<Record<string, unknown>>,
  collected: Set<JsonObject>,
) => EntityRequest;

/** A path of the group, with the keys that its objects have by then; without these they are never made one. */
export interface SharedPath {
  readonly path: Path;
  readonly known: ReadonlySet<string> | undefined;
}

export function compileSharing(group: EntityGroup, paths: readonly SharedPath[]): ShareEntities {
  const byPath = paths.map(({ path, known }) => ({ path, rulesOf: compileRules(group, known) }));

  return (data, variables, collected) => {
    const entities = new DistinctEntities(group, variables);
    const targets = new Map<JsonObject, number>();
    const firsts: JsonObject[] = [];
    for (const { path, rulesOf } of byPath) {
      walkPath(data, path, (object, parent, key) => {
        const typename = object["__typename"];
        if (typeof typename !== "string" || targets.has(object)) return;
        const { soleKey, compared } = rulesOf(typename);
        const index = entities.indexOf(object, typename, soleKey);
        if (index === undefined) return;
        const first = firsts[index];
        if (first && parent && compared?.every((name) => first[name] === object[name]) && !collected.has(object)) {
          parent[key] = first;
          return;
        }
        firsts[index] ??= object;
        collected.add(object);
        targets.set(object, index);
      });
    }
    return { group, targets, representations: entities.representations };
  };
}

interface TypeRules {
  readonly soleKey: string | undefined;
  /** What must be equal in two objects with equal representations, so that one can stand for both. */
  readonly compared: readonly string[] | undefined;
}

function compileRules(
  { representation }: EntityGroup,
  known: ReadonlySet<string> | undefined,
): (typename: string) => TypeRules {
  const byType = new Map<string, TypeRules>();
  return (typename) => {
    let rules = byType.get(typename);
    if (!rules) {
      const leaves = representation.leavesOf(typename);
      // A rewrite may have changed the type that is in the representation.
      const compared = known && ["__typename", ...[...known].filter((name) => !leaves.has(name))];
      rules = { soleKey: representation.soleKeyOf(typename), compared };
      byType.set(typename, rules);
    }
    return rules;
  };
}

class DistinctEntities {
  readonly representations: JsonObject[] = [];
  readonly #group: EntityGroup;
  readonly #variables: Readonly<Record<string, unknown>>;
  /** By type and the one value that an entity is known by. */
  readonly #bySoleKey = new Map<string, Map<unknown, number>>();
  #byText: Map<string, number> | undefined;

  constructor(group: EntityGroup, variables: Readonly<Record<string, unknown>>) {
    this.#group = group;
    this.#variables = variables;
  }

  /** Its representation's; `undefined` where it cannot be asked about. */
  indexOf(object: JsonObject, typename: string, soleKey: string | undefined): number | undefined {
    const value = soleKey === undefined ? undefined : object[soleKey];
    // For most entities no representation has to be made but the one that is sent.
    if (typeof value !== "string" && typeof value !== "number") {
      const representation = this.#build(object);
      return representation && this.#add((this.#byText ??= new Map()), identityOf(representation), representation);
    }
    let indexes = this.#bySoleKey.get(typename);
    if (!indexes) this.#bySoleKey.set(typename, (indexes = new Map<unknown, number>()));
    const known = indexes.get(value);
    if (known !== undefined) return known;
    const representation = this.#build(object);
    return representation && this.#add(indexes, value, representation);
  }

  #build(object: JsonObject): JsonObject | undefined {
    return this.#group.representation.build(object, this.#variables);
  }

  #add<Key>(indexes: Map<Key, number>, key: Key, representation: JsonObject): number {
    const known = indexes.get(key);
    if (known !== undefined) return known;
    const index = this.representations.push(representation) - 1;
    indexes.set(key, index);
    return index;
  }
}
