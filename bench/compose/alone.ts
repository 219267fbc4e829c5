/** The composer without Restuary around it: `alone.js <folder of subgraphs>`. On a thread, since it needs a large stack. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isMainThread, Worker, workerData } from "node:worker_threads";
import { composeServices } from "@theguild/federation-composition";
import { parse } from "graphql";

if (isMainThread) {
  const resourceLimits = { stackSizeMb: 512, maxOldGenerationSizeMb: 4096 };
  const thread = new Worker(new URL(import.meta.url), { workerData: process.argv[2], resourceLimits });
  thread.on("error", (error) => {
    throw error;
  });
} else {
  const folder = String(workerData);
  const services = readdirSync(folder).map((file) => ({
    name: file.replace(".graphql", ""),
    typeDefs: parse(readFileSync(join(folder, file), "utf8")),
  }));
  const { supergraphSdl } = composeServices(services);
  if (supergraphSdl === undefined) throw new Error("The subgraphs do not compose.");
}
