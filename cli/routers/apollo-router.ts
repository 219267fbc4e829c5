import { describeSubgraphs, readmeFile, startSubgraphs } from "./router-readme.ts";
import { yamlFile, type RouterFile } from "./router-file.ts";
import { supergraphFile, type RouterGraph } from "./router-graph.ts";
import type { RouterSubgraph } from "./router-subgraph.ts";

/** The Apollo Router in front of `restuary subgraph` servers: it needs to know nothing of connectors. */
export function apolloRouterFiles(graph: RouterGraph): readonly RouterFile[] {
  return [
    readmeFile("apollo-router", "Apollo Router", graph, [
      "The router plans and executes; each subgraph is a federated GraphQL server, which makes the REST calls.",
      describeSubgraphs(graph.subgraphs),
      startSubgraphs(graph.subgraphs),
      [
        "Then the router (1.60 or later), which is downloaded from https://github.com/apollographql/router/releases:",
        "```sh\nrouter --config router.yaml --supergraph supergraph.graphql\n```",
        "It answers at http://localhost:4000/. Its licence is the Elastic License 2.0.",
      ].join("\n\n"),
    ]),
    supergraphFile("apollo-router", graph),
    yamlFile("apollo-router", "router.yaml", {
      supergraph: { listen: "127.0.0.1:4000" },
      ...shownErrors(graph.subgraphs),
      ...propagatedHeaders(graph.subgraphs),
    }),
  ];
}

/** Restuary masks the errors of services itself. Those of a subgraph of somebody else's stay the router's to mask. */
export function shownErrors(subgraphs: readonly RouterSubgraph[]): object {
  const shown = subgraphs.filter(({ kind }) => kind !== "remote");
  if (shown.length === 0) return {};
  return { include_subgraph_errors: { all: false, subgraphs: byName(shown, () => true) } };
}

export function propagatedHeaders(subgraphs: readonly RouterSubgraph[]): object {
  const reading = subgraphs.filter(({ headers }) => headers.length > 0);
  if (reading.length === 0) return {};
  return { headers: { subgraphs: byName(reading, ({ headers }) => ({ request: propagateRules(headers) })) } };
}

/** Of the Apollo Router, and of the Hive Router, whose rules are the same. */
export function propagateRules(headers: RouterSubgraph["headers"]): object[] {
  if (headers === "all") return [{ propagate: { matching: ".*" } }];
  return headers.map((named) => ({ propagate: { named } }));
}

export function byName<T>(
  subgraphs: readonly RouterSubgraph[],
  value: (subgraph: RouterSubgraph) => T,
): Readonly<Record<string, T>> {
  return Object.fromEntries(subgraphs.map((subgraph) => [subgraph.name, value(subgraph)]));
}
