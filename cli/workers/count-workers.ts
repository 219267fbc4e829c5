import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";

/** How many processes are meant; `auto` is one for each core that this one may use. */
export function countWorkers(asked: number | "auto"): number {
  if (asked !== "auto") return asked;
  return Math.max(1, Math.min(availableParallelism(), Math.floor(cpuQuota())));
}

/**
 * The share of CPU time that a container is limited to, in cores; Node 20 counts those of its machine. What runs in more
 * processes than that is held up by the kernel in the middle of requests.
 *
 * https://docs.kernel.org/admin-guide/cgroup-v2.html#cpu-interface-files
 */
function cpuQuota(): number {
  try {
    const [quota, period] = readFileSync("/sys/fs/cgroup/cpu.max", "utf8").split(" ").map(Number);
    return quota !== undefined && period !== undefined && quota > 0 ? quota / period : Infinity;
  } catch {
    return Infinity;
  }
}
