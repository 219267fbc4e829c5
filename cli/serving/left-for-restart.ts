import type { RestuaryConfig } from "../config/config.ts";
import type { InNumbers } from "../config/units.ts";

type Config = InNumbers<RestuaryConfig>;

/**
 * What a reload does not take up: keys of the config, such as `gateway.timeout`, whose values are not those of the start and
 * which a restart alone takes up. What functions do is not compared.
 */
export function leftForRestart(first: Config, now: Config): readonly string[] {
  const before = fixedAtStart(first);
  const after = fixedAtStart(now);
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys].filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]));
}

function fixedAtStart(config: Config): Readonly<Record<string, unknown>> {
  const { gateway = {}, auth, limits = {}, documents, sources = {}, subgraphs = {} } = config;
  const { traceContext: _trace, context: _context, plugins: _plugins, ...server } = gateway;
  const { cost: _cost, ...request } = limits;
  return {
    ...under("gateway", server),
    auth,
    ...under("limits", request),
    "documents.automatic": documents?.automatic,
    ...returnHeadersOf("sources", sources),
    ...returnHeadersOf("subgraphs", subgraphs),
  };
}

function under(group: string, keys: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(keys).map(([key, value]: [string, unknown]) => [`${group}.${key}`, value]));
}

function returnHeadersOf(
  group: string,
  entries: Readonly<Record<string, { readonly returnHeaders?: unknown }>>,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(entries).map(([key, { returnHeaders }]) => [`${group}.${key}.returnHeaders`, returnHeaders]),
  );
}
