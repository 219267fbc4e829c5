/**
 * 1,000 distinct operations over 30 declared subgraphs, one after another, none seen before: what each costs before its
 * first REST call is made. Parsing and validation are graphql-js's, as in Apollo Server; the planner is in a process of its
 * own, as it always is.
 *
 *     npx tsc --noEmit false --declaration false --isolatedDeclarations false --outDir dist/bench
 *     node --expose-gc dist/bench/bench/cold.js [operations, default 1000] [subgraphs, default 30]
 *
 * Printed in milliseconds: the whole and its parts, after 100 other operations have warmed the code up; then the heap that
 * a kept operation takes. Each operation is taken three times, by a graph that has not seen it, and its best time counts:
 * what a busy machine adds to one of a thousand is no one's cost.
 */
import { parse, validate } from "graphql";
import type { Graph } from "../gateway/graph.ts";
import { composeDeclared, openDeclared, schemaSdl } from "./open-declared.ts";

const FIELDS = 10;
const WARM_UP = 100;
const PASSES = 3;

await main(Number(process.argv[2] ?? 1_000), Number(process.argv[3] ?? 30));

async function main(count: number, subgraphs: number): Promise<void> {
  const sdl = await composeDeclared(
    Array.from({ length: subgraphs }, (_, index) => ({ name: `s${index}`, sdl: subgraphSdl(index, subgraphs) })),
  );
  const random = createRandom(7);
  const texts = new Set<string>();
  while (texts.size < count + WARM_UP) texts.add(drawOperation(random, subgraphs));
  const [warmUp, measured] = [[...texts].slice(0, WARM_UP), [...texts].slice(WARM_UP)];
  const passes: (readonly Cost[])[] = [];
  let bytes = 0;
  for (let pass = 0; pass < PASSES; pass += 1) {
    const graph = await openDeclared(sdl);
    await graph.warm();
    for (const text of warmUp) prepare(graph, text);
    const before = heapUsed();
    passes.push(measured.map((text) => prepare(graph, text)));
    bytes = (heapUsed() - before) / count;
    await graph.close();
  }
  const costs = measured.flatMap((_, index) => {
    const [best] = passes.flatMap((pass) => pass[index] ?? []).toSorted((a, b) => a.whole - b.whole);
    return best ?? [];
  });
  print(costs, bytes, subgraphs);
}

function print(costs: readonly Cost[], bytes: number, subgraphs: number): void {
  const lines = (["parse", "validate", "prepare", "whole"] as const).map((part) => {
    const sorted = costs.map((cost) => cost[part]).toSorted((a, b) => a - b);
    const at = (share: number): string => (sorted[Math.floor(share * (sorted.length - 1))] ?? 0).toFixed(2).padStart(7);
    return `${part.padEnd(9)} p50 ${at(0.5)}  p90 ${at(0.9)}  p99 ${at(0.99)}  max ${at(1)}`;
  });
  const fetches = costs.map((cost) => cost.fetches);
  const mean = fetches.reduce((sum, each) => sum + each, 0) / costs.length;
  process.stdout.write(
    `${costs.length} operations over ${subgraphs} subgraphs, ${mean.toFixed(1)} fetches each (${Math.max(...fetches)} at most)\n` +
      `${lines.join("\n")}\n${(bytes / 1024).toFixed(0)} KB of heap for each operation that is kept\n`,
  );
}

interface Cost {
  readonly parse: number;
  readonly validate: number;
  /** Normalising, planning, compiling. */
  readonly prepare: number;
  readonly whole: number;
  readonly fetches: number;
}

function prepare(graph: Graph, text: string): Cost {
  const started = performance.now();
  const document = parse(text);
  const parsed = performance.now();
  const errors = validate(graph.schema, document);
  const validated = performance.now();
  if (errors.length > 0) throw new Error(errors.join("\n"));
  const { fetches } = graph.prepare(document);
  const prepared = performance.now();
  return {
    parse: parsed - started,
    validate: validated - parsed,
    prepare: prepared - validated,
    whole: prepared - started,
    fetches: fetches.size,
  };
}

function heapUsed(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

/** An entity of its own with links to two others, and a field for the entity of the subgraph across the ring. */
function subgraphSdl(index: number, count: number): string {
  const [next, far, across] = [1, 7, 15].map((step) => (index + step) % count);
  const fields = Array.from({ length: FIELDS }, (_, field) => `f${field}`);
  const stubs = [...new Set([next, far])].filter((other) => other !== across && other !== index);
  return `${schemaSdl(`http://s${index}.test/`)}
    type Query {
      list${index}: [E${index}!] @connect(source: "api", http: { GET: "/all" }, selection: "id ${fields.join(" ")} next: { id: nextId } far: { id: farId }")
      one${index}(id: ID!): E${index} @connect(source: "api", http: { GET: "/one/{$args.id}" }, entity: true, selection: "id ${fields.join(" ")} next: { id: nextId } far: { id: farId }")
    }
    type E${index} @key(fields: "id") { id: ID! ${fields.map((field) => `${field}: String`).join(" ")} next: E${next} far: E${far} }
    type E${across} @key(fields: "id")
      @connect(source: "api", http: { GET: "/extra?ids={$batch.id->joinNotNull(',')}" }, selection: "id x${index}: x") { id: ID! x${index}: String }
    ${stubs.map((other) => `type E${other} @key(fields: "id", resolvable: false) { id: ID! }`).join("\n")}`;
}

/** Two root fields, three levels of links at most. */
function drawOperation(random: (below: number) => number, count: number): string {
  const roots = Array.from({ length: 2 }, (_, alias) => {
    const index = random(count);
    const field = random(2) === 0 ? `list${index}` : `one${index}(id: "${random(1_000)}")`;
    return `r${alias}: ${field} ${drawSelection(random, index, count, 1 + random(3))}`;
  });
  return `{ ${roots.join(" ")} }`;
}

function drawSelection(random: (below: number) => number, index: number, count: number, depth: number): string {
  const fields = new Set(Array.from({ length: 2 + random(5) }, () => `f${random(FIELDS)}`));
  const parts = ["id", ...fields];
  // The subgraph that extends E(n) is n - 15, on the ring.
  if (random(3) === 0) parts.push(`x${(index - 15 + count) % count}`);
  if (depth > 1) {
    parts.push(`next ${drawSelection(random, (index + 1) % count, count, depth - 1)}`);
    if (random(3) === 0) parts.push(`far ${drawSelection(random, (index + 7) % count, count, depth - 1)}`);
  }
  return `{ ${parts.join(" ")} }`;
}

/** The same operations in each run. */
function createRandom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
