import { buildSubgraphSchema } from "@apollo/subgraph";
import {
  execute,
  parse,
  print,
  validate,
  type DocumentNode,
  type GraphQLFieldResolver,
  type GraphQLSchema,
  type GraphQLTypeResolver,
} from "graphql";
import { createGraph, type Graph, type GraphOptions } from "../../gateway/graph.ts";
import { compose } from "../../schema/compose.ts";
import { readSupergraph } from "../../schema/read-supergraph.ts";
import { theguildComposer } from "../../schema/theguild-composer.ts";
import type { OperationContext } from "../../subgraphs/operation-context.ts";
import type { Subgraph, SubgraphResult } from "../../subgraphs/subgraph.ts";

/** The whole API of a resolver map, `__resolveReference` and `__resolveType` included. */
export type Resolvers = Record<
  string,
  Record<string, GraphQLFieldResolver<never, never> | ((...args: never[]) => unknown)>
>;

export interface LocalSubgraphDefinition {
  readonly name: string;
  /** Without the `@link` of the federation spec: every directive is imported. */
  readonly sdl: string;
  readonly resolvers?: Resolvers;
  /** For fields without a resolver. Default graphql-js's own. */
  readonly fieldResolver?: GraphQLFieldResolver<never, never>;
  readonly typeResolver?: GraphQLTypeResolver<never, never>;
}

/** What the gateway sent to one subgraph. */
export interface SentFetch {
  readonly subgraph: string;
  readonly document: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [
  "@key", "@shareable", "@requires", "@provides", "@external", "@override", "@inaccessible", "@interfaceObject", "@tag",
  "@authenticated", "@requiresScopes", "@policy"
])\n`;

/** A subgraph that graphql-js executes in this process. It refuses documents that are not valid against its schema. */
export function createLocalSubgraph(
  { name, sdl, resolvers, fieldResolver, typeResolver }: LocalSubgraphDefinition,
  sent: SentFetch[] = [],
): Subgraph & { readonly typeDefs: DocumentNode; readonly schema: GraphQLSchema } {
  const typeDefs = parse(link + sdl);
  // `Resolvers` is what `buildSubgraphSchema` takes, in a type that test files can write without casts.
  const schema = buildSubgraphSchema({ typeDefs, ...(resolvers ? { resolvers: resolvers as never } : {}) });
  return {
    name,
    kind: "coded",
    typeDefs,
    schema,
    prepare(document) {
      const errors = validate(schema, document);
      if (errors.length > 0) throw new Error(`${name}: ${errors.join("\n")}\n${print(document)}`);
      return {
        calls: [],
        async execute(variables): Promise<SubgraphResult> {
          sent.push({ subgraph: name, document: print(document), variables });
          const result = await execute({
            schema,
            document,
            variableValues: variables,
            rootValue: { __typename: "Query", objectId: "root" },
            fieldResolver: fieldResolver as GraphQLFieldResolver<unknown, unknown> | undefined,
            typeResolver: typeResolver as GraphQLTypeResolver<unknown, unknown> | undefined,
          });
          return {
            data: result.data ?? null,
            errors: (result.errors ?? []).map(({ message, path, extensions }) => ({
              message,
              ...(path ? { path } : {}),
              extensions,
            })),
          };
        },
      };
    },
    close: async () => {},
  };
}

export interface LocalGraph {
  readonly graph: Graph;
  /** What was sent to the subgraphs, in order. */
  readonly sent: SentFetch[];
  /** Runs an operation given as text. */
  readonly run: (
    operation: string,
    variables?: Record<string, unknown>,
    operationName?: string,
  ) => Promise<{ data?: unknown; errors?: unknown[] }>;
}

/** Composes subgraphs and makes a graph of them. @throws where they do not compose. */
export async function createLocalGraph(
  definitions: readonly LocalSubgraphDefinition[],
  options: Omit<Partial<GraphOptions>, "supergraph"> = {},
): Promise<LocalGraph> {
  const sent: SentFetch[] = [];
  const locals = definitions.map((definition) => createLocalSubgraph(definition, sent));
  const composed = await compose(
    locals.map(({ name, typeDefs }) => ({ name, typeDefs })),
    theguildComposer,
  );
  const { supergraph, diagnostics } = readSupergraph(composed.supergraphSdl ?? "");
  if (!supergraph) {
    throw new Error([...composed.diagnostics, ...diagnostics].map(({ message }) => message).join("\n"));
  }
  const subgraphs = new Map<string, Subgraph>(locals.map((subgraph) => [subgraph.name, subgraph]));
  for (const [name, subgraph] of options.subgraphs ?? []) subgraphs.set(name, subgraph);
  const created = createGraph({ ...options, supergraph, subgraphs });
  const { graph } = created;
  if (!graph) throw new Error(created.diagnostics.map(({ message }) => message).join("\n"));
  return {
    graph,
    sent,
    run: async (operation, variables, operationName) => {
      const result = await graph.execute({
        document: parse(operation),
        operationName,
        variables,
        context: localContext,
      });
      return JSON.parse(JSON.stringify(result)) as { data?: unknown; errors?: unknown[] };
    },
  };
}

/** Local subgraphs ask nobody over HTTP. */
export const localContext: OperationContext = {
  requestHeaders: {},
  context: {},
  rest: { fetch: () => Promise.reject(new Error("A local subgraph has no REST service.")) },
};
