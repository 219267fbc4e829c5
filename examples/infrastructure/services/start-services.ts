import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const pdnsServer = "/usr/sbin/pdns_server";
const pdnsSchema = "/usr/share/pdns-backend-sqlite3/schema/schema.sqlite3.sql";
const alertmanager = "/usr/bin/prometheus-alertmanager";
const inventory = join(import.meta.dirname, "inventory.py");

export interface Ports {
  readonly powerdns: number;
  /** The name server itself, UDP and TCP. */
  readonly dns: number;
  readonly alertmanager: number;
  readonly inventory: number;
}

export interface Services {
  readonly powerdnsUrl: string;
  readonly powerdnsApiKey: string;
  readonly alertmanagerUrl: string;
  readonly inventoryUrl: string;
  /** Ends the three processes and removes their files. */
  stop(): Promise<void>;
}

/** The Debian packages that have to be installed first; empty where all are. */
export function missingPackages(): string[] {
  const needs = {
    "pdns-server": existsSync(pdnsServer),
    "pdns-backend-sqlite3": existsSync(pdnsSchema),
    "prometheus-alertmanager": existsSync(alertmanager),
    "python3-quart": pythonWithQuart() !== undefined,
  };
  return Object.entries(needs).flatMap(([name, installed]) => (installed ? [] : [name]));
}

/** PowerDNS with one zone, Alertmanager, and the inventory: on loopback, with their data in a new temporary folder. */
export async function startServices(ports: Ports): Promise<Services> {
  const folder = mkdtempSync(join(tmpdir(), "infrastructure-"));
  const python = pythonWithQuart() ?? "python3";
  const services: Services = {
    powerdnsUrl: `http://127.0.0.1:${ports.powerdns}`,
    powerdnsApiKey: "not-so-secret",
    alertmanagerUrl: `http://127.0.0.1:${ports.alertmanager}`,
    inventoryUrl: `http://127.0.0.1:${ports.inventory}`,
    stop: async () => {
      await Promise.all(processes.map(end));
      rmSync(folder, { recursive: true, force: true });
    },
  };
  const processes = [
    startPowerDns(folder, python, ports, services.powerdnsApiKey),
    startAlertmanager(folder, ports),
    start(python, [inventory, String(ports.inventory)]),
  ];
  try {
    await Promise.all([
      answers(`${services.powerdnsUrl}/api/v1/servers`, { "X-API-Key": services.powerdnsApiKey }),
      answers(`${services.alertmanagerUrl}/-/ready`),
      answers(`${services.inventoryUrl}/hosts`),
    ]);
    await createZone(services);
    return services;
  } catch (error) {
    await services.stop();
    throw error;
  }
}

function startPowerDns(folder: string, python: string, ports: Ports, apiKey: string): ChildProcess {
  const database = join(folder, "pdns.sqlite3");
  // Python has SQLite built in: one program less to install.
  const script = "import sqlite3, sys; sqlite3.connect(sys.argv[1]).executescript(open(sys.argv[2]).read())";
  const { status, stderr } = spawnSync(python, ["-c", script, database, pdnsSchema], { encoding: "utf8" });
  if (status !== 0) throw new Error(`The database of PowerDNS could not be made: ${stderr}`);
  const settings = {
    launch: "gsqlite3",
    "gsqlite3-database": database,
    "local-address": "127.0.0.1",
    "local-port": ports.dns,
    api: "yes",
    "api-key": apiKey,
    "webserver-address": "127.0.0.1",
    "webserver-port": ports.powerdns,
    "socket-dir": folder,
    "disable-syslog": "yes",
    "security-poll-suffix": "",
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}\n`);
  writeFileSync(join(folder, "pdns.conf"), lines.join(""));
  return start(pdnsServer, [`--config-dir=${folder}`, "--daemon=no", "--guardian=no", "--write-pid=no"]);
}

function startAlertmanager(folder: string, ports: Ports): ChildProcess {
  const config = join(folder, "alertmanager.yml");
  writeFileSync(config, "route:\n  receiver: nobody\nreceivers:\n  - name: nobody\n");
  return start(alertmanager, [
    `--config.file=${config}`,
    `--storage.path=${join(folder, "alertmanager")}`,
    `--web.listen-address=127.0.0.1:${ports.alertmanager}`,
    "--cluster.listen-address=", // alone: no gossip port
  ]);
}

async function createZone({ powerdnsUrl, powerdnsApiKey }: Services): Promise<void> {
  const response = await fetch(`${powerdnsUrl}/api/v1/servers/localhost/zones`, {
    method: "POST",
    headers: { "X-API-Key": powerdnsApiKey, "content-type": "application/json" },
    body: JSON.stringify({
      name: "example.org.",
      kind: "Native",
      nameservers: ["ns1.example.org."],
      rrsets: [{ name: "web1.example.org.", type: "A", ttl: 300, records: [{ content: "192.0.2.1" }] }],
    }),
  });
  if (!response.ok) throw new Error(`PowerDNS refused the zone: ${response.status} ${await response.text()}`);
}

function start(program: string, args: readonly string[]): ChildProcess {
  const child = spawn(program, args, { stdio: ["ignore", "ignore", "pipe"] });
  let complaints = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (complaints = (complaints + text).slice(-2000)));
  child.on("error", (error) => process.stderr.write(`${program}: ${error.message}\n`));
  child.on("exit", (code) => {
    if (code) process.stderr.write(`${program} ended with ${code}:\n${complaints}`);
  });
  return child;
}

function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return Promise.resolve();
  return new Promise((resolve) => {
    child.once("exit", () => resolve());
    child.kill();
  });
}

/** Waits until the URL is answered with 2xx. */
async function answers(url: string, headers: Record<string, string> = {}): Promise<void> {
  const giveUpAt = Date.now() + 20_000;
  while (Date.now() < giveUpAt) {
    const response = await fetch(url, { headers, signal: AbortSignal.timeout(2000) }).catch(() => undefined);
    if (response?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${url} did not answer within 20 seconds.`);
}

/** Debian's own Python first: it is the one that sees Debian's packages, and seldom the only one installed. */
function pythonWithQuart(): string | undefined {
  return ["/usr/bin/python3", "python3"].find((python) => spawnSync(python, ["-c", "import quart"]).status === 0);
}
