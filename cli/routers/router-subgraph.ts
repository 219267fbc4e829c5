/** The project's subgraphs as another router needs to know them: where each is, who starts it, and what it says of itself. */
import { print, type DocumentNode } from "graphql";
import { liftCacheHints } from "../../schema/lift-cache-hints.ts";
import { lowerFederation } from "../../schema/lower-federation.ts";
import { readsHeaders } from "../../subgraphs/connect/connector-reads.ts";
import type { ConnectModel, SourceSettings } from "../../subgraphs/connect/connector.ts";
import { readRestLink } from "../../subgraphs/rest-directives/rest-link.ts";
import { sourceSettings, type Project, type ProjectSubgraph } from "../project.ts";
import type { ReadSource } from "../read-sources.ts";

const FIRST_PORT = 4001;

export interface RouterSubgraph {
  readonly name: string;
  readonly kind: ProjectSubgraph["kind"];
  /** Where it answers GraphQL. */
  readonly url: string;
  /** What `restuary subgraph` is told to listen on. A remote subgraph is served elsewhere and has none. */
  readonly port?: number;
  /** As gateways know it that know federation up to v2.9 and no connectors. */
  readonly sdl: string;
  /** Of a declared subgraph. */
  readonly connect?: ConnectSubgraph;
  /** Client headers that it reads or sends on, lower-case, as far as is known of it. */
  readonly headers: readonly string[] | "all";
}

export interface ConnectSubgraph {
  /** Its file, to the letter. */
  readonly sdl: string;
  readonly model: ConnectModel;
  /** By the name of the source. */
  readonly settings: Readonly<Record<string, SourceSettings>>;
  /** Keys of `sources."<subgraph>.<source>"` in the config, by the name of the source. */
  readonly configured: Readonly<Record<string, readonly string[]>>;
  /** Why a router that reads connectors would not run it as we do: a sentence. */
  readonly unfit?: string;
}

/** @param read  Without errors, in the project's order. */
export function routerSubgraphs(project: Project, read: readonly ReadSource[]): readonly RouterSubgraph[] {
  const sources = sourceSettings(project);
  let port = FIRST_PORT;
  return project.subgraphs.flatMap((subgraph) => {
    const own = read.find(({ name }) => name === subgraph.name);
    if (!own?.input) return [];
    const place = subgraph.kind === "remote" ? { url: subgraph.url } : placeOf(project, subgraph.name, port++);
    const settings = ofSubgraph(subgraph.name, sources);
    const configured = configuredKeys(project, subgraph.name);
    const connect = own.declared && connectSubgraph(own, own.declared.model, { settings, configured });
    return {
      name: subgraph.name,
      kind: subgraph.kind,
      ...place,
      sdl: plainSdl(own.input.typeDefs, own.file),
      ...(connect && { connect }),
      headers: headersOf(subgraph, connect, settings),
    };
  });
}

function placeOf({ config }: Project, name: string, port: number): { url: string; port: number } {
  const { subgraphUrl, urls = {} } = config.routers ?? {};
  const url = Object.hasOwn(urls, name) ? urls[name] : subgraphUrl?.replaceAll("{name}", name);
  if (url === undefined) return { url: `http://localhost:${port}/graphql`, port };
  // Behind an address without a port there is a proxy or a service, whose own business the port is.
  return { url, port: Number(new URL(url).port) || FIRST_PORT };
}

/** What `restuary subgraph` answers to `_service { sdl }`, without hints for caches, which no other gateway composes. */
function plainSdl(typeDefs: DocumentNode, file: string): string {
  return `${print(lowerFederation(liftCacheHints(typeDefs).typeDefs, file).document)}\n`;
}

function connectSubgraph(
  { document, diagnostics }: ReadSource,
  model: ConnectModel,
  settings: Pick<ConnectSubgraph, "settings" | "configured">,
): ConnectSubgraph | undefined {
  const sdl = document?.loc?.source.body;
  if (document === undefined || sdl === undefined) return undefined;
  const unfit = readRestLink(document)
    ? "it uses `@request` or `@mapping`, which are Restuary's own"
    : diagnostics.some(({ code }) => code === "CIRCULAR_REFERENCE")
      ? `its selections lead back to their own type, which connect v${model.specVersion} refuses`
      : undefined;
  return { sdl, model, ...settings, ...(unfit === undefined ? {} : { unfit }) };
}

function configuredKeys({ config }: Project, subgraph: string): ConnectSubgraph["configured"] {
  return Object.fromEntries(
    Object.entries(ofSubgraph(subgraph, config.sources ?? {})).map(([source, entry]) => [source, Object.keys(entry)]),
  );
}

/** What is keyed `<subgraph>.<source>`, by the name of the source. */
function ofSubgraph<T>(subgraph: string, bySource: Readonly<Record<string, T>>): Readonly<Record<string, T>> {
  return Object.fromEntries(
    Object.entries(bySource).flatMap(([key, value]) =>
      key.startsWith(`${subgraph}.`) ? [[key.slice(subgraph.length + 1), value]] : [],
    ),
  );
}

function headersOf(
  subgraph: ProjectSubgraph,
  connect: ConnectSubgraph | undefined,
  settings: Readonly<Record<string, SourceSettings>>,
): readonly string[] | "all" {
  const names =
    subgraph.kind === "remote"
      ? new Set((subgraph.forward ?? []).map((name) => name.toLowerCase()))
      : // What the code of a coded subgraph reads by itself is not known here.
        readsHeaders(connect?.model ?? noConnectors, settings);
  return names === "all" ? names : [...names].toSorted();
}

const noConnectors: Pick<ConnectModel, "connectors"> = { connectors: [] };
