/** DRIFT_SERVER_CHANGED: the service is somewhere else now. */
import type { SourceRange } from "../../schema/diagnostic.ts";
import type { Source } from "../connect/connector.ts";
import { basePathOf, type Contract } from "./contract.ts";
import type { DriftReport } from "./drift-report.ts";
import type { Pair } from "./value.ts";

export function checkServer(
  source: Source,
  { before, after }: Pair<Contract>,
  {
    report,
    at,
    subject,
    reached,
  }: { report: DriftReport; at: SourceRange; subject: string; reached: readonly string[] },
): void {
  if (before === after || before.servers.length === 0 || after.servers.length === 0) return;
  const is = new Set(after.servers.map(bare));
  const base = source.baseUrl.source;
  const used = before.servers.filter((server) => bare(server) === bare(base));
  // Where the gateway asks one of the document's own servers, that one has to stay; else only the path says anything.
  const isGone = used.length > 0 ? used.every((server) => !is.has(bare(server))) : !shareBasePath(before, after);
  if (!isGone || keepsAddress(before, after)) return;
  report.add({
    code: "DRIFT_SERVER_CHANGED",
    severity: "warning",
    message: () =>
      `The service is now at ${list(after.servers)}, not at ${list(used.length > 0 ? used : before.servers)}: source \`${subject}\` asks \`${base}\`. See \`#/servers\`.`,
    at,
    affects: reached,
    subject,
  });
}

/** The base path may have moved into the paths, or out of them: then everything is where it was. */
function keepsAddress(before: Contract, after: Contract): boolean {
  const addresses = new Set(addressesOf(after));
  return addressesOf(before).some((address) => addresses.has(address));
}

function addressesOf({ operations, servers }: Contract): readonly string[] {
  return operations.flatMap(({ method, path }) =>
    servers.map((server) => `${method} ${bare(server)}${path.replaceAll(/\{[^{}]*\}/g, "{}")}`),
  );
}

function bare(url: string): string {
  return url.replace(/\/+$/, "").toLowerCase();
}

function shareBasePath(before: Contract, after: Contract): boolean {
  const paths = new Set(after.servers.map(basePathOf));
  return before.servers.some((server) => paths.has(basePathOf(server)));
}

function list(servers: readonly string[]): string {
  return servers.map((server) => `\`${server}\``).join(" or ");
}
