import type { FetchFailure, FetchRunner, PlanResult } from "../run-fetches.ts";
import type { Task } from "./schedule.ts";

/** Runs each task as soon as those that it waits for have ended: one promise for all of them, and none for waiting. */
export function compileTasks(tasks: readonly Task[]): (runner: FetchRunner) => Promise<PlanResult> {
  const waiting = tasks.map(({ after }) => after.length);
  const first = tasks.flatMap(({ after }, index) => (after.length === 0 ? [index] : []));
  const next = tasks.map((_, ended) => tasks.flatMap(({ after }, index) => (after.includes(ended) ? [index] : [])));
  if (tasks.length === 0) return ({ data }) => Promise.resolve({ data, failures: [] });

  return (runner) =>
    new Promise((resolve, reject) => {
      const missing = [...waiting];
      const failures: (readonly FetchFailure[])[] = [];
      let unfinished = tasks.length;
      const start = (index: number): void => {
        const end = (failed: readonly FetchFailure[]): void => {
          failures[index] = failed;
          unfinished -= 1;
          if (unfinished === 0) resolve({ data: runner.data, failures: failures.flat() });
          for (const waits of next[index] ?? []) {
            missing[waits] = (missing[waits] ?? 0) - 1;
            if (missing[waits] === 0) start(waits);
          }
        };
        const task = tasks[index];
        if (task) runner.run(task.step).then(end).catch(reject);
      };
      for (const index of first) start(index);
    });
}
