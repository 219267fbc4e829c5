/**
 * What hostile requests cost a gateway: `npm run bench:hostile`. Each is sent to a gateway in a process of its own, as a text
 * that it has never seen and then again; what counts is the CPU time of that process until it has answered. At the end,
 * how its memory has grown over many rounds of them all. The number of rounds may be given.
 */
import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { attacks, type Attack } from "./hostile/attacks.ts";
import type { Usage } from "./hostile/gateway-process.ts";

/** First, and again. */
const TIMES = 3;
const ROUNDS = Number(process.argv[2] ?? 15);
const TARGET_MS = 50;

interface Measured {
  readonly attack: Attack;
  readonly status: number;
  readonly outcome: string;
  readonly firstMs: number;
  readonly againMs: number;
}

async function main(): Promise<void> {
  const gateway = fork(fileURLToPath(new URL("hostile/gateway-process.ts", import.meta.url)), {
    execArgv: ["--import", "tsx", "--expose-gc"],
  });
  const [url] = (await once(gateway, "message")) as [string];
  try {
    // What it has to compile for any request is no cost of a hostile one.
    for (let times = 0; times < 300; times += 1) await send(url, warmUp(times));
    const measured: Measured[] = [];
    for (const attack of attacks) measured.push(await measure(gateway, url, attack));
    const memory: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const attack of attacks) await send(url, attack);
      memory.push((await usageOf(gateway, "heap")).heapMB);
    }
    print(measured, memory);
  } finally {
    gateway.kill();
  }
}

function warmUp(times: number): Pick<Attack, "body"> {
  return { body: JSON.stringify({ query: `{ user { id name a${times}: name ${times % 3 === 0 ? "nme" : ""} } }` }) };
}

async function measure(gateway: ChildProcess, url: string, attack: Attack): Promise<Measured> {
  const costs: number[] = [];
  let answer = { status: 0, outcome: "" };
  for (let times = 0; times < TIMES; times += 1) {
    const before = await usageOf(gateway);
    answer = await send(url, attack);
    costs.push((await usageOf(gateway)).cpuMs - before.cpuMs);
  }
  const [firstMs = 0, ...again] = costs;
  return { attack, ...answer, firstMs, againMs: Math.max(...again) };
}

async function usageOf(gateway: ChildProcess, what: "cpu" | "heap" = "cpu"): Promise<Usage> {
  gateway.send(what);
  const [usage] = (await once(gateway, "message")) as [Usage];
  return usage;
}

async function send(
  url: string,
  { body, headers }: Pick<Attack, "body" | "headers">,
): Promise<{ status: number; outcome: string }> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: typeof body === "string" ? body : new Uint8Array(body),
  });
  const { errors = [] } = (await response.json()) as { errors?: { extensions?: { code?: string; limit?: string } }[] };
  const { code = "answered", limit } = errors[0]?.extensions ?? {};
  return { status: response.status, outcome: limit === undefined ? code : `${code}, \`${limit}\`` };
}

function print(measured: readonly Measured[], memory: readonly number[]): void {
  const worst = Math.max(...measured.flatMap(({ firstMs, againMs }) => [firstMs, againMs]));
  const lines = measured.map(({ attack, status, outcome, firstMs, againMs }) => {
    const slow = Math.max(firstMs, againMs) > TARGET_MS ? " **slow**" : "";
    return `| ${attack.name} | ${status} ${outcome} | ${firstMs.toFixed(1)} | ${againMs.toFixed(1)}${slow} |`;
  });
  console.log(["| request | answer | CPU ms, first | again, at most |", "|---|---|---|---|", ...lines].join("\n"));
  const rounds = `${ROUNDS} rounds of all ${measured.length}`;
  console.log(`\nAt most ${worst.toFixed(0)} ms. Heap after each of ${rounds}, in MB: ${memory.join(", ")}.`);
}

await main();
