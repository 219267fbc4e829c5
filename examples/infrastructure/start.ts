/** PowerDNS, Alertmanager and the inventory on their usual ports, and their graph in front of them. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { missingPackages, startServices } from "./services/start-services.ts";

const missing = missingPackages();
if (missing.length > 0) {
  console.error(`Please install first: apt-get install --no-install-recommends ${missing.join(" ")}`);
  process.exit(2);
}

const services = await startServices({ powerdns: 8081, dns: 5300, alertmanager: 9093, inventory: 8080 });

// This checkout's own command, from source.
const restuary = ["--import", "tsx", join(import.meta.dirname, "../../cli/main.ts")];
const gateway = spawn(process.execPath, [...restuary, "dev", "-C", import.meta.dirname, ...process.argv.slice(2)], {
  stdio: "inherit",
  env: { ...process.env, PDNS_API_KEY: services.powerdnsApiKey },
});

// Ctrl-C reaches the gateway as well: it ends by itself, and the services after it.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => gateway.kill(signal));
gateway.on("exit", (code) => {
  process.exitCode = code ?? 0;
  void services.stop();
});
