import type { Diagnostic } from "../schema/diagnostic.ts";
import type { AnswerStore } from "../subgraphs/rest/cache/answer-store.ts";
import type { TextStore } from "../subgraphs/store/text-store.ts";
import type { ProxySettings } from "../subgraphs/rest/connections.ts";
import { openTransport, type OpenTransport, type OpenTransportOptions } from "../subgraphs/rest/open-transport.ts";
import type { ResilienceObserver } from "../subgraphs/rest/resilience/resilient-transport.ts";
import type { TransportSettings } from "../subgraphs/rest/transport-settings.ts";
import { readAuth } from "./config/read-auth.ts";
import { readTls } from "./config/read-tls.ts";
import { toTransportSettings } from "./config/source-transport-config.ts";
import { environment } from "./environment.ts";
import { sourceSettings, shownPath, type Project } from "./project.ts";
import { ToolError } from "./tool-error.ts";

export interface ProjectTransportOptions {
  /** Answers of sources with `cache` are kept there, or in memory. Absent: none is kept, each call is made. */
  readonly cache?: { readonly answers: AnswerStore } | { readonly store: TextStore | undefined };
  readonly observer?: ResilienceObserver | undefined;
}

/**
 * The way out to the project's services and remote subgraphs, by its config and the proxies of the environment.
 *
 * @param options.cache.store  Closed with the transport, or where there comes none.
 * @throws ToolError when `tls` or `auth` cannot be used, or a proxy is no URL.
 */
export async function openProjectTransport(
  project: Project,
  options: ProjectTransportOptions = {},
): Promise<OpenTransport> {
  try {
    return await open(project, options);
  } catch (error) {
    if (options.cache && "store" in options.cache) await options.cache.store?.close();
    throw error;
  }
}

async function open(project: Project, { cache, observer }: ProjectTransportOptions): Promise<OpenTransport> {
  return openTransport({
    ...(await readWayOut(project)),
    cache: cache ? { ...cache, maxBytes: project.config.cache?.maxSize } : false,
    ...(observer && { observer }),
  });
}

/**
 * All that is read for it: of the config, its files and the environment.
 *
 * @throws ToolError when `tls` or `auth` cannot be used, or a proxy is no URL.
 */
export async function readWayOut(
  project: Project,
): Promise<Pick<OpenTransportOptions, "sources" | "traceContext" | "proxy">> {
  const env = environment();
  const proxy = readProxy(env);
  return {
    sources: await withSecrets(project, reachedBy(project), env),
    traceContext: project.config.gateway?.traceContext ?? true,
    ...(proxy && { proxy }),
  };
}

/** Settings by the key of a source, or by the name of a remote subgraph. */
function reachedBy(project: Project): Record<string, TransportSettings> {
  const remotes = Object.entries(project.config.subgraphs ?? {}).flatMap(([name, subgraph]) =>
    subgraph.url === undefined ? [] : [[name, toTransportSettings(subgraph)] as const],
  );
  return { ...sourceSettings(project), ...Object.fromEntries(remotes) };
}

/** The settings, with what stands in files and in the environment: it is read for calls alone, and known to nobody else. */
async function withSecrets(
  project: Project,
  reached: Readonly<Record<string, TransportSettings>>,
  env: Readonly<Record<string, string>>,
): Promise<Record<string, TransportSettings>> {
  const { root, locate, configFile, config } = project;
  const { sources = {}, subgraphs = {} } = config;
  const diagnostics: Diagnostic[] = [];
  const entries = Object.entries(reached).map(async ([key, settings]) => {
    // A source's key has a dot, and the name of a subgraph has none.
    const group = Object.hasOwn(sources, key) ? "sources" : "subgraphs";
    const { tls, auth } = (group === "sources" ? sources[key] : subgraphs[key]) ?? {};
    const file = configFile === undefined ? "" : shownPath(project, configFile);
    const read = auth && (await readAuth(auth, { path: [group, key, "auth"], file, locate, root }, env));
    diagnostics.push(...(read?.diagnostics ?? []));
    const secrets: TransportSettings = {
      ...(tls && { tls: await readTls(tls, { at: `${group}.${key}.tls`, root }, env) }),
      ...(read?.settings && { auth: read.settings }),
    };
    return [key, { ...settings, ...secrets }] as const;
  });
  const opened = Object.fromEntries(await Promise.all(entries));
  if (diagnostics.length === 0) return opened;
  throw new ToolError("The config's credentials are not complete.", { diagnostics });
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
