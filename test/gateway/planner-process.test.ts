import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { loadInProcess, preloadInProcess, type PlannerHandle } from "../../gateway/planning/planner-process.ts";
import { createLocalGraph, createLocalSubgraph } from "../support/local-subgraph.ts";
import { compose } from "../../schema/compose.ts";
import { theguildComposer } from "../../schema/theguild-composer.ts";
import { until } from "../support/until.ts";

/** Valid, and composes; the planner (0.0.38) ends its process on `{ e { tax } }`. */
const panicking = [
  {
    name: "a",
    sdl: `type Query { a: Int } type E @key(fields: "id") @key(fields: "code") {
      id: ID! code: ID! price: Int @external tax: Int @requires(fields: "price") }`,
  },
  { name: "b", sdl: `type Query { e: E } type E @key(fields: "id") { id: ID! price: Int }` },
];

/** Valid, and composes; the planner comes to no end on `endless`. */
const looping = [
  {
    name: "a",
    sdl: `type Query { a: Int } type E @key(fields: "id") @key(fields: "nest { x }") { id: ID! nest: Nest! @shareable own: [Other!]! }
      type Nest @shareable { x: ID! } type Other @key(fields: "id") { id: ID! }`,
  },
  {
    name: "b",
    sdl: `type E @key(fields: "id") @key(fields: "nest { x }") { id: ID! nest: Nest! @shareable next: [E!]! }
      type Nest @shareable { x: ID! } type Other @key(fields: "id") { id: ID! }`,
  },
  {
    name: "c",
    sdl: `type Query { all: [E!]! } type E @key(fields: "nest { x }") { nest: Nest! @shareable } type Nest @shareable { x: ID! }`,
  },
  {
    name: "d",
    sdl: `type E @key(fields: "id") { id: ID! } type Other @key(fields: "id") { id: ID! text: String }`,
  },
];
const endless = "{ all { next { id } own { text } other: next { next { id } } } }";

async function composed(subgraphs: typeof panicking): Promise<string> {
  const locals = subgraphs.map((definition) => createLocalSubgraph(definition));
  const { supergraphSdl, diagnostics } = await compose(locals, theguildComposer);
  if (supergraphSdl === undefined) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  return supergraphSdl;
}

async function load(subgraphs: typeof panicking, planTimeoutMs?: number): Promise<PlannerHandle> {
  return loadInProcess(await composed(subgraphs), planTimeoutMs);
}

/** Nothing where the process or the thread has just ended. */
function readProc(path: string): string {
  try {
    return readFileSync(`/proc/${path}`, "utf8");
  } catch {
    return "";
  }
}

/** The planner's process among those that a process has started. */
function plannerOf(pid: number | undefined): number | undefined {
  const threads = existsSync(`/proc/${pid}/task`) ? readdirSync(`/proc/${pid}/task`) : [];
  const children = threads.flatMap((thread) => readProc(`${pid}/task/${thread}/children`).match(/\d+/g) ?? []);
  return children.map(Number).find((child) => readProc(`${child}/cmdline`).includes("QueryPlanner"));
}

/** Fields of proc_pid_stat(5) from the third on; the second may have spaces in it. None when the process has ended. */
function statOf(pid: number | undefined): readonly string[] {
  const stat = readProc(`${pid}/stat`);
  return stat === "" ? [] : (stat.split(") ").at(-1) ?? "").split(" ");
}
const stateOf = (pid: number | undefined): string | undefined => statOf(pid)[0];
const cpuTicksOf = (pid: number | undefined): number => Number(statOf(pid)[11] ?? 0);

const plan = (planner: PlannerHandle, operation: string): string => JSON.stringify(planner.plan(operation, [], 0));

describe("the planner's process", () => {
  let other: PlannerHandle;
  beforeAll(async () => {
    other = await load([{ name: "x", sdl: "type Query { x: Int }" }]);
  });

  it("may end without taking this one along, and is started again", async () => {
    const planner = await load(panicking);
    expect(() => plan(planner, "{ e { tax } }")).toThrow("The query planner ended its process.");
    expect(plan(planner, "{ e { price } }")).toContain("price");
    expect(plan(other, "{ x }")).toContain("{x}");
  });

  it("is ended where a plan comes to no end", async () => {
    const planner = await load(looping, 500);
    expect(() => plan(planner, endless)).toThrow("The query planner came to no end within 500 ms.");
    expect(plan(planner, "{ all { next { id } } }")).toContain("next");
    expect(plan(other, "{ x }")).toContain("{x}");
  });

  it("reads a supergraph ahead, whatever else is asked meanwhile", async () => {
    const [first, second] = [await composed(panicking), await composed(looping)];
    preloadInProcess(first);
    expect(plan(other, "{ x }")).toContain("{x}");
    preloadInProcess(second);
    expect(plan(loadInProcess(first), "{ e { price } }")).toContain("price");
    preloadInProcess("type X");
    expect(() => loadInProcess("type X")).toThrow("planner");
    expect(plan(loadInProcess(second), "{ all { next { id } } }")).toContain("next");
  });

  // Who has no /proc cannot be asked which processes there are.
  (process.platform === "linux" ? it : it.skip)(
    "ends with the process that asks, in the middle of a plan",
    async () => {
      const script = `
      const { loadInProcess } = await import(${JSON.stringify(import.meta.resolve("../../gateway/planning/planner-process.ts"))});
      const planner = loadInProcess(process.env.SUPERGRAPH, 600_000);
      planner.plan(${JSON.stringify(endless)}, [], 0);
    `;
      const asking = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", script], {
        env: { ...process.env, SUPERGRAPH: await composed(looping) },
        stdio: "ignore",
      });
      try {
        // It has read the supergraph in a tenth of that.
        await until(() => plannerOf(asking.pid) !== undefined && cpuTicksOf(plannerOf(asking.pid)) > 100);
        const planner = plannerOf(asking.pid);
        asking.kill("SIGKILL");
        await until(() => stateOf(planner) === undefined || stateOf(planner) === "Z");
      } finally {
        asking.kill("SIGKILL");
      }
    },
  );

  it("says what it has against an operation or a supergraph", async () => {
    expect(() => plan(other, "{ y }")).toThrow("Field 'y' not found in type 'Query'");
    expect(() => loadInProcess("type X")).toThrow("planner");
    expect(plan(other, "{ x }")).toContain("{x}");
  });
});

function byKey({ id, nest }: { id?: string; nest?: { x: string } }): ReturnType<typeof entity> {
  return entity(id ?? nest?.x ?? "");
}

function entity(id: string): { id: string; nest: { x: string } } {
  return { id, nest: { x: id } };
}

describe("an operation that the planner comes to no end on", () => {
  it("is planned in parts", async () => {
    const ids = { E: ["1", "2"], Other: ["9"] };
    const resolvers: Record<string, Record<string, (...args: never[]) => unknown>> = {
      a: { __resolveReference: byKey, own: () => ids.Other.map((id) => ({ id })) },
      b: { __resolveReference: byKey, next: () => ids.E.map(entity) },
      c: { __resolveReference: byKey },
      d: {},
    };
    const { run } = await createLocalGraph(
      looping.map((definition) => ({
        ...definition,
        resolvers: {
          ...(definition.name === "d"
            ? { Other: { text: ({ id }: { id: string }) => `text ${id}` } }
            : { E: resolvers[definition.name] ?? {} }),
          ...(definition.name === "c" ? { Query: { all: () => ids.E.map(entity) } } : {}),
        },
      })),
    );
    const next = [{ id: "1" }, { id: "2" }];
    const item = { next, own: [{ text: "text 9" }], other: [{ next }, { next }] };
    expect(await run(endless)).toEqual({ data: { all: [item, item] } });
  }, 30_000);
});
