/** What the project promises of its speed, and what a run says of it. */
import { table } from "./markdown.ts";
import type { Peers } from "./peers.ts";
import type { Published } from "./published.ts";
import type { BenchResults, ContenderResult } from "./results.ts";

interface Target {
  readonly work: string;
  readonly target: string;
  /** The figure must not exceed it. */
  readonly limit: number;
  readonly unit: "x" | "ms" | "MB";
  /** Best and median; `undefined` where the run has not measured it. */
  readonly measured: (results: BenchResults) => readonly (number | undefined)[];
}

const targets: readonly Target[] = [
  ratioTarget("the same, coded subgraphs", "<= 3 x G", 3, ["posts-with-users", "T3"]),
  ratioTarget("`{posts{title}}`", "<= 1.3 x G", 1.3, ["post-titles", "T1"]),
  ratioTarget("`{__typename}`, the short lane", "<= 2 x node:http that parses the POST", 2, ["typename", "T1"]),
  ratioTarget("`{__typename}`, through Apollo Server", "<= 4 x node:http that parses the POST", 4, ["typename", "T1a"]),
  addedLatency("upstream 5 ms, added latency over G, p50", "<= 1 ms", 1, ({ p50Ms }) => p50Ms),
  addedLatency("upstream 5 ms, added latency over G, p99", "<= 5 ms", 5, ({ p99Ms }) => p99Ms),
  {
    work: "12 fetches over 6 subgraphs, executor alone",
    target: "<= 1.5 x the same by hand",
    limit: 1.5,
    unit: "x",
    measured: ({ twelve }) => (twelve ? [twelve.best, twelve.median] : []),
  },
  {
    work: "peak memory of all processes in these runs",
    target: "<= 200 MB",
    limit: 200,
    unit: "MB",
    measured: ({ works }) => {
      const peaks = works.flatMap(({ contenders }) =>
        contenders.filter(({ id }) => /^T\d$/.test(id)).map(({ peakMb }) => peakMb),
      );
      return peaks.length > 0 ? [Math.max(...peaks)] : [];
    },
  },
  {
    work: "start of `serve`, 30 subgraphs, 1,000 connectors, supergraph given, until it has answered",
    target: "<= 1,500 ms",
    limit: 1500,
    unit: "ms",
    measured: ({ start }) => (start ? [start.elapsedMs.best, start.elapsedMs.median] : []),
  },
  {
    work: "1,000 distinct operations cold, 30 subgraphs: parse, validate, plan, compile; p99",
    target: "<= 10 ms",
    limit: 10,
    unit: "ms",
    measured: ({ cold }) => (cold ? [cold.p99Ms] : []),
  },
  ...["ring", "random"].map((shape): Target => ({
    work: `compose 100 subgraphs, ${shape}`,
    target: "<= 1.1 x the composer alone",
    limit: 1.1,
    unit: "x",
    measured: ({ compose }) => {
      const found = compose?.find((each) => each.shape === shape);
      if (!found) return [];
      const { cpuSeconds, aloneSeconds } = found;
      return [cpuSeconds.best / aloneSeconds.best, cpuSeconds.median / aloneSeconds.median];
    },
  })),
  {
    work: "`dev`, 30 subgraphs: from a save until the new graph has answered",
    target: "<= 1,500 ms",
    limit: 1500,
    unit: "ms",
    measured: ({ reloadMs }) => (reloadMs ? [reloadMs.best, reloadMs.median] : []),
  },
  ratioTarget("CPU per request at 1,000 types, to that at 10", "<= 1.1 x", 1.1, ["schema-size", "1000 types"]),
];

export function targetTable({ results, peers }: Published): string {
  const rows = [declared, sharing(peers), ...targets].flatMap(({ work, target, limit, unit, measured }) => {
    const [best, median] = measured(results);
    if (best === undefined) return [];
    return [[work, target, show(best, unit), show(median, unit), best <= limit ? "yes" : "**no**"]];
  });
  return table(["work", "target", "best", "median", "met"], rows);
}

const declared = ratioTarget("posts with users, declared subgraphs, `restuary serve` as it comes", "<= 1.5 x G", 1.5, [
  "posts-with-users",
  "T1",
]);

/** The layer that shares the most is the measure; such small figures differ by a third between two runs. */
function sharing({ peers }: Peers): Target {
  const tailcall = peers.find(({ kind, isShared }) => kind === "rust" && isShared)?.ratio ?? Number.NaN;
  const target = `<= 1.4 x Tailcall's ${tailcall.toFixed(2)}`;
  return ratioTarget("the same, `share: operation`", target, 1.4 * tailcall, ["posts-with-users", "T2"]);
}

function show(value: number | undefined, unit: Target["unit"]): string {
  if (value === undefined) return "";
  if (unit === "x") return value.toFixed(2);
  return `${unit === "ms" && value < 100 ? value.toFixed(1) : Math.round(value)} ${unit}`;
}

function ratioTarget(work: string, target: string, limit: number, [id, contender]: [string, string]): Target {
  return {
    work,
    target,
    limit,
    unit: "x",
    measured: (results) => {
      const ratio = find(results, id, contender)?.ratio;
      return ratio ? [ratio.best, ratio.median] : [];
    },
  };
}

function addedLatency(work: string, target: string, limit: number, of: (result: ContenderResult) => number): Target {
  return {
    work,
    target,
    limit,
    unit: "ms",
    measured: (results) => {
      const [floor, ours] = ["G", "T1"].map((id) => find(results, "upstream-5-ms", id));
      return floor && ours ? [of(ours) - of(floor)] : [];
    },
  };
}

function find({ works }: BenchResults, work: string, contender: string): ContenderResult | undefined {
  return works.find(({ id }) => id === work)?.contenders.find(({ id }) => id === contender);
}
