#!/usr/bin/env node
import { run } from "./program.ts";

// Whoever reads may have seen enough (`restuary check | head`). The command goes on, and its exit code stays true.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
}

process.exitCode = await run(process.argv.slice(2));
