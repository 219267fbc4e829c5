import type { Diagnostic } from "../schema/diagnostic.ts";
import type { ConnectModel, ErrorMapping, HeaderMapping, SourceSettings } from "../subgraphs/connect/connector.ts";
import type { Mapping, Template } from "../subgraphs/mapping/mapping.ts";

type Reader = Mapping | Template | undefined;

/**
 * What a subgraph's mappings read from `$config` and `$env`, and nobody has set: the header with the API key that is
 * then never sent. Warnings, as a mapping may mean it; one that says so (`$config.tenant ?? "eu"`) is left in peace.
 *
 * @param settings  By source name.
 */
export function findUnsetValues(
  { subgraph, sources, connectors }: ConnectModel,
  settings: Readonly<Record<string, SourceSettings>>,
  env: Readonly<Record<string, string>>,
): Diagnostic[] {
  const found = new Map<string, Diagnostic>();
  const look = (source: string | undefined, readers: readonly Reader[]): void => {
    const config = source === undefined ? undefined : (settings[source]?.config ?? {});
    for (const mapping of readers.flatMap(mappingsOf)) {
      if (mapping.source.includes("?")) continue;
      for (const name of mapping.reads.get("$env")?.keys() ?? []) {
        if (!Object.hasOwn(env, name)) found.set(`$env.${name}`, unsetVariable(subgraph, name));
      }
      // A connector without a source has no settings either.
      if (source === undefined || config === undefined) continue;
      for (const name of mapping.reads.get("$config")?.keys() ?? []) {
        if (!Object.hasOwn(config, name)) {
          found.set(`${source}.${name}`, unsetConfig(`${subgraph}.${source}`, name));
        }
      }
    }
  };
  for (const source of sources) {
    const { name, baseUrl, path, queryParams, headers, errors, isSuccess } = source;
    look(name, [baseUrl, path, queryParams, ...headerValues(headers), ...errorMappings(errors), isSuccess]);
  }
  for (const { source, http, selection, errors, isSuccess } of connectors) {
    const request = http ? [http.url, http.path, http.queryParams, http.body, ...headerValues(http.headers)] : [];
    look(source?.name, [...request, selection, ...errorMappings(errors), isSuccess]);
  }
  return [...found.values()];
}

function mappingsOf(reader: Reader): readonly Mapping[] {
  if (!reader) return [];
  if (!("parts" in reader)) return [reader];
  return reader.parts.flatMap((part) => (part.kind === "expression" ? [part.mapping] : []));
}

function headerValues(headers: readonly HeaderMapping[]): Reader[] {
  return headers.map((header) => (header.kind === "value" ? header.value : undefined));
}

function errorMappings(errors: ErrorMapping | undefined): Reader[] {
  return [errors?.message, errors?.extensions];
}

function unsetConfig(source: string, name: string): Diagnostic {
  return {
    code: "CONFIG_VALUE_UNSET",
    severity: "warning",
    message: `\`$config.${name}\` is read by mappings of \`${source}\`, and the config does not set it: it is missing wherever it is read.`,
    locations: [],
    fix: `Write \`sources: { ${source}: { config: { ${name}: ... } } }\` in the config.`,
  };
}

function unsetVariable(subgraph: string, name: string): Diagnostic {
  return {
    code: "CONFIG_VALUE_UNSET",
    severity: "warning",
    message: `\`$env.${name}\` is read by mappings of \`${subgraph}\`, and no environment variable has that name: it is missing wherever it is read.`,
    locations: [],
    fix: `Set the environment variable \`${name}\`.`,
  };
}
