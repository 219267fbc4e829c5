/** The thread of compose-thread.ts: a job in, a composer's result out. */
import { parentPort, workerData } from "node:worker_threads";
import { parse } from "graphql";
import { composeWithTheguild } from "../schema/theguild-composer.ts";
import type { ComposeJob } from "./compose-thread.ts";

// Only compose-thread.ts starts this file, and it hands in a ComposeJob.
const { services } = workerData as ComposeJob;

const result = composeWithTheguild(
  services.map(({ sdl, ...service }) => ({ ...service, typeDefs: parse(sdl, { noLocation: true }) })),
);
// The rule means windows of a browser.
// oxlint-disable-next-line unicorn/require-post-message-target-origin
parentPort?.postMessage(result);
