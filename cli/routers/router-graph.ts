import type { DocumentNode } from "graphql";
import { accessSpecs } from "../../schema/access-rules.ts";
import { toHttpSupergraph } from "../../schema/http-supergraph.ts";
import { readLinks } from "../../schema/link.ts";
import { printSupergraph } from "../../schema/print-supergraph.ts";
import type { RouterFile } from "./router-file.ts";
import type { RouterName } from "./router-names.ts";
import type { RouterSubgraph } from "./router-subgraph.ts";

/** What files for other routers are made of. */
export interface RouterGraph {
  readonly subgraphs: readonly RouterSubgraph[];
  /** As `compose` writes it, connectors carried. */
  readonly supergraph: DocumentNode;
}

/** `supergraph.graphql` for a router that reaches every subgraph over HTTP. */
export function supergraphFile(router: RouterName, { supergraph, subgraphs }: RouterGraph): RouterFile {
  const urls = new Map(subgraphs.map(({ name, url }) => [name, url]));
  const text = printSupergraph(toHttpSupergraph(supergraph, urls));
  return { path: "supergraph.graphql", text: `# Written by \`restuary compose --for ${router}\`.\n${text}\n` };
}

/** Those that somebody has to start `restuary subgraph` for. */
export function servedSubgraphs({ subgraphs }: RouterGraph): readonly RouterSubgraph[] {
  return subgraphs.filter(({ kind }) => kind !== "remote");
}

/** Directives of the supergraph that say what a client needs to have: `@authenticated`. */
export function accessDirectives({ supergraph }: RouterGraph): readonly string[] {
  const specs = new Set(readLinks(supergraph).map(({ spec }) => spec));
  return accessSpecs.filter((spec) => specs.has(spec)).map((spec) => `\`@${spec}\``);
}
