import { mergeTrees } from "./field-set.ts";
import type { ConnectModel, Connector, HeaderMapping, SourceSettings } from "./connector.ts";
import { mappingsOf } from "../rest-directives/request-extras.ts";
import type { KeyTree, Mapping, Template, VariableName } from "../mapping/mapping.ts";

/** Every path that a connector, its source included, reads of a variable; `undefined` where it does not read it. */
export function connectorReads(connector: Connector, variable: VariableName): KeyTree | undefined {
  let union: KeyTree | undefined;
  for (const part of partsOf(connector)) {
    const tree = part?.reads.get(variable);
    if (!tree) continue;
    // An empty tree is the whole variable, and stays so.
    union = union === undefined ? tree : union.size === 0 || tree.size === 0 ? new Map() : mergeTrees(union, tree);
  }
  return union;
}

/** Client headers that a connector reads, lower-case; `all` where it reads them as one. */
export function readRequestHeaders(connector: Connector): ReadonlySet<string> | "all" {
  const names = new Set(
    headersOf(connector).flatMap((header) => (header.kind === "from" ? [header.from.toLowerCase()] : [])),
  );
  return addHeaders(names, connectorReads(connector, "$request"));
}

/** Client headers that a declared subgraph reads or sends on: no other can change what it answers. */
export function readsHeaders(
  { connectors }: Pick<ConnectModel, "connectors">,
  settings: Readonly<Record<string, SourceSettings>>,
): ReadonlySet<string> | "all" {
  const names = new Set(
    Object.values(settings).flatMap(({ forward = [] }) => forward.map((name) => name.toLowerCase())),
  );
  for (const { baseUrl } of Object.values(settings)) {
    if (typeof baseUrl === "object" && "header" in baseUrl) names.add(baseUrl.header.toLowerCase());
  }
  for (const connector of connectors) {
    const own = readRequestHeaders(connector);
    if (own === "all") return "all";
    for (const name of own) names.add(name);
  }
  return names;
}

/** Whether a declared subgraph reads the claims of the client's token, or all of `$context`. */
export function readsClaims({ connectors }: ConnectModel, settings: Readonly<Record<string, SourceSettings>>): boolean {
  if (Object.values(settings).some(isTenantByClaims)) return true;
  return connectors.some((connector) => {
    const tree = connectorReads(connector, "$context");
    return tree !== undefined && (tree.size === 0 || tree.has("claims"));
  });
}

function isTenantByClaims({ baseUrl }: SourceSettings): boolean {
  return typeof baseUrl === "object" && "context" in baseUrl && baseUrl.context === "claims";
}

/** Headers of the answer that a connector reads. */
export function readResponseHeaders(connector: Connector): ReadonlySet<string> | "all" {
  return addHeaders(new Set(), connectorReads(connector, "$response"));
}

function addHeaders(names: Set<string>, tree: KeyTree | undefined): ReadonlySet<string> | "all" {
  if (!tree) return names;
  const headers = tree.get("headers");
  if (tree.size === 0 || headers?.size === 0) return "all";
  for (const name of headers?.keys() ?? []) names.add(name.toLowerCase());
  return names;
}

function headersOf({ source, http }: Connector): readonly HeaderMapping[] {
  return [...(source?.headers ?? []), ...(http?.headers ?? [])];
}

function partsOf(connector: Connector): readonly (Mapping | Template | undefined)[] {
  const { source, http, request, selection, isSuccess, errors } = connector;
  return [
    source?.baseUrl,
    source?.path,
    source?.queryParams,
    source?.isSuccess,
    source?.errors?.message,
    source?.errors?.extensions,
    http?.url,
    http?.path,
    http?.queryParams,
    http?.body,
    ...mappingsOf(request),
    ...headersOf(connector).map((header) => (header.kind === "value" ? header.value : undefined)),
    selection,
    isSuccess,
    errors?.message,
    errors?.extensions,
  ];
}
