import { expect, test } from "@jest/globals";
import { plotResults } from "../../bench/gateway/plot.ts";
import type { ContenderResult } from "../../bench/gateway/results.ts";

test("the plot has a bar for each, as long as its ratio, from the least to the most", () => {
  const svg = plotResults({
    results: {
      takenAt: "2026-01-02T03:04:05.000Z",
      machine: { cpu: "A <fast> CPU", cpus: 2, node: "v20.19.0", load: [1, 2] },
      works: [
        {
          id: "posts-with-users",
          title: "posts with users",
          upstreamMs: 0,
          connections: 50,
          contenders: [result("G", 1), result("T1", 1.5), result("T2", 0.1)],
        },
      ],
    },
    peers: {
      source: "Elsewhere.",
      peers: [
        { name: "Another", kind: "gateway", ratio: 30, cpuMs: 12 },
        { name: "floor of that run", kind: "floor", ratio: 1, cpuMs: 0.4 },
      ],
    },
  });

  const bars = [
    ...svg.matchAll(/>([^<]+)<\/text><rect class="(\w+)" [^>]*? width="([\d.]+)"[^>]*\/><text [^>]*>([\d.]+)</g),
  ];
  expect(bars.map(([, ...parts]) => parts)).toEqual([
    ["restuary serve, declared, share: operation *", "ours", "1.5", "0.10"],
    ["floor: hand-written Node.js, no GraphQL", "floor", "14.7", "1.00"],
    ["restuary serve, declared subgraphs", "ours", "22.0", "1.50"],
    ["Another", "peer", "440.0", "30"],
  ]);
  expect(svg).toContain("2026-01-02, A &lt;fast&gt; CPU");
});

function result(id: string, ratio: number): ContenderResult {
  return {
    id,
    cpuMs: { best: ratio, median: ratio },
    ratio: { best: ratio, median: ratio },
    spread: 0,
    waitShare: 0,
    p50Ms: 1,
    p99Ms: 1,
    perSecond: 1,
    callsPerRequest: 2,
    peakMb: 1,
  };
}
