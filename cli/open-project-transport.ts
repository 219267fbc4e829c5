import type { ProxySettings } from "../subgraphs/rest/connections.ts";
import { openTransport, type OpenTransport } from "../subgraphs/rest/open-transport.ts";
import { readTls, toTransportSettings } from "./config/source-transport-config.ts";
import { environment } from "./environment.ts";
import { sourceSettings, type Project } from "./project.ts";
import { ToolError } from "./tool-error.ts";

/**
 * The way out to the project's services and remote subgraphs, by its config and the proxies of the environment.
 *
 * @throws ToolError when `tls` cannot be used, or a proxy is no URL.
 */
export async function openProjectTransport(project: Project): Promise<OpenTransport> {
  const env = environment();
  const { sources = {}, subgraphs = {} } = project.config;
  const remotes = Object.entries(subgraphs).flatMap(([name, subgraph]) =>
    subgraph.url === undefined ? [] : [[name, toTransportSettings(subgraph)] as const],
  );
  const entries = [...Object.entries(sourceSettings(project)), ...remotes].map(async ([key, settings]) => {
    // A source's key has a dot, and the name of a subgraph has none.
    const tls = (sources[key] ?? subgraphs[key])?.tls;
    return [key, tls ? { ...settings, tls: await readTls(tls, project.root, env) } : settings] as const;
  });
  const proxy = readProxy(env);
  return openTransport({ sources: Object.fromEntries(await Promise.all(entries)), ...(proxy && { proxy }) });
}

/** In lower case they win, as with curl. `HTTP_PROXY` in upper case is for a command line, which this is. */
function readProxy(env: Readonly<Record<string, string>>): ProxySettings | undefined {
  const read = (name: string): string | undefined => env[name.toLowerCase()] || env[name] || undefined;
  const [http, https, none] = [read("HTTP_PROXY"), read("HTTPS_PROXY"), read("NO_PROXY")];
  if (http === undefined && https === undefined) return undefined;
  for (const url of [http, https]) {
    if (url === undefined || (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol))) continue;
    throw new ToolError(
      "HTTP_PROXY and HTTPS_PROXY must be absolute http or https URLs, as `http://proxy.internal:3128`.",
    );
  }
  return { ...(http && { http }), ...(https && { https }), ...(none && { none }) };
}
