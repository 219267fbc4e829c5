/** Several ways to answer the same, measured in turns in this one process, so that what else the machine does hits all. */
export interface Way {
  readonly name: string;
  /** @returns The text of the response, which must be the same for all ways. */
  readonly run: () => Promise<string>;
}

const CONCURRENCY = 16;
const OPERATIONS_PER_ROUND = 480;

/**
 * @returns A table: per operation the elapsed time with 16 operations at once, and the CPU time of this process; then
 *   both as a ratio to the first way.
 */
export async function takeTurns(ways: readonly Way[], rounds: number): Promise<string> {
  const measured = ways.map((way) => ({ ...way, elapsed: [] as number[], cpu: [] as number[] }));
  const [expected, ...others] = await Promise.all(ways.map(({ run }) => run()));
  if (others.some((text) => text !== expected)) throw new Error("The ways do not answer the same.");
  for (const { run } of ways) await runMany(run, OPERATIONS_PER_ROUND * 2);
  for (let round = 0; round < rounds; round += 1) {
    for (const way of measured) {
      const { elapsed, cpu } = await runMany(way.run, OPERATIONS_PER_ROUND);
      way.elapsed.push(elapsed);
      way.cpu.push(cpu);
    }
  }
  return table(measured, rounds, expected?.length ?? 0);
}

/** Microseconds per operation. */
async function runMany(run: () => Promise<string>, count: number): Promise<{ elapsed: number; cpu: number }> {
  const cpuBefore = process.cpuUsage();
  const before = process.hrtime.bigint();
  let left = count;
  const worker = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await run();
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
  const elapsed = Number(process.hrtime.bigint() - before) / 1000 / count;
  const { user, system } = process.cpuUsage(cpuBefore);
  return { elapsed, cpu: (user + system) / count };
}

interface Measured {
  readonly name: string;
  readonly elapsed: readonly number[];
  readonly cpu: readonly number[];
}

function table(ways: readonly Measured[], rounds: number, length: number): string {
  const [floor] = ways;
  if (!floor) return "";
  const lines = ways.map(({ name, elapsed, cpu }) => {
    const ratio = (own: readonly number[], other: readonly number[], at: typeof best): string =>
      (at(own) / at(other)).toFixed(2).padStart(5);
    return [
      name.padEnd(18),
      `elapsed best ${best(elapsed).toFixed(0).padStart(5)} us, median ${median(elapsed).toFixed(0).padStart(5)} us`,
      `(x${ratio(elapsed, floor.elapsed, best)}, x${ratio(elapsed, floor.elapsed, median)})`,
      `  CPU best ${best(cpu).toFixed(0).padStart(5)} us, median ${median(cpu).toFixed(0).padStart(5)} us`,
      `(x${ratio(cpu, floor.cpu, best)}, x${ratio(cpu, floor.cpu, median)})`,
    ].join(" ");
  });
  const head = `${rounds} rounds of ${OPERATIONS_PER_ROUND} operations, ${CONCURRENCY} at once; ${length} characters of response`;
  return `${[head, ...lines].join("\n")}\n`;
}

function best(values: readonly number[]): number {
  return Math.min(...values);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
