/**
 * The plot of docs/performance.md: CPU per request as a multiple of the floor, a bar each, ours from the run and the others
 * from bench/peers.json. One scale from zero, without breaks: a bar twice as long is twice the cost. The card has a
 * background of its own, so that it can be read on a light page and on a dark one.
 */
import { nameOf } from "./markdown.ts";
import type { Peer } from "./peers.ts";
import type { Published } from "./published.ts";

interface Bar {
  readonly name: string;
  readonly ratio: number;
  readonly kind: "ours" | "floor" | "peer";
  readonly isShared: boolean;
}

const [width, barLeft, barRight, top, rowHeight] = [860, 350, 790, 76, 26];

export function plotResults({ results, peers }: Published): string {
  const run = results.works.find(({ id }) => id === "posts-with-users")?.contenders ?? [];
  const ours = run.map(({ id, ratio }): Bar => ({
    name:
      id === "G"
        ? "floor: hand-written Node.js, no GraphQL"
        : plain(nameOf(id)).replace("the same,", "restuary serve, declared,"),
    ratio: ratio.best,
    kind: id === "G" ? "floor" : "ours",
    isShared: id === "T2",
  }));
  const others = peers.peers.filter(isOther).map(({ name, ratio, isShared = false }): Bar => ({
    name,
    ratio,
    isShared,
    kind: "peer",
  }));
  const bars = [...ours, ...others].toSorted((a, b) => a.ratio - b.ratio);
  const most = Math.max(...bars.map(({ ratio }) => ratio));
  const length = (ratio: number): number => (ratio / most) * (barRight - barLeft);
  const height = top + bars.length * rowHeight + 66;
  const floorX = barLeft + length(1);
  const bottom = top + bars.length * rowHeight;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="title">
<title id="title">CPU time per request as a multiple of hand-written Node.js: ${bars.map(({ name, ratio }) => escape(`${name} ${shown(ratio)}`)).join("; ")}</title>
<style>
  svg { font: 13px system-ui, -apple-system, "Segoe UI", sans-serif }
  .head { font-size: 17px } .head, .name-ours { font-weight: 600 } .one { stroke-dasharray: 3 3 }
  .card { fill: #ffffff; stroke: #d0d7de } text { fill: #1f2328 } .soft, .floor { fill: #59636e } .one { stroke: #59636e }
  .ours { fill: #0a7d5a } .peer { fill: #afb8c1 }
  @media (prefers-color-scheme: dark) {
    .card { fill: #0d1117; stroke: #3d444d } text { fill: #f0f6fc } .soft, .floor { fill: #9198a1 } .one { stroke: #9198a1 }
    .ours { fill: #2fbf8f } .peer { fill: #656c76 }
  }
</style>
<rect class="card" x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="8"/>
<text class="head" x="20" y="32">CPU time per request, as a multiple of hand-written Node.js</text>
<text class="soft" x="20" y="54">100 posts with their 10 users, two REST calls, 50 connections; shorter is better</text>
<line class="one" x1="${at(floorX)}" y1="${top - 4}" x2="${at(floorX)}" y2="${bottom}"/>
${bars.map((bar, index) => drawBar(bar, index, length)).join("\n")}
<text class="soft" x="20" y="${bottom + 26}">* Equal requests in flight are answered once. Restuary and the floor: ${results.takenAt.slice(0, 10)}, ${escape(results.machine.cpu)}, load ${results.machine.load.join(" to ")}.</text>
<text class="soft" x="20" y="${bottom + 46}">${escape(peers.source)}</text>
</svg>
`;
}

function drawBar({ name, ratio, kind, isShared }: Bar, index: number, length: (ratio: number) => number): string {
  const y = top + index * rowHeight;
  // Clear of the line at the floor.
  const labelLeft = barLeft + Math.max(length(ratio), length(1)) + 8;
  return [
    `<text class="name-${kind}" x="${barLeft - 10}" y="${y + 17}" text-anchor="end">${escape(name)}${isShared ? " *" : ""}</text>`,
    `<rect class="${kind}" x="${barLeft}" y="${y + 4}" width="${at(Math.max(1, length(ratio)))}" height="${rowHeight - 8}" rx="2"/>`,
    `<text class="name-${kind}" x="${at(labelLeft)}" y="${y + 17}">${shown(ratio)}</text>`,
  ].join("");
}

/** Those of the run itself are in it already. */
function isOther({ kind }: Peer): boolean {
  return kind !== "floor" && kind !== "restuary";
}

function shown(ratio: number): string {
  return ratio < 10 ? ratio.toFixed(2) : ratio.toFixed(0);
}

function at(value: number): string {
  return value.toFixed(1);
}

function plain(markdown: string): string {
  return markdown.replaceAll("`", "");
}

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
