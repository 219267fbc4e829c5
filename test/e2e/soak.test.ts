/** The short form of `npm run soak`, whose ten minutes are in docs/reliability.md. */
import { expect, it } from "@jest/globals";
import { runSoak } from "../../bench/soak/run-soak.ts";

it("loses no answer and keeps nothing while a service fails, graphs change and clients leave", async () => {
  const soak = await runSoak({ minutes: 0.4, reloadSeconds: 4, entry: ["--import", "tsx", "cli/main.ts"] });
  expect({ losses: soak.losses, complaints: soak.complaints, exitCode: soak.exitCode }).toEqual({
    losses: [],
    complaints: [],
    exitCode: 0,
  });
  // All that is to be lived through has happened.
  expect(Math.min(soak.reloads, soak.partial, soak.left, soak.answered)).toBeGreaterThan(0);
  expect(soak.after.sockets).toBe(0);
  expect(soak.after.listeners).toBe(soak.before.listeners);
  // What is kept on purpose (plans, documents, what is known of services) is there before; a leak would be more than this.
  expect(soak.after.heapMb - soak.before.heapMb).toBeLessThan(15);
}, 480_000);
