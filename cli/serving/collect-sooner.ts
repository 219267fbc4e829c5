import { setFlagsFromString } from "node:v8";
import { environment } from "../environment.ts";

/**
 * How far the old generation may grow past what was alive in it before V8 collects it again, in percent. By default it is
 * some 300 in a heap as small as a gateway's: under load 40 to 60 MB of it are garbage, for a hundredth or two of CPU time.
 */
const GROWTH_PERCENT = 50;
// Of those that are known to have the flag: an unknown one is complained about.
const NEWEST_V8 = 13;

/** For a server, which is to keep no more memory than it needs. */
export function collectSooner(): void {
  const flag = growthFlag(process.execArgv, environment(), process.versions.v8);
  if (flag !== undefined) setFlagsFromString(flag);
}

/** `undefined` where the user has set it, and where V8 may not have it. */
export function growthFlag(
  own: readonly string[],
  env: Readonly<Record<string, string>>,
  v8Version: string,
): string | undefined {
  const given = [...own, env["NODE_OPTIONS"] ?? ""].join(" ");
  // Node takes a flag with dashes and with underscores.
  if (/--heap[-_]growing[-_]percent\b/.test(given)) return undefined;
  return Number.parseInt(v8Version, 10) > NEWEST_V8 ? undefined : `--heap-growing-percent=${GROWTH_PERCENT}`;
}
