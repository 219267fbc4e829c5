/**
 * Takes the other GraphQL layers' figures from a run of the peers' harness, which measures them on the same work beside
 * bench/contenders.json, and writes bench/peers.json:
 *
 *     node bench.mjs --rounds=1 --contender <checkout>/bench/contenders.json --only=G,T1,T2,T3,A2,B2,C2,D2,D3,E2u,F --out=RUN.jsonl
 *     node --import tsx bench/read-peers.ts RUN.jsonl "Taken 2026-11-25 on AMD EPYC, 2 CPUs, at a load average of 2."
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Peer, Peers } from "./gateway/peers.ts";
import { figureOf, round } from "./gateway/results.ts";

/** By their ids in the harness. */
const known: Readonly<Record<string, Pick<Peer, "name" | "kind" | "isShared">>> = {
  G: { name: "floor: node:http and undici, hand-written", kind: "floor" },
  T1: { name: "Restuary, declared subgraphs", kind: "restuary" },
  T2: { name: "Restuary, declared subgraphs, share: operation", kind: "restuary", isShared: true },
  T3: { name: "Restuary, coded subgraphs", kind: "restuary" },
  A2: { name: "Apollo Server, RESTDataSource (one graph)", kind: "monolith" },
  B2: { name: "Apollo Gateway, subgraphs in process", kind: "gateway" },
  C2: { name: "Hive Gateway, Mesh REST", kind: "gateway" },
  D2: { name: "Tailcall 1.6 (Rust), batch", kind: "rust", isShared: true },
  D3: { name: "Tailcall 1.6 (Rust), batch, sharing off", kind: "rust" },
  E2u: { name: "Yoga, graphql-jit, undici (one graph)", kind: "monolith" },
  F: { name: "Mercurius, jit, undici (one graph)", kind: "monolith" },
};

const [file, source] = process.argv.slice(2);
if (file === undefined || source === undefined)
  throw new Error("Name the file of the run, and say where it was taken.");
writeFileSync(join(import.meta.dirname, "peers.json"), `${JSON.stringify(readPeers(file, source), undefined, 2)}\n`);

interface Row {
  readonly name: string;
  readonly q: string;
  readonly us: number;
  readonly cpuMs: number;
}

function readPeers(run: string, sentence: string): Peers {
  const lines = readFileSync(run, "utf8").trim().split("\n");
  const rows = lines.map((line) => JSON.parse(line) as Row).filter(({ q, us }) => q === "posts_user" && us === 0);
  const costOf = (id: string): number =>
    figureOf(rows.filter(({ name }) => name.split(" ")[0] === id).map(({ cpuMs }) => cpuMs)).best;
  const floor = costOf("G");
  const peers = Object.entries(known).flatMap(([id, peer]) => {
    const cpuMs = costOf(id);
    return Number.isFinite(cpuMs) ? [{ ...peer, ratio: round(cpuMs / floor), cpuMs }] : [];
  });
  return { source: sentence, peers: peers.toSorted((a, b) => a.ratio - b.ratio) };
}
