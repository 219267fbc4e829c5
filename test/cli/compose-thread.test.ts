import { describe, expect, it } from "@jest/globals";
import { parse } from "graphql";
import { createKeptComposer, createThreadComposer } from "../../cli/compose-thread.ts";

const link = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])';
const service = (name: string, sdl: string): { name: string; typeDefs: ReturnType<typeof parse> } => ({
  name,
  typeDefs: parse(`${link} ${sdl}`),
});

/** A chain of types, each reached from the one before it: satisfiability is checked by walking down it. */
function deepGraph(depth: number): ReturnType<typeof service>[] {
  const types = (field: (index: number) => string): string =>
    Array.from({ length: depth }, (_, index) => `type T${index} @key(fields: "id") { id: ID! ${field(index)} }`).join(
      " ",
    );
  return [
    service("a", `type Query { first: T0 } ${types((index) => `next: T${(index + 1) % depth}`)}`),
    service(
      "b",
      types((index) => `back: T${Math.max(0, index - 1)}`),
    ),
  ];
}

const small = (field: string): ReturnType<typeof service>[] => [service("a", `type Query { ${field}: Int }`)];

describe("createThreadComposer", () => {
  it("composes on its thread as it would here", async () => {
    const { supergraphSdl, errors } = await createThreadComposer()([
      { ...service("a", 'type Query { a: A } type A @key(fields: "id") { id: ID! }'), url: "http://a" },
      service("b", 'type A @key(fields: "id") { id: ID! x: Int }'),
    ]);
    expect(errors).toEqual([]);
    expect(supergraphSdl).toContain('A @join__graph(name: "a", url: "http://a")');
    expect(supergraphSdl).toContain("x: Int @join__field(graph: B)");
  });

  it("returns the composer's errors with their codes", async () => {
    const { supergraphSdl, errors } = await createThreadComposer()([service("a", "type A { x: Int }")]);
    expect(supergraphSdl).toBeUndefined();
    expect(errors).toMatchObject([{ code: "NO_QUERIES" }]);
  });

  it("has a stack that holds what overflows a small one, which is an error and no crash", async () => {
    const services = deepGraph(800);
    await expect(createThreadComposer({ stackSizeMb: 1 })(services)).rejects.toThrow(
      "Maximum call stack size exceeded",
    );
    const { supergraphSdl, errors } = await createThreadComposer()(services);
    expect(errors).toEqual([]);
    expect(supergraphSdl).toContain("type T799 ");
  });

  it("survives a thread that runs out of memory", async () => {
    await expect(createThreadComposer({ maxHeapMb: 16 })(deepGraph(2_000))).rejects.toThrow(/memory/);
  });
});

describe("createKeptComposer", () => {
  it("composes what it is given while it composes one after the other, and again after it was closed", async () => {
    const composer = createKeptComposer();
    const results = await Promise.all(["x", "y"].map((field) => composer.compose(small(field))));
    expect(results.map(({ supergraphSdl }) => /x: Int|y: Int/.exec(supergraphSdl ?? "")?.[0])).toEqual([
      "x: Int",
      "y: Int",
    ]);
    await composer.close();
    expect((await composer.compose(small("z"))).supergraphSdl).toContain("z: Int");
    await composer.close();
  });

  it("goes on with a new thread when one has broken", async () => {
    const composer = createKeptComposer({ stackSizeMb: 1 });
    await expect(composer.compose(deepGraph(800))).rejects.toThrow("Maximum call stack size exceeded");
    expect((await composer.compose(small("x"))).supergraphSdl).toContain("x: Int");
    await composer.close();
  });
});
