import { byName, propagateRules } from "./apollo-router.ts";
import { describeSubgraphs, readmeFile, startSubgraphs } from "./router-readme.ts";
import { yamlFile, type RouterFile } from "./router-file.ts";
import { servedSubgraphs, supergraphFile, type RouterGraph } from "./router-graph.ts";

/** The Hive Router, or the Hive Gateway, in front of `restuary subgraph` servers. */
export function hiveRouterFiles(graph: RouterGraph): readonly RouterFile[] {
  const served = servedSubgraphs(graph);
  const reading = graph.subgraphs.filter(({ headers }) => headers.length > 0);
  return [
    readmeFile("hive-router", "Hive Router and Hive Gateway", graph, [
      "The router plans and executes; each subgraph is a federated GraphQL server, which makes the REST calls.",
      describeSubgraphs(graph.subgraphs),
      startSubgraphs(graph.subgraphs),
      [
        "Then the router, which is at https://github.com/graphql-hive/router/releases and reads `router.config.yaml` of the folder that it is started in:",
        "```sh\nhive_router\n```",
        "or the gateway on Node, which takes the supergraph alone and its headers from a `gateway.config.ts` of yours:",
        "```sh\nnpx @graphql-hive/gateway supergraph supergraph.graphql\n```",
        "Either answers at http://localhost:4000/graphql. Both are under the MIT licence.",
      ].join("\n\n"),
    ]),
    supergraphFile("hive-router", graph),
    yamlFile("hive-router", "router.config.yaml", {
      supergraph: { source: "file", path: "./supergraph.graphql" },
      http: { host: "127.0.0.1", port: 4000 },
      // Restuary masks the errors of services itself. Those of somebody else's subgraph stay the router's to mask.
      ...(served.length > 0 && { error_masking: { subgraphs: byName(served, () => ({ enabled: false })) } }),
      ...(reading.length > 0 && {
        headers: { subgraphs: byName(reading, ({ headers }) => ({ request: propagateRules(headers) })) },
      }),
    }),
  ];
}
