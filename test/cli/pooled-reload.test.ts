import { describe, expect, it } from "@jest/globals";
import type { FailedMessage, ToWorker } from "../../cli/workers/messages.ts";
import { PooledReload } from "../../cli/workers/pooled-reload.ts";

const next = { kind: "prepare", id: 7, supergraphSdl: "type Query { a: Int }", file: "supergraph.graphql" } as const;
const failed: FailedMessage = { kind: "failed", findings: [], texts: [], message: "It is wrong." };

/** Three workers, by id, and what each was sent. */
function start(): { reload: PooledReload; sent: Record<number, string[]> } {
  const sent: Record<number, string[]> = { 1: [], 2: [], 3: [] };
  const workers = [1, 2, 3].map((id) => [id, (message: ToWorker) => void sent[id]?.push(message.kind)] as const);
  return { reload: new PooledReload(next, new Map(workers)), sent };
}

describe("a graph that several workers are to serve", () => {
  it("is served by all of them once the last has opened it", async () => {
    const { reload, sent } = start();
    for (const worker of [2, 1]) reload.hear(worker, { kind: "prepared", id: 7 });
    expect(sent).toEqual({ 1: ["prepare"], 2: ["prepare"], 3: ["prepare"] });
    reload.hear(3, { kind: "prepared", id: 7 });
    expect(await reload.decided).toBeUndefined();
    expect(sent).toEqual({ 1: ["prepare", "use"], 2: ["prepare", "use"], 3: ["prepare", "use"] });
  });

  it("is served by none where one cannot open it", async () => {
    const { reload, sent } = start();
    reload.hear(1, { kind: "prepared", id: 7 });
    reload.hear(2, { kind: "prepared", id: 7, failed });
    reload.hear(3, { kind: "prepared", id: 7 });
    expect(await reload.decided).toBe(failed);
    expect(sent).toEqual({ 1: ["prepare", "discard"], 2: ["prepare"], 3: ["prepare", "discard"] });
  });

  it("is not waited for from one that has died", async () => {
    const { reload, sent } = start();
    reload.hear(1, { kind: "prepared", id: 7 });
    reload.leave(2);
    reload.hear(3, { kind: "prepared", id: 7 });
    expect(await reload.decided).toBeUndefined();
    expect(sent).toEqual({ 1: ["prepare", "use"], 2: ["prepare"], 3: ["prepare", "use"] });
  });

  it("is not taken for another that was to be served before", async () => {
    const { reload, sent } = start();
    for (const worker of [1, 2, 3]) reload.hear(worker, { kind: "prepared", id: 6 });
    for (const worker of [1, 2, 3]) reload.leave(worker);
    expect(await reload.decided).toBeUndefined();
    expect(sent).toEqual({ 1: ["prepare"], 2: ["prepare"], 3: ["prepare"] });
  });

  it("is served by those that come where there are none", async () => {
    expect(await new PooledReload(next, new Map()).decided).toBeUndefined();
  });
});
