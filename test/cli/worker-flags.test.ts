import { expect, it } from "@jest/globals";
import { RestartPolicy } from "../../cli/workers/restart-policy.ts";
import { workerFlags } from "../../cli/workers/worker-flags.ts";

it("gives workers a larger young generation, unless the user has said which", () => {
  expect(workerFlags(["--import", "tsx"], {})).toEqual(["--import", "tsx", "--max-semi-space-size=32"]);
  expect(workerFlags(["--max-semi-space-size=8"], {})).toEqual(["--max-semi-space-size=8"]);
  expect(workerFlags([], { NODE_OPTIONS: "--inspect --max_semi_space_size=64" })).toEqual([]);
});

it("starts a worker anew ever later where each dies at once, and gives up sooner where none ever served", () => {
  let now = 0;
  const policy = new RestartPolicy(() => now);
  const deaths = (count: number): number[] => Array.from({ length: count }, () => policy.afterDeath().delayMs);
  expect(deaths(2)).toEqual([0, 100]);
  expect(policy.afterDeath()).toEqual({ delayMs: 200, isHopeless: true });

  policy.isUp();
  expect(policy.afterDeath()).toEqual({ delayMs: 400, isHopeless: false });
  expect(deaths(5)).toEqual([800, 1600, 3200, 6400, 10_000]);
  expect(policy.afterDeath()).toEqual({ delayMs: 10_000, isHopeless: true });

  policy.isUp();
  now += 10_000;
  expect(policy.afterDeath()).toEqual({ delayMs: 0, isHopeless: false });
  expect(deaths(3)).toEqual([0, 100, 200]);
});
