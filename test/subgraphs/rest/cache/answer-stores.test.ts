import { describe, expect, it } from "@jest/globals";
import type { AnswerStore, KeptEntry } from "../../../../subgraphs/rest/cache/answer-store.ts";
import { MemoryAnswers } from "../../../../subgraphs/rest/cache/memory-answers.ts";
import { SharedAnswers } from "../../../../subgraphs/rest/cache/shared-answers.ts";
import { memoryTextStore } from "../../../support/memory-text-store.ts";
import { until } from "../../../support/until.ts";

function answer(body: string): KeptEntry {
  const times = { bornAt: 0, freshMs: 1, whileRevalidateMs: 1, ifErrorMs: 1, clientFreshMs: 1 };
  return { kind: "answer", status: 200, headers: {}, body: Buffer.from(body), audience: "unsaid", ...times };
}

async function bodyOf(store: AnswerStore, resource: string, key = resource): Promise<string | undefined> {
  const [entry] = (await store.find(resource, [key])).entries;
  return entry?.kind === "answer" ? Buffer.from(entry.body).toString() : undefined;
}

async function ask(store: AnswerStore, resource: string): Promise<(body: string) => void> {
  const { version = "" } = await store.find(resource, [resource]);
  return (body) => store.keep(resource, version, [{ key: resource, entry: answer(body), keepMs: 1_000 }]);
}

describe.each<[string, () => AnswerStore]>([
  ["in memory", () => new MemoryAnswers()],
  ["in a store that processes share", () => new SharedAnswers(memoryTextStore())],
])("answers %s", (_where, open) => {
  it("are there until their resource is written to, and others stay", async () => {
    const store = open();
    (await ask(store, "/a"))("a");
    (await ask(store, "/b"))("b");
    await until(async () => (await bodyOf(store, "/a")) === "a" && (await bodyOf(store, "/b")) === "b");
    await store.forget("/a");
    expect([await bodyOf(store, "/a"), await bodyOf(store, "/b")]).toEqual([undefined, "b"]);
    (await ask(store, "/a"))("new");
    await until(async () => (await bodyOf(store, "/a")) === "new");
  });

  it("are not kept that were asked for before a write, whether anything was kept then or not", async () => {
    const store = open();
    const keepFirst = await ask(store, "/a");
    await store.forget("/a");
    keepFirst("before");
    (await ask(store, "/a"))("after");
    await until(async () => (await bodyOf(store, "/a")) === "after");
    const keepLate = await ask(store, "/a");
    await store.forget("/a");
    keepLate("before");
    (await ask(store, "/mark"))("kept after that");
    await until(async () => (await bodyOf(store, "/mark")) !== undefined);
    expect(await bodyOf(store, "/a")).toBeUndefined();
  });
});

it("remembers no end of writes in memory, and gives nothing that one of them may have been about", async () => {
  const store = new MemoryAnswers();
  const keep = await ask(store, "/a");
  (await ask(store, "/b"))("b");
  await store.forget("/a");
  for (let at = 0; at < 10_000; at += 1) await store.forget(`/other/${at}`);
  keep("before");
  expect(await bodyOf(store, "/a")).toBeUndefined();
  expect(await bodyOf(store, "/b")).toBeUndefined();
  (await ask(store, "/a"))("after");
  expect(await bodyOf(store, "/a")).toBe("after");
});

it("keeps nothing in a shared store of what nothing is kept of", async () => {
  const texts = memoryTextStore();
  const store = new SharedAnswers(texts);
  await store.find("/a", ["/a"]);
  expect(texts.texts.size).toBe(0);
  texts.isAway = true;
  expect(await store.find("/a", ["/a"])).toEqual({ version: undefined, entries: [undefined] });
});
