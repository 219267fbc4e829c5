/**
 * A supergraph for gateways that reach every subgraph over HTTP: without what Restuary carries in it for itself, and with
 * an address for each subgraph.
 *
 *     schema @link(url: ".../connect/v0.4", for: EXECUTION) @join__directive(graphs: [USERS], name: "source", args: {...})
 *     enum join__Graph { USERS @join__graph(name: "users", url: "") }
 *
 * becomes a schema without both, and `USERS @join__graph(name: "users", url: "http://localhost:4001/graphql")`.
 */
import { Kind, visit, type ConstDirectiveNode, type DocumentNode } from "graphql";
import type { CarriedDirective } from "./carried-directive.ts";
import { stringArgument } from "./join-graphs.ts";
import { readLinks } from "./link.ts";

const carriedNames: ReadonlySet<string> = new Set<CarriedDirective["name"]>([
  "connect",
  "source",
  "link",
  "request",
  "mapping",
  "cacheControl",
]);

/** @param urls  By the subgraph's name. One that is missing keeps the URL that it has. */
export function toHttpSupergraph(supergraph: DocumentNode, urls: ReadonlyMap<string, string>): DocumentNode {
  // A gateway has to refuse a spec that is `for: EXECUTION` and that it does not know.
  const connectLinks = new Set(
    readLinks(supergraph).flatMap(({ spec, directive }) => (spec === "connect" ? [directive] : [])),
  );
  return visit(supergraph, {
    Directive(node) {
      if (node.name.value === "join__directive") {
        return carriedNames.has(stringArgument(node as ConstDirectiveNode, "name") ?? "") ? null : undefined;
      }
      if (node.name.value === "join__graph") return withUrl(node as ConstDirectiveNode, urls);
      return connectLinks.has(node as ConstDirectiveNode) ? null : undefined;
    },
  });
}

function withUrl(node: ConstDirectiveNode, urls: ReadonlyMap<string, string>): ConstDirectiveNode {
  const url = urls.get(stringArgument(node, "name") ?? "");
  if (url === undefined) return node;
  const others = (node.arguments ?? []).filter(({ name }) => name.value !== "url");
  return {
    ...node,
    arguments: [
      ...others,
      { kind: Kind.ARGUMENT, name: { kind: Kind.NAME, value: "url" }, value: { kind: Kind.STRING, value: url } },
    ],
  };
}
