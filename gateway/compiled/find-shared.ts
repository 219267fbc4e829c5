import type { Path } from "../bind-plan.ts";
import { below, keysOf, type Task } from "./schedule.ts";

/**
 * Whether objects at a path of an entity fetch that stand for the same entity can be made one object when it is collected
 * (share-entities.ts), so that the answer is merged into one, and one is written.
 *
 * @returns The keys that they have by then, for these must be equal too; `undefined` where other fetches still put
 *   something into the objects by way of those that hold them, each into its own.
 */
export function findShared(task: Task, path: Path, tasks: readonly Task[]): ReadonlySet<string> | undefined {
  const place = keysOf(path);
  const known = new Set<string>();
  for (const [index, other] of tasks.entries()) {
    if (other === task) continue;
    // It keeps the objects that it was asked about, and would find some of them gone.
    if (other.step.kind === "fetch" && other.step.path.length > 0) return undefined;
    const isDone = task.after.includes(index);
    for (const { path: base, fields } of other.gives) {
      const shared = Math.min(base.length, place.length);
      if (base.slice(0, shared).join() !== place.slice(0, shared).join()) continue;
      if (base.length > place.length) {
        known.add(base[place.length] ?? "");
        continue;
      }
      const given = below(fields, place.slice(base.length));
      if (!given) continue;
      if (!isDone && base.length < place.length) return undefined;
      if (isDone) for (const key of given.keys()) known.add(key);
    }
  }
  return known;
}
