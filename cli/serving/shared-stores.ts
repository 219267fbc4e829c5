import type { StoreChange } from "../../subgraphs/store/guarded-store.ts";
import type { TextStore } from "../../subgraphs/store/text-store.ts";
import { openSharedStore } from "../open-shared-store.ts";
import type { Project } from "../project.ts";

/**
 * The stores of a process, however often its config is read: one for each Redis that it has named, whatever is kept in it.
 * None is closed before the end, for what runs on a graph before may still write.
 */
export class SharedStores {
  readonly #onChange: (change: StoreChange) => void;
  readonly #stores = new Map<string, Promise<TextStore | undefined>>();

  /** @param onChange  Told once when a Redis is lost and once when it is back. */
  constructor(onChange: (change: StoreChange) => void) {
    this.#onChange = onChange;
  }

  /** `undefined` where the config names none. @throws as `openSharedStore`. */
  of(project: Pick<Project, "config">): Promise<TextStore | undefined> {
    const { store, url, namespace, timeout } = project.config.cache ?? {};
    const named = JSON.stringify([store, url, namespace, timeout]);
    const known = this.#stores.get(named);
    if (known) return known;
    const opened = openSharedStore(project, this.#onChange);
    this.#stores.set(named, opened);
    // What was wrong may have been put right when it is asked for again.
    opened.catch(() => this.#stores.delete(named));
    return opened;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#stores.values()].map(async (opened) => (await opened)?.close()));
  }
}
