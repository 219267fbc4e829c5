import { letterHash } from "./words.ts";

export interface NameWish<T> {
  readonly item: T;
  /** Best first. Those that are not asked for need not be made. */
  readonly candidates: Iterable<string>;
  /** Where several want a name, the one of the highest rank gets it; without such a one, nobody. */
  readonly rank: number;
  /** The name that it had in an earlier import, which it keeps. */
  readonly locked?: string | undefined;
  /** Tells items apart when all candidates are taken. */
  readonly identity: string;
}

/**
 * Gives each item a name of its own. All that collide move on to their next candidate, so that no name depends on the
 * order of the document, and none is told from another by a number. Names of an earlier import come first.
 */
export function assignNames<T>(
  wishes: readonly NameWish<T>[],
  taken: Set<string>,
  assign: (item: T, name: string) => void,
): void {
  const kept = new Set(wishes.filter(({ locked }) => locked !== undefined && !taken.has(locked)));
  for (const { item, locked = "" } of kept) {
    taken.add(locked);
    assign(item, locked);
  }
  let pending = wishes.filter((wish) => !kept.has(wish)).map((wish) => ({ wish, nextName: namesOf(wish) }));
  while (pending.length > 0) {
    const groups = new Map<string, typeof pending>();
    for (const each of pending) {
      const name = each.nextName();
      const group = groups.get(name);
      if (group) group.push(each);
      else groups.set(name, [each]);
    }
    pending = [];
    for (const [name, group] of groups) {
      const winner = taken.has(name) ? undefined : winnerOf(group);
      if (winner) {
        taken.add(name);
        assign(winner.wish.item, name);
      }
      for (const each of group) if (each !== winner) pending.push(each);
    }
  }
}

/** Its candidates one by one, and when none is left, the last of them with letters of its own. */
function namesOf<T>({ candidates, identity }: NameWish<T>): () => string {
  const left = candidates[Symbol.iterator]();
  let last = "Type";
  let extra = 0;
  return () => {
    const next = left.next();
    if (next.done !== true) return (last = next.value);
    const hash = letterHash(`${identity}${extra === 0 ? "" : extra}`);
    extra += 1;
    return `${last}${hash.charAt(0).toUpperCase()}${hash.slice(1)}`;
  };
}

function winnerOf<E extends { readonly wish: { readonly rank: number } }>(group: readonly E[]): E | undefined {
  const top = Math.max(...group.map(({ wish }) => wish.rank));
  const best = group.filter(({ wish }) => wish.rank === top);
  return best.length === 1 ? best[0] : undefined;
}
