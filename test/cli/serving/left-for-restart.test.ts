import { describe, expect, it } from "@jest/globals";
import { leftForRestart } from "../../../cli/serving/left-for-restart.ts";

describe("what a reload leaves for a restart", () => {
  it("is nothing where the config is the same, or where all that has changed is taken up", () => {
    const first = { gateway: { timeout: 1000 }, sources: { "users.api": { timeout: 500 } } };
    expect(leftForRestart(first, structuredClone(first))).toEqual([]);
    const now = {
      gateway: { timeout: 1000, traceContext: false },
      sources: { "users.api": { timeout: 900, cache: true }, "posts.api": { baseUrl: "http://posts" } },
      limits: { cost: { max: 10 } },
      documents: { files: ["a.json"], mode: "require" },
      cache: { store: "memory" },
    } as const;
    expect(leftForRestart(first, now)).toEqual([]);
  });

  it("is each key that differs from the start, whether it was added, changed or taken away", () => {
    const first = {
      gateway: { timeout: 1000, overload: { maxOperations: 5 }, cors: { origins: ["https://a.example"] } },
      subgraphs: { billing: { schema: "a.graphql", url: "http://b", returnHeaders: { "set-cookie": "append" } } },
    } as const;
    const now = {
      gateway: { timeout: 2000, overload: { maxOperations: 5 }, workers: 2 },
      auth: { required: true, jwt: [] },
      limits: { depth: 9 },
      documents: { automatic: false },
      subgraphs: { billing: { schema: "a.graphql", url: "http://b" } },
    } as const;
    expect(leftForRestart(first, now)).toEqual([
      "gateway.timeout",
      "gateway.cors",
      "auth",
      "documents.automatic",
      "subgraphs.billing.returnHeaders",
      "gateway.workers",
      "limits.depth",
    ]);
  });

  it("is not what functions do, which are others each time a module is read", () => {
    expect(
      leftForRestart(
        { gateway: { context: () => ({ a: 1 }) }, auth: { policies: () => [] } },
        { gateway: { context: () => ({ a: 2 }) }, auth: { policies: () => [] } },
      ),
    ).toEqual([]);
  });
});
