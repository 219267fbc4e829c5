/** The thread of compose-thread.ts: jobs in, a composer's result of each out. */
import { parentPort } from "node:worker_threads";
import { parse } from "graphql";
import { composeWithTheguild } from "../schema/theguild-composer.ts";
import type { ComposeJob } from "./compose-thread.ts";

parentPort?.on("message", ({ services }: ComposeJob) => {
  const result = composeWithTheguild(
    services.map(({ sdl, ...service }) => ({ ...service, typeDefs: parse(sdl, { noLocation: true }) })),
  );
  // The rule means windows of a browser.
  // oxlint-disable-next-line unicorn/require-post-message-target-origin
  parentPort?.postMessage(result);
});
