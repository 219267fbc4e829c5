/**
 * Ten minutes at half load, with faults of a service, reloads and clients that leave: what gets lost, and what grows.
 *
 *     npm run soak -- --minutes 10          exits with 1 where a target of docs/reliability.md is missed
 *     npm run soak -- --json FILE           the figures, with all samples
 *     npm run soak -- --source              of the source instead of the build
 */
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { buildIfChanged } from "./gateway/build-if-changed.ts";
import { runSoak, type SoakResult } from "./soak/run-soak.ts";

const { values: options } = parseArgs({
  options: {
    minutes: { type: "string", default: "10" },
    json: { type: "string" },
    source: { type: "boolean", default: false },
  },
});

if (!options.source) buildIfChanged();
const result = await runSoak({
  minutes: Number(options.minutes),
  entry: options.source ? ["--import", "tsx", "cli/main.ts"] : ["dist/cli/main.js"],
  say: (text) => process.stdout.write(`${text}\n`),
});
if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(result, undefined, 2)}\n`);
process.stdout.write(table(result));
process.exitCode = missed(result).length > 0 ? 1 : 0;

function table(soak: SoakResult): string {
  const {
    asked,
    answered,
    partial,
    left,
    turnedAway,
    heldBack,
    brokenWrites,
    writtenTwice,
    lost,
    reloads,
    heapSlope,
    before,
    after,
    load,
    limit,
  } = soak;
  const rows = [
    ["requests", `${asked}, ${load} a second of at most ${Math.round(limit)}`],
    ["answered whole", String(answered - partial)],
    ["answered but for the service with faults", String(partial)],
    ["clients that left", String(left)],
    ["turned away (503)", String(turnedAway)],
    ["not asked, as the machine was busy", String(heldBack)],
    ["writes told that their connection broke", String(brokenWrites)],
    ["writes sent twice", String(writtenTwice)],
    ["lost answers", String(lost)],
    ["reloads", String(reloads)],
    ["heap after warm-up", `${heapSlope.toFixed(2)} MB a minute`],
    ["heap before, after", `${before.heapMb.toFixed(1)} MB, ${after.heapMb.toFixed(1)} MB`],
    ["sockets before, after", `${before.sockets}, ${after.sockets}`],
    ["listeners before, after", `${before.listeners}, ${after.listeners}`],
  ];
  const lines = rows.map(([name, value]) => `| ${name} | ${value} |`);
  const faults = [...soak.losses, ...soak.complaints, ...missed(soak)].map((text) => `\n${text}`);
  return `\n| | |\n|---|---|\n${lines.join("\n")}\n${faults.join("")}\n`;
}

function missed({ lost, writtenTwice, heapSlope, before, after, complaints, exitCode }: SoakResult): string[] {
  return [
    ...(lost > 0 ? ["MISSED: no lost answer"] : []),
    ...(writtenTwice > 0 ? ["MISSED: no write sent twice"] : []),
    ...(heapSlope > 1 ? ["MISSED: heap slope of at most 1 MB a minute"] : []),
    ...(after.sockets > before.sockets ? ["MISSED: no socket left"] : []),
    ...(after.listeners > before.listeners ? ["MISSED: no listener left"] : []),
    ...(complaints.length > 0 ? ["MISSED: no complaint"] : []),
    ...(exitCode === 0 ? [] : [`MISSED: ended with ${exitCode}`]),
  ];
}
