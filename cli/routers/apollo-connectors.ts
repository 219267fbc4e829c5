import { propagatedHeaders, propagateRules, shownErrors } from "./apollo-router.ts";
import { describeSubgraphs, readmeFile, startSubgraphs } from "./router-readme.ts";
import { generatedYaml, yamlFile, type RouterFile } from "./router-file.ts";
import type { RouterGraph } from "./router-graph.ts";
import type { ConnectSubgraph, RouterSubgraph } from "./router-subgraph.ts";

/**
 * The Apollo Router with connectors: it makes the REST calls of declared subgraphs itself, from their own SDL. What it
 * cannot run so is a federated GraphQL server for it, as every subgraph is for `apollo-router`.
 */
export function apolloConnectorsFiles(graph: RouterGraph): readonly RouterFile[] {
  const connected = graph.subgraphs.flatMap((subgraph) => {
    const { connect } = subgraph;
    return connect && connect.unfit === undefined ? [{ ...subgraph, connect }] : [];
  });
  const others = graph.subgraphs.filter(({ name }) => connected.every((each) => each.name !== name));
  const variables = connected.flatMap((subgraph) => variablesOf(subgraph));
  return [
    readmeFile("apollo-connectors", "Apollo Router with connectors", graph, [
      "The router plans, executes, and makes the REST calls of the connectors itself: `subgraphs/` holds their SDL to the letter.",
      `Run by the router: ${list(connected.map(({ name }) => `\`${name}\``)) || "none"}.`,
      ...unfitLines(others),
      ...(others.length > 0 ? [describeSubgraphs(others), startSubgraphs(others)] : []),
      [
        "The supergraph is composed by [Rover](https://www.apollographql.com/docs/rover), and the router (2.16 or later for connect v0.4) runs it:",
        "```sh\nrover supergraph compose --config supergraph.yaml --output supergraph.graphql\nrouter --config router.yaml --supergraph supergraph.graphql\n```",
        "It answers at http://localhost:4000/. Router and composition are under the Elastic License 2.0, and connectors may need a GraphOS account (`APOLLO_KEY`, `APOLLO_GRAPH_REF`).",
      ].join("\n\n"),
      ...describeVariables(variables),
      ...leftBehind(connected),
    ]),
    generatedYaml("apollo-connectors", "supergraph.yaml", {
      federation_version: 2,
      subgraphs: Object.fromEntries(
        graph.subgraphs.map(({ name, url }) => {
          const isConnected = connected.some((each) => each.name === name);
          // Rover asks for an address of every subgraph; no request goes to this one.
          const routing = isConnected ? `http://${name.toLowerCase().replaceAll("_", "-")}.connectors.invalid` : url;
          return [name, { routing_url: routing, schema: { file: `./subgraphs/${name}.graphql` } }];
        }),
      ),
    }),
    ...connected.map(({ name, connect }) => ({ path: `subgraphs/${name}.graphql`, text: connect.sdl })),
    ...others.map(({ name, sdl }) => ({
      path: `subgraphs/${name}.graphql`,
      text: `# Written by \`restuary compose --for apollo-connectors\`.\n${sdl}`,
    })),
    yamlFile("apollo-connectors", "router.yaml", {
      supergraph: { listen: "127.0.0.1:4000" },
      ...shownErrors(others),
      ...headers(others, connected),
      ...connectors(connected),
    }),
  ];
}

type Connected = RouterSubgraph & { readonly connect: ConnectSubgraph };

function connectors(connected: readonly Connected[]): object {
  const sources = connected.flatMap(({ name, connect }) =>
    Object.entries(connect.settings).flatMap(([source, { baseUrl, config = {} }]): [string, object][] => {
      const keys = Object.keys(config);
      if (typeof baseUrl !== "string" && keys.length === 0) return [];
      const variable = variableName(name, source);
      const settings = {
        ...(typeof baseUrl === "string" && { override_url: `\${env.${variable}_URL:-${withoutPassword(baseUrl)}}` }),
        ...(keys.length > 0 && {
          $config: Object.fromEntries(keys.map((key) => [key, `\${env.${variableName(name, source, key)}}`])),
        }),
      };
      return [[`${name}.${source}`, settings]];
    }),
  );
  return sources.length === 0 ? {} : { connectors: { sources: Object.fromEntries(sources) } };
}

/** Those that the config adds; what the SDL names with `from` the router reads there. */
function headers(others: readonly RouterSubgraph[], connected: readonly Connected[]): object {
  const sources = connected.flatMap(({ name, connect }) =>
    Object.entries(connect.settings).flatMap(([source, { forward = [] }]): [string, object][] =>
      forward.length === 0 ? [] : [[`${name}.${source}`, { request: propagateRules(forward) }]],
    ),
  );
  const { headers: ofSubgraphs = {} } = propagatedHeaders(others) as { headers?: object };
  const rules = {
    ...ofSubgraphs,
    ...(sources.length > 0 && { connector: { sources: Object.fromEntries(sources) } }),
  };
  return Object.keys(rules).length === 0 ? {} : { headers: rules };
}

/** Values of `$config` are often secrets, and these files are committed: they are read from the environment. */
function variablesOf({ name, connect }: Connected): { name: string; for: string }[] {
  return Object.entries(connect.settings).flatMap(([source, { baseUrl, config = {} }]) => [
    ...(typeof baseUrl === "string"
      ? [{ name: `${variableName(name, source)}_URL`, for: `another address of \`${name}.${source}\`` }]
      : []),
    ...Object.keys(config).map((key) => ({
      name: variableName(name, source, key),
      for: `\`$config.${key}\` of \`${name}.${source}\`; has to be set`,
    })),
  ]);
}

function variableName(...parts: string[]): string {
  return parts.map((part) => part.replaceAll(/\W/g, "_").toUpperCase()).join("_");
}

function withoutPassword(address: string): string {
  const url = new URL(address);
  if (url.username === "" && url.password === "") return address;
  [url.username, url.password] = ["", ""];
  return url.href;
}

function describeVariables(variables: readonly { readonly name: string; readonly for: string }[]): string[] {
  if (variables.length === 0) return [];
  const rows = variables.map(({ name, for: what }) => `| \`${name}\` | ${what} |`);
  return [["`router.yaml` reads from the environment:\n", "| variable | |", "|---|---|", ...rows].join("\n")];
}

function unfitLines(others: readonly RouterSubgraph[]): string[] {
  const lines = others.flatMap(({ name, connect }) =>
    connect?.unfit === undefined ? [] : [`- \`${name}\`: ${connect.unfit}.`],
  );
  if (lines.length === 0) return [];
  return [`Declared, but not for this router, so that \`restuary subgraph\` serves them:\n\n${lines.join("\n")}`];
}

/** Settings of a source that the router has other words for, or none. */
function leftBehind(connected: readonly Connected[]): string[] {
  const lines = connected.flatMap(({ name, connect }) =>
    Object.entries(connect.configured).flatMap(([source, keys]) => {
      const isOneUrl = typeof connect.settings[source]?.baseUrl === "string";
      const left = keys.filter(
        (key) => !["config", "forward", "openapi", ...(isOneUrl ? ["baseUrl"] : [])].includes(key),
      );
      return left.length === 0 ? [] : [`- \`${name}.${source}\`: ${list(left.map((key) => `\`${key}\``))}`];
    }),
  );
  if (lines.length === 0) return [];
  return [`Set in the config of Restuary, and yours to say again in the router's own:\n\n${lines.join("\n")}`];
}

function list(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}
