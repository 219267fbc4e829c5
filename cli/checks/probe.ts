/** Calls what `checks.probes` names, by the one way out, with each source's settings. Everything it sends is a GET. */
import type { Finding } from "../../schema/checks/finding.ts";
import type { SourceRange } from "../../schema/diagnostic.ts";
import { settingsOf } from "../../gateway/load-graph.ts";
import type { DeclaredSource } from "../../subgraphs/connect/connector-places.ts";
import type { Connector, SourceSettings } from "../../subgraphs/connect/connector.ts";
import { findConnector } from "../../subgraphs/connector-tests/find-connector.ts";
import { probeConnector, type ProbeValues } from "../../subgraphs/probe/probe-connector.ts";
import { createRestOperation } from "../../subgraphs/rest/create-rest-operation.ts";
import type { RestTransport } from "../../subgraphs/rest/transport.ts";
import { readVariables } from "../config/env-values.ts";
import type { ProbeConfig } from "../config/config.ts";

export interface ProbesInput {
  readonly probes: readonly ProbeConfig[];
  readonly declared: readonly DeclaredSource[];
  /** Keyed `<subgraph>.<source name>`. */
  readonly sources: Readonly<Record<string, SourceSettings>>;
  /** By these settings. Closed when all is asked. */
  readonly transport: RestTransport;
  readonly env: Readonly<Record<string, string>>;
  /** Where the probe with that index is written. */
  readonly locateProbe: (index: number) => SourceRange | undefined;
}

/** Services are asked a few at a time: a check must not be a load test. */
const AT_ONCE = 4;

/** @returns Findings of `probeCodes`, in the order of the probes. */
export async function runProbes({
  probes,
  declared,
  sources,
  transport,
  env,
  locateProbe,
}: ProbesInput): Promise<Finding[]> {
  const findings: Finding[][] = [];
  const run = async (probe: ProbeConfig, index: number): Promise<void> => {
    const location = locateProbe(index);
    const found = findTarget(probe.connector, declared);
    if ("fault" in found) {
      findings[index] = [unknownConnector(probe.connector, found, location)];
      return;
    }
    const { subgraph, connector } = found;
    const settings = settingsOf(subgraph.model.subgraph, sources);
    const source = connector.source?.name ?? "";
    findings[index] = await probeConnector({
      subgraph,
      connector,
      values: readValues(probe, env),
      settings: (Object.hasOwn(settings, source) ? settings[source] : undefined) ?? {},
      env,
      // One for each probe: what one asked must not answer another.
      rest: createRestOperation({ transport }),
      location,
    });
  };
  try {
    const waiting = [...probes.entries()];
    const work = async (): Promise<void> => {
      for (let next = waiting.shift(); next; next = waiting.shift()) await run(next[1], next[0]);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
  } finally {
    await transport.close();
  }
  return findings.flat();
}

type Target =
  | { readonly subgraph: DeclaredSource; readonly connector: Connector }
  | { readonly fault: string; readonly fix?: string | undefined };

function findTarget(wanted: string, declared: readonly DeclaredSource[]): Target {
  const [, name] = /^\s*([^:\s]+):/.exec(wanted) ?? [];
  const asked = name === undefined ? declared : declared.filter(({ model }) => model.subgraph === name);
  const found = asked.flatMap((subgraph): Extract<Target, { connector: Connector }>[] => {
    const { connector } = findConnector(wanted, subgraph.model.connectors);
    return connector ? [{ subgraph, connector }] : [];
  });
  const [target] = found;
  if (target && found.length === 1) return target;
  if (target) {
    const names = found.map(({ connector }) => `\`${connector.coordinate}\``).join(" and ");
    return { fault: `\`${wanted}\` may be ${names}`, fix: "Name the subgraph as well." };
  }
  const { fix } = findConnector(
    wanted,
    asked.flatMap(({ model }) => model.connectors),
  );
  return { fault: `there is no connector \`${wanted}\``, fix };
}

function unknownConnector(
  wanted: string,
  { fault, fix }: Extract<Target, { fault: string }>,
  location: SourceRange | undefined,
): Finding {
  return {
    check: "probe",
    code: "PROBE_INVALID",
    severity: "error",
    message: `\`checks.probes\`: ${fault}.`,
    locations: location ? [location] : [],
    subject: wanted,
    ...(fix === undefined ? {} : { fix }),
  };
}

/** `{$env.NAME}` in a header is read from the environment, as in SDL: a token has no place in a config file. */
function readValues({ args, this: $this, batch, headers = {} }: ProbeConfig, env: ProbesInput["env"]): ProbeValues {
  const written = Object.entries(headers).map(([name, value]): [string, readonly string[]] => [
    name.toLowerCase(),
    [readVariables(value, env, () => "")],
  ]);
  return {
    ...(args ? { args } : {}),
    ...($this ? { this: $this } : {}),
    ...(batch ? { batch } : {}),
    headers: Object.fromEntries(written),
  };
}
