/** What the documentation shows of a run: tables between two marks of docs/performance.md, and the plot. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { machineSentence, workTable } from "./markdown.ts";
import { peerTable, type Peers } from "./peers.ts";
import { plotResults } from "./plot.ts";
import type { BenchResults } from "./results.ts";
import { root } from "./start-server.ts";
import { targetTable } from "./targets.ts";

export interface Published {
  readonly results: BenchResults;
  readonly peers: Peers;
}

const files = {
  results: join(root, "bench/results.json"),
  peers: join(root, "bench/peers.json"),
  page: join(root, "docs/performance.md"),
  plot: join(root, "docs/performance.svg"),
};

export function publish(results: BenchResults): void {
  writeFileSync(files.results, `${JSON.stringify(results, undefined, 2)}\n`);
  const published = readPublished();
  writeFileSync(files.page, fillPage(readFileSync(files.page, "utf8"), published));
  writeFileSync(files.plot, plotResults(published));
}

export function readPublished(): Published {
  return {
    results: JSON.parse(readFileSync(files.results, "utf8")) as BenchResults,
    peers: JSON.parse(readFileSync(files.peers, "utf8")) as Peers,
  };
}

/** Replaces what is between the marks, and leaves the rest, which is written by hand. */
export function fillPage(page: string, { results, peers }: Published): string {
  const parts: Readonly<Record<string, string>> = {
    targets: `${targetTable(results)}\n\n${machineSentence(results)}`,
    works: results.works.map(workTable).join("\n\n"),
    peers: peerTable(peers),
  };
  return page.replace(
    /(<!-- bench: (\w+) -->\n)[^]*?(<!-- \/bench -->)/g,
    (whole, begin: string, name: string, end: string) =>
      parts[name] === undefined ? whole : `${begin}\n${parts[name]}\n\n${end}`,
  );
}
