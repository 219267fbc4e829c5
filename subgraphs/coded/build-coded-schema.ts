import { parse, type GraphQLSchema } from "graphql";
import { defineCacheHints } from "../../schema/lift-cache-hints.ts";
import type { SubgraphDefinition } from "./define-subgraph.ts";

/** The executable schema of a coded subgraph, with `_entities` and `_service`. */
export async function buildCodedSchema(definition: SubgraphDefinition): Promise<GraphQLSchema> {
  // Loaded here alone, and only when a graph has code in it: it depends on a package under the Elastic licence, which
  // declared subgraphs and the gateway must not need.
  const { buildSubgraphSchema } = await import("@apollo/subgraph");
  const { typeDefs, resolvers } = definition;
  const module = {
    typeDefs: defineCacheHints(typeof typeDefs === "string" ? parse(typeDefs) : typeDefs),
    resolvers,
  };
  // The cast: resolvers are checked by name against the SDL when the module is read; their inside is the author's.
  return buildSubgraphSchema(module as Parameters<typeof buildSubgraphSchema>[0]);
}
