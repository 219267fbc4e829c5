import { describe, expect, it } from "@jest/globals";
import { parse } from "graphql";
import { allGranted } from "../../gateway/auth/grants.ts";
import { Requirements } from "../../gateway/auth/requirements.ts";
import { OperationCache, type OperationCacheOptions } from "../../gateway/operation-cache.ts";
import { readListSizeRules } from "../../gateway/list-sizes.ts";
import { createPlanner } from "../../gateway/planning/planner.ts";
import { readSupergraphTypes } from "../../gateway/supergraph-types.ts";
import { compose } from "../../schema/compose.ts";
import { readCarriedHints } from "../../schema/cache-hints.ts";
import { readAccessRules } from "../../schema/access-rules.ts";
import { readSupergraph } from "../../schema/read-supergraph.ts";
import { theguildComposer } from "../../schema/theguild-composer.ts";
import { createLocalSubgraph } from "../support/local-subgraph.ts";

const override = { key: "", labels: new Set<string>(), percentage: 0 };

async function createCache(options: Pick<OperationCacheOptions, "size" | "maxPlanText">): Promise<OperationCache> {
  const subgraph = createLocalSubgraph({
    name: "numbers",
    sdl: `type Query { ${Array.from({ length: 20 }, (_, index) => `n${index}: Int`).join(" ")} }`,
  });
  const { supergraphSdl = "" } = await compose([{ name: "numbers", typeDefs: subgraph.typeDefs }], theguildComposer);
  const { supergraph } = readSupergraph(supergraphSdl);
  if (!supergraph) throw new Error("The supergraph cannot be read.");
  return new OperationCache({
    planner: createPlanner(supergraph),
    subgraphs: new Map([["numbers", subgraph]]),
    schema: supergraph.publicSchema,
    types: readSupergraphTypes(supergraph),
    listSizeRules: () => readListSizeRules(supergraph.document),
    cacheHints: () => readCarriedHints(supergraph),
    requirements: () => new Requirements(readAccessRules(supergraph.document), supergraph.publicSchema),
    ...options,
  });
}

describe("the cache of operations", () => {
  it("keeps no more operations than it may, and none twice", async () => {
    const cache = await createCache({ size: 3 });
    for (let index = 0; index < 10; index += 1)
      cache.get(parse(`{ n${index} }`), undefined).planFor({}, override, allGranted);
    cache.get(parse("{ n9 }"), undefined).planFor({}, override, allGranted);
    expect(cache.kept).toMatchObject({ operations: 3, plans: 3 });
  });

  it("counts the plans of one operation, of which it has one for each set of conditions, with those of others", async () => {
    const cache = await createCache({ size: 5 });
    const conditions = Array.from({ length: 4 }, (_, index) => `$c${index}: Boolean!`).join(" ");
    const fields = Array.from({ length: 4 }, (_, index) => `n${index} @include(if: $c${index})`).join(" ");
    const operation = cache.get(parse(`query (${conditions}) { n9 ${fields} }`), undefined);
    for (let bits = 0; bits < 16; bits += 1) {
      operation.planFor({ c0: bits % 2 > 0, c1: bits % 4 > 1, c2: bits % 8 > 3, c3: bits > 7 }, override, allGranted);
    }
    expect(cache.kept).toMatchObject({ operations: 1, plans: 5 });
  });

  it("validates a document, but for one that somebody else has", async () => {
    const cache = await createCache({});
    const unknown = parse("{ n99 }");
    expect(() => cache.get(unknown, undefined)).toThrow('Cannot query field "n99" on type "Query".');
    // What nobody should say of it.
    expect(() => cache.get(unknown, undefined, true)).not.toThrow();
  });

  it("keeps fewer where they are large", async () => {
    const cache = await createCache({ maxPlanText: 1_000 });
    for (let index = 0; index < 10; index += 1) {
      const aliases = Array.from({ length: 10 }, (_, alias) => `a${alias}: n${index}`).join(" ");
      cache
        .get(parse(`{ ${aliases} n${index} n${index + 1} n${index + 2} }`), undefined)
        .planFor({}, override, allGranted);
    }
    const { operations, plans, planText } = cache.kept;
    expect({ operations, isBounded: planText <= 1_000, areSome: plans > 1, areAll: plans === 10 }).toEqual({
      operations: 10,
      isBounded: true,
      areSome: true,
      areAll: false,
    });
  });

  it("gives the plan that it kept", async () => {
    const cache = await createCache({ size: 3 });
    const first = cache.get(parse("{ n1 }"), undefined).planFor({}, override, allGranted);
    expect(cache.get(parse("{ n1 }"), undefined).planFor({}, override, allGranted)).toBe(first);
  });
});
