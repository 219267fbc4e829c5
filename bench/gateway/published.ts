/** The figures that the documentation is made from: bench/results.json, and bench/peers.json. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Peers } from "./peers.ts";
import type { BenchResults } from "./results.ts";
import { root } from "./start-server.ts";

export interface Published {
  readonly results: BenchResults;
  readonly peers: Peers;
}

export const resultsFile: string = join(root, "bench/results.json");

export function readPublished(): Published {
  return { results: JSON.parse(readFileSync(resultsFile, "utf8")) as BenchResults, peers: readPeers() };
}

export function readPeers(): Peers {
  return JSON.parse(readFileSync(join(root, "bench/peers.json"), "utf8")) as Peers;
}
