import { describe, expect, it } from "@jest/globals";
import DataLoader from "dataloader";
import { KeyedLoader, type BatchFunction, type LoaderOptions } from "../../../subgraphs/rest/keyed-loader.ts";

/** A loader that records the batches it asks for. */
function recording<K, V>(
  answer: (keys: readonly K[]) => Awaited<ReturnType<BatchFunction<K, V>>>,
  options?: LoaderOptions<K>,
): { loader: KeyedLoader<K, V>; batches: K[][] } {
  const batches: K[][] = [];
  const batch: BatchFunction<K, V> = async (keys) => {
    batches.push([...keys]);
    return answer(keys);
  };
  return { loader: new KeyedLoader(batch, options), batches };
}

describe("a loader", () => {
  it("is a DataLoader: one call for all keys of a tick, each once", async () => {
    const { loader, batches } = recording((keys: readonly string[]) => keys.map((key) => key.toUpperCase()));
    expect(loader).toBeInstanceOf(DataLoader);
    expect(await Promise.all([loader.load("a"), loader.load("b"), loader.load("a")])).toEqual(["A", "B", "A"]);
    expect(await loader.load("b")).toBe("B");
    expect(batches).toEqual([["a", "b"]]);
  });

  it("finds answers in a Map by the key's text, and null for what is missing", async () => {
    const { loader } = recording<string | number, string>(
      () =>
        new Map<unknown, string>([
          [1, "one"],
          ["2", "two"],
          [3n, "three"],
        ]),
    );
    expect(await loader.loadMany(["1", 2, "3", "4"])).toEqual(["one", "two", "three", null]);
  });

  it("asks once for a number and its text", async () => {
    const { loader, batches } = recording((keys: readonly (string | number)[]) => keys.map(() => "x"));
    await loader.loadMany([1, "1"]);
    expect(batches).toEqual([[1]]);
  });

  it("answers null for a null key without a call", async () => {
    const { loader, batches } = recording((keys: readonly string[]) => keys.map(() => "x"));
    expect(await Promise.all([loader.load(null), loader.load(undefined)])).toEqual([null, null]);
    expect(batches).toEqual([]);
  });

  it("fails one key where its answer is an Error", async () => {
    const { loader } = recording<string, string>(
      () =>
        new Map<unknown, string | Error>([
          ["a", "A"],
          ["b", new Error("no b")],
        ]),
    );
    const [a, b] = await Promise.allSettled([loader.load("a"), loader.load("b")]);
    expect([a, b]).toEqual([
      { status: "fulfilled", value: "A" },
      { status: "rejected", reason: new Error("no b") },
    ]);
  });

  it("splits by maxBatchSize", async () => {
    const { loader, batches } = recording((keys: readonly number[]) => keys, { maxBatchSize: 2 });
    await loader.loadMany([1, 2, 3, 4, 5]);
    expect(batches).toEqual([[1, 2], [3, 4], [5]]);
  });

  it("tells compound keys apart by cacheKeyFn, in the Map too", async () => {
    type Key = { sku: string; size: number };
    const { loader, batches } = recording<Key, string>(() => new Map([["a/1", "small"]]), {
      cacheKeyFn: ({ sku, size }) => `${sku}/${size}`,
    });
    expect(
      await loader.loadMany([
        { sku: "a", size: 1 },
        { sku: "a", size: 1 },
        { sku: "a", size: 2 },
      ]),
    ).toEqual(["small", "small", null]);
    expect(batches).toEqual([
      [
        { sku: "a", size: 1 },
        { sku: "a", size: 2 },
      ],
    ]);
  });

  it.each([
    ["too few values", ["secret"], "2 keys and returned 1 values"],
    ["an object", { a: 1 }, "neither an array nor a Map"],
    ["nothing", undefined, "neither an array nor a Map"],
  ])("fails every key, telling no value, when the function returns %s", async (_what, answers, message) => {
    const { loader } = recording<string, unknown>(() => answers as never);
    const results = await loader.loadMany(["a", "b"]);
    for (const result of results) expect(result).toMatchObject({ message: expect.stringContaining(message) });
    expect(String(results)).not.toContain("secret");
  });
});
