/**
 * The whole shop on one machine: its four REST services, and its graph in front of them. In a project of your own the
 * services are there already, and the graph is `npx restuary dev`.
 */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { startServices } from "./services/start-services.ts";

// This checkout's own command, from source.
const restuary = ["--import", "tsx", join(import.meta.dirname, "../../cli/main.ts")];

const firstPort = Number(process.env["FIRST_PORT"] ?? 4101);
const services = await startServices({ firstPort }).catch((error: Error) => {
  console.error(`The services could not be started: ${error.message}. FIRST_PORT=5101 moves them elsewhere.`);
  process.exit(2);
});
for (const [name, url] of Object.entries(services.urls)) console.log(`${name.padEnd(14)} ${url}`);

console.log(`
Paste this into the page that the gateway names, and see which calls it takes:

{
  orders(perPage: 5) {
    total
    items {
      id
      status
      customer { name address { city } }
      lines { quantity product { name price { amount currency } rating { average } } }
    }
  }
}
`);

const gateway = spawn(process.execPath, [...restuary, "dev", "-C", import.meta.dirname, ...process.argv.slice(2)], {
  stdio: "inherit",
  env: { ...process.env, ...services.urls },
});

// Ctrl-C reaches the gateway as well: it ends by itself, and the services after it.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => gateway.kill(signal));
gateway.on("exit", (code) => {
  process.exitCode = code ?? 0;
  void services.close();
});
