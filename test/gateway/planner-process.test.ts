import { beforeAll, describe, expect, it } from "@jest/globals";
import { loadInProcess, type PlannerHandle } from "../../gateway/planning/planner-process.ts";
import { createLocalGraph, createLocalSubgraph } from "../support/local-subgraph.ts";
import { compose } from "../../schema/compose.ts";
import { theguildComposer } from "../../schema/theguild-composer.ts";

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

async function load(subgraphs: typeof panicking, planTimeoutMs?: number): Promise<PlannerHandle> {
  const locals = subgraphs.map((definition) => createLocalSubgraph(definition));
  const { supergraphSdl, diagnostics } = await compose(locals, theguildComposer);
  if (supergraphSdl === undefined) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  return loadInProcess(supergraphSdl, planTimeoutMs);
}

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
