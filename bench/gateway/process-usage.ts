/** What a process and all that it has started have used, from /proc: CPU time is exact however busy the machine is. */
import { readdirSync, readFileSync } from "node:fs";

export interface Usage {
  /** On a CPU, all threads. */
  readonly cpuMs: number;
  /** Ready to run, without a CPU to run on. */
  readonly waitMs: number;
  /** Sum of the peaks of the processes. */
  readonly peakMb: number;
}

export function usageOfTree(root: number): Usage {
  let [cpuNs, waitNs, peakKb] = [0, 0, 0];
  for (const pid of processTree(root)) {
    try {
      for (const thread of readdirSync(`/proc/${pid}/task`)) {
        const [ran = 0, waited = 0] = readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "utf8")
          .split(" ")
          .map(Number);
        cpuNs += ran;
        waitNs += waited;
      }
      peakKb += Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0);
    } catch {
      // It has ended meanwhile.
    }
  }
  return { cpuMs: cpuNs / 1e6, waitMs: waitNs / 1e6, peakMb: peakKb / 1024 };
}

/** The process and its descendants. */
export function processTree(root: number): readonly number[] {
  const children = new Map<number, number[]>();
  for (const name of readdirSync("/proc").filter((entry) => /^\d+$/.test(entry))) {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, "utf8");
      // The command's name may hold spaces and brackets: what follows its last bracket is state and parent.
      const parent = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
      children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
    } catch {
      // It has ended meanwhile.
    }
  }
  const tree = [root];
  for (const pid of tree) tree.push(...(children.get(pid) ?? []));
  return tree;
}
