/** What the documentation shows of a run: tables between two marks of docs/performance.md, and the plot. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { machineSentence, workTable } from "./markdown.ts";
import { peerTable } from "./peers.ts";
import { plotResults } from "./plot.ts";
import { readPublished, resultsFile, type Published } from "./published.ts";
import type { BenchResults } from "./results.ts";
import { root } from "./start-server.ts";
import { targetTable } from "./targets.ts";

const files = {
  page: join(root, "docs/performance.md"),
  plot: join(root, "docs/performance.svg"),
};

export function publish(results: BenchResults): void {
  writeFileSync(resultsFile, `${JSON.stringify(results, undefined, 2)}\n`);
  const published = readPublished();
  writeFileSync(files.page, fillPage(readFileSync(files.page, "utf8"), published));
  writeFileSync(files.plot, plotResults(published));
}

/** What has no floor to be compared with. */
function alone({ start, cold }: BenchResults): readonly string[] {
  const lines: string[] = [];
  if (start) {
    const { elapsedMs, cpuMs } = start;
    lines.push(
      `**start of \`restuary serve\`**, 30 subgraphs and 1,020 connectors: ${elapsedMs.best} ms at best and ${elapsedMs.median} ms in the median until it has answered, of CPU ${cpuMs.best} ms and ${cpuMs.median} ms.`,
    );
  }
  if (cold) {
    lines.push(
      `**cold operations**: ${cold.medianMs} ms in the median, and ${cold.p99Ms} ms for the slowest of a hundred.`,
    );
  }
  return lines;
}

/** Replaces what is between the marks, and leaves the rest, which is written by hand. */
export function fillPage(page: string, { results, peers }: Published): string {
  const parts: Readonly<Record<string, string>> = {
    targets: `${targetTable({ results, peers })}\n\n${machineSentence(results)}`,
    works: [...results.works.map(workTable), ...alone(results)].join("\n\n"),
    peers: peerTable(peers),
  };
  return page.replace(
    /(<!-- bench: (\w+) -->\n)[^]*?(<!-- \/bench -->)/g,
    (whole, begin: string, name: string, end: string) =>
      parts[name] === undefined ? whole : `${begin}\n${parts[name]}\n\n${end}`,
  );
}
