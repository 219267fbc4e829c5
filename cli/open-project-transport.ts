import { openTransport } from "../subgraphs/rest/open-transport.ts";
import type { RestTransport } from "../subgraphs/rest/transport.ts";
import { readTls } from "./config/source-transport-config.ts";
import { environment } from "./environment.ts";
import { sourceSettings, type Project } from "./project.ts";

/**
 * The way out to the project's services, by `sources` of its config.
 *
 * @throws ToolError when a file of `tls` cannot be read.
 */
export async function openProjectTransport(project: Project): Promise<RestTransport> {
  const env = environment();
  const { sources = {} } = project.config;
  const entries = Object.entries(sourceSettings(project)).map(async ([key, settings]) => {
    const tls = sources[key]?.tls;
    return [key, tls ? { ...settings, tls: await readTls(tls, project.root, env) } : settings] as const;
  });
  return openTransport({ sources: Object.fromEntries(await Promise.all(entries)) });
}
