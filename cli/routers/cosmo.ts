import { byName } from "./apollo-router.ts";
import { toCosmoSdl } from "./cosmo-sdl.ts";
import { describeSubgraphs, readmeFile, startSubgraphs } from "./router-readme.ts";
import { generatedYaml, yamlFile, type RouterFile } from "./router-file.ts";
import type { RouterGraph } from "./router-graph.ts";
import type { RouterSubgraph } from "./router-subgraph.ts";

/** The Cosmo Router, which runs what `wgc router compose` makes of the subgraphs' schemas. */
export function cosmoFiles(graph: RouterGraph): readonly RouterFile[] {
  const { subgraphs } = graph;
  const reading = subgraphs.filter(({ headers }) => headers.length > 0);
  return [
    readmeFile("cosmo", "Cosmo Router", graph, [
      "The router plans and executes; each subgraph is a federated GraphQL server, which makes the REST calls.",
      describeSubgraphs(subgraphs),
      startSubgraphs(subgraphs),
      [
        "Then what the router runs is composed from `graph.yaml`, and the router started in this folder:",
        '```sh\nnpx wgc router compose --input graph.yaml --out execution-config.json\ndocker run --rm --network host -v "$PWD:/graph" -w /graph ghcr.io/wundergraph/cosmo/router:latest\n```',
        "It answers at http://localhost:3002/graphql. `wgc` and the router are under the Apache License 2.0.",
      ].join("\n\n"),
    ]),
    generatedYaml("cosmo", "graph.yaml", {
      version: 1,
      subgraphs: subgraphs.map(({ name, url }) => ({
        name,
        routing_url: url,
        schema: { file: `./subgraphs/${name}.graphql` },
      })),
    }),
    ...subgraphs.map(({ name, sdl }) => ({
      path: `subgraphs/${name}.graphql`,
      text: `# Written by \`restuary compose --for cosmo\`.\n${toCosmoSdl(sdl)}`,
    })),
    yamlFile("cosmo", "config.yaml", {
      version: "1",
      listen_addr: "localhost:3002",
      execution_config: { file: { path: "./execution-config.json" } },
      // The mode is one for all: what a subgraph of somebody else's says of its errors is not for clients.
      ...(subgraphs.every(({ kind }) => kind !== "remote") && {
        subgraph_error_propagation: { mode: "pass-through" },
      }),
      ...(reading.length > 0 && {
        headers: { subgraphs: byName(reading, ({ headers }) => ({ request: cosmoRules(headers) })) },
      }),
    }),
  ];
}

function cosmoRules(headers: RouterSubgraph["headers"]): object[] {
  if (headers === "all") return [{ op: "propagate", matching: ".*" }];
  return headers.map((named) => ({ op: "propagate", named }));
}
