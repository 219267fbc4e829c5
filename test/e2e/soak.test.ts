/** The short form of `npm run soak`, whose ten minutes are in docs/reliability.md. */
import { expect, it } from "@jest/globals";
import { runSoak } from "../../bench/soak/run-soak.ts";

it("loses no answer and keeps nothing while a service fails, graphs change and clients leave", async () => {
  const { samples, ...soak } = await runSoak({
    minutes: 0.3,
    reloadSeconds: 3,
    // Each kind of fault comes in its turn, and a slow machine asks for little.
    faults: 0.5,
    looks: 4,
    entry: ["--import", "tsx", "cli/main.ts"],
  });
  process.stderr.write(`soak: ${JSON.stringify(soak)}\n`);
  expect(soak).toMatchObject({ losses: [], lost: 0, writtenTwice: 0, complaints: [], exitCode: 0 });
  // All that is to be lived through has happened.
  expect(Math.min(soak.reloads, soak.partial, soak.left, soak.answered, samples.length)).toBeGreaterThan(0);
  expect(soak.after.sockets).toBe(0);
  expect(soak.after.listeners).toBe(soak.before.listeners);
  // What is kept on purpose (plans, documents, what is known of services) is there before; a leak would be more than this.
  expect(soak.after.heapMb - soak.before.heapMb).toBeLessThan(15);
}, 240_000);
