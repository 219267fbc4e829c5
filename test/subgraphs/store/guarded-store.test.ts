import { describe, expect, it } from "@jest/globals";
import { GuardedStore, type FallibleStore, type StoreChange } from "../../../subgraphs/store/guarded-store.ts";

/** A store in memory that can be made to fail or to hang, and says what it was asked. */
function openFragile(): FallibleStore & {
  mode: "up" | "fails" | "hangs";
  asked: string[];
  texts: Map<string, string>;
} {
  const texts = new Map<string, string>();
  const answer = <Result>(asked: string, make: () => Result): Promise<Result> => {
    store.asked.push(asked);
    if (store.mode === "hangs") return new Promise(() => {});
    return store.mode === "fails" ? Promise.reject(new Error("away")) : Promise.resolve(make());
  };
  const store: ReturnType<typeof openFragile> = {
    mode: "up",
    asked: [],
    texts,
    get: (keys) => answer(`get ${keys.join()}`, () => keys.map((key) => texts.get(key))),
    set: (key, text) => answer(`set ${key}`, () => void texts.set(key, text)),
    add: (key, text) => answer(`add ${key}`, () => !texts.has(key) && Boolean(texts.set(key, text))),
    delete: (keys) => answer(`delete ${keys.join()}`, () => keys.forEach((key) => texts.delete(key))),
    close: async () => {},
  };
  return store;
}

interface PromiseWithEnds {
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

describe("a guarded store", () => {
  it("gives what was set, and nothing for the rest", async () => {
    const store = new GuardedStore(openFragile());
    await store.set("a", "1", 1_000);
    expect(await store.get(["a", "b"])).toEqual(["1", undefined]);
  });

  it("adds what is not there, once, and nothing that is to be deleted or that cannot be asked for", async () => {
    const fragile = openFragile();
    const store = new GuardedStore(fragile);
    expect(await Promise.all([store.add("a", "1", 1_000), store.add("a", "2", 1_000)])).toEqual([true, false]);
    expect(await store.get(["a"])).toEqual(["1"]);
    fragile.mode = "fails";
    await store.delete("a");
    expect(await store.add("a", "3", 1_000)).toBe(false);
    expect(await store.add("b", "3", 1_000)).toBe(false);
  });

  it("asks a store that fails once in a pause, tells of it once, and once that it is back", async () => {
    const fragile = openFragile();
    const changes: StoreChange[] = [];
    let now = 0;
    const store = new GuardedStore(fragile, {
      pauseMs: 1_000,
      onChange: (change) => changes.push(change),
      now: () => now,
    });
    fragile.mode = "fails";
    for (let index = 0; index < 100; index += 1) expect(await store.get(["a"])).toBeUndefined();
    expect(fragile.asked).toEqual(["get a"]);

    now = 1_000;
    for (let index = 0; index < 100; index += 1) await store.set("a", "1", 1_000);
    expect(fragile.asked).toEqual(["get a", "set a"]);

    fragile.mode = "up";
    now = 2_000;
    await store.set("a", "1", 1_000);
    expect(await store.get(["a"])).toEqual(["1"]);
    expect(changes).toEqual([{ kind: "lost", error: new Error("away") }, { kind: "back" }]);
  });

  it("goes on without a store that does not answer in time", async () => {
    const fragile = openFragile();
    const changes: StoreChange[] = [];
    const store = new GuardedStore(fragile, { timeoutMs: 5, onChange: (change) => changes.push(change) });
    fragile.mode = "hangs";
    expect(await store.get(["a"])).toBeUndefined();
    expect(changes).toEqual([{ kind: "lost", error: new Error("no answer within 5 ms") }]);
  });

  it("makes the deletions that it owes before it gives anything out again", async () => {
    const fragile = openFragile();
    let now = 0;
    const store = new GuardedStore(fragile, { now: () => now });
    await store.set("a", "old", 1_000);
    await store.set("b", "kept", 1_000);
    fragile.mode = "fails";
    await store.delete("a");

    fragile.mode = "up";
    now = 1_000;
    expect(await store.get(["a", "b"])).toEqual([undefined, "kept"]);
    expect(fragile.asked.slice(-2)).toEqual(["delete a", "get a,b"]);
  });

  it("still owes a deletion that was asked for while one before was on its way", async () => {
    const { texts, ...fragile } = openFragile();
    const deletions: PromiseWithEnds[] = [];
    let now = 0;
    const remove = (): Promise<void> => new Promise((resolve, reject) => deletions.push({ resolve, reject }));
    const store = new GuardedStore({ ...fragile, delete: remove }, { now: () => now, timeoutMs: 10_000 });
    const both = [store.delete("a"), store.delete("a")];
    deletions[0]?.resolve();
    // Another process sets it once more before the second comes, which never does.
    texts.set("a", "old");
    deletions[1]?.reject(new Error("away"));
    await Promise.all(both);

    now = 1_000;
    const got = store.get(["a"]);
    expect(deletions).toHaveLength(3);
    texts.delete("a");
    deletions[2]?.resolve();
    expect(await got).toEqual([undefined]);
  });

  it("does not tell of each time that a store comes and goes within a minute", async () => {
    const fragile = openFragile();
    const kinds: string[] = [];
    let now = 0;
    const store = new GuardedStore(fragile, { now: () => now, onChange: ({ kind }) => kinds.push(kind) });
    for (let round = 0; round < 10; round += 1) {
      fragile.mode = "fails";
      await store.get(["a"]);
      fragile.mode = "up";
      now += 2_000;
      await store.get(["a"]);
    }
    expect(kinds).toEqual(["lost", "back"]);
    now += 60_000;
    fragile.mode = "fails";
    await store.get(["a"]);
    expect(kinds).toEqual(["lost", "back", "lost"]);
  });
});
