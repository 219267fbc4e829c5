import { describe, expect, it } from "@jest/globals";
import { parse } from "graphql";
import { createThreadComposer } from "../../cli/compose-thread.ts";

const link = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])';
const service = (name: string, sdl: string): { name: string; typeDefs: ReturnType<typeof parse> } => ({
  name,
  typeDefs: parse(`${link} ${sdl}`),
});

/** A chain of types, each reached from the one before it: satisfiability is checked by walking it down. */
function deepGraph(depth: number): string {
  const types = Array.from({ length: depth }, (_, index) => `type T${index} { next: T${index + 1} }`);
  return `type Query { first: T0 } ${types.join(" ")} type T${depth} { x: Int }`;
}

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

  it("reports a thread that broke as an error", async () => {
    const { supergraphSdl, errors } = await createThreadComposer({ stackSizeMb: 1, maxHeapMb: 16 })([
      service("a", deepGraph(20_000)),
    ]);
    expect(supergraphSdl).toBeUndefined();
    expect(errors).toEqual([{ message: expect.stringMatching(/^The composer stopped: /) }]);
  });
});
