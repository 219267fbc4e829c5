import { describe, expect, it } from "@jest/globals";
import { createGraph } from "../../gateway/graph.ts";
import { compose } from "../../schema/compose.ts";
import { readSupergraph } from "../../schema/read-supergraph.ts";
import { theguildComposer } from "../../schema/theguild-composer.ts";
import type { Subgraph } from "../../subgraphs/subgraph.ts";
import { createLocalSubgraph } from "../support/local-subgraph.ts";

describe("createGraph", () => {
  it("refuses a supergraph of which a subgraph is not served", async () => {
    const [a, b] = ["a", "b"].map((name) => createLocalSubgraph({ name, sdl: `type Query { ${name}: Int }` }));
    if (!a || !b) throw new Error("There are two.");
    const { supergraphSdl = "" } = await compose([a, b], theguildComposer);
    const { supergraph } = readSupergraph(supergraphSdl);
    if (!supergraph) throw new Error(supergraphSdl);
    expect(createGraph({ supergraph, subgraphs: new Map([["a", a]]) })).toEqual({
      diagnostics: [
        {
          code: "SUBGRAPH_NOT_SERVED",
          severity: "error",
          message: "The supergraph's subgraph `b` is not served by anything.",
          locations: [],
        },
      ],
    });
  });

  it("closes its subgraphs with it", async () => {
    const closed: string[] = [];
    const local = createLocalSubgraph({ name: "a", sdl: "type Query { a: Int }" });
    const { supergraphSdl = "" } = await compose([local], theguildComposer);
    const { supergraph } = readSupergraph(supergraphSdl);
    if (!supergraph) throw new Error(supergraphSdl);
    const closing: Subgraph = { ...local, close: async () => void closed.push("a") };
    await createGraph({ supergraph, subgraphs: new Map([["a", closing]]) }).graph?.close();
    expect(closed).toEqual(["a"]);
  });
});
