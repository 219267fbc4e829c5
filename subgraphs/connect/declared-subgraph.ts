/**
 * A declared subgraph: `@connect` directives run. Fetch documents are compiled when they are prepared; a run builds
 * URLs, sends, maps and writes the selected fields, and looks at no syntax tree.
 */
import { GraphQLError, Kind, type DocumentNode, type OperationDefinitionNode } from "graphql";
import { createSubgraphError } from "../subgraph-error.ts";
import type { PreparedFetch, Subgraph, SubgraphError, SubgraphResult } from "../subgraph.ts";
import { compileVariables } from "./arguments.ts";
import { byConditions } from "./by-conditions.ts";
import { describeCalls } from "./call-shapes.ts";
import { compileFetch, type FetchContext } from "./compile-fetch.ts";
import { compileConnector } from "./connector-call.ts";
import { readsClaims, readsHeaders } from "./connector-reads.ts";
import { indexConnectors } from "./connector-index.ts";
import type { ConnectModel, SourceSettings } from "./connector.ts";
import { readExecutableSchema } from "./executable-schema.ts";
import type { Run } from "./fetch-plan.ts";
import { runFetch } from "./run-fetch.ts";

export interface DeclaredSubgraphOptions {
  readonly name: string;
  /** The subgraph's own SDL: its types, with `@key` and `@external`. */
  readonly document: DocumentNode;
  readonly model: ConnectModel;
  /** By name of the source. */
  readonly settings: Readonly<Record<string, SourceSettings>>;
  /** `$env`. */
  readonly env: Readonly<Record<string, string>>;
  /** Whether errors hide which service and connector they come from. Default false. */
  readonly production?: boolean;
}

export function createDeclaredSubgraph(options: DeclaredSubgraphOptions): Subgraph {
  const { name, model, settings } = options;
  // Not before it is needed: a gateway starts with many subgraphs, and few of them have a part in its first answer.
  let context: FetchContext | undefined;
  const contextOf = (): FetchContext => (context ??= compileContext(options));
  let headers: ReturnType<typeof readsHeaders> | undefined;
  return {
    name,
    kind: "declared",
    get readsHeaders() {
      return (headers ??= readsHeaders(model, settings));
    },
    get readsClaims() {
      return readsClaims(model, settings);
    },
    saysFreshness: Object.values(settings).some(({ cache }) => cache !== undefined),
    prepare: (fetch) => prepareFetch(fetch, contextOf()),
    warm: () => void contextOf(),
    close: () => Promise.resolve(),
  };
}

function compileContext({ document, model, settings, env, production = false }: DeclaredSubgraphOptions): FetchContext {
  const schema = readExecutableSchema(document);
  const connectors = model.connectors.map((connector) => {
    const own =
      connector.source && Object.hasOwn(settings, connector.source.name) ? settings[connector.source.name] : undefined;
    return compileConnector(connector, { settings: own ?? {}, env, production });
  });
  return { schema, index: indexConnectors(connectors, schema) };
}

function prepareFetch(document: DocumentNode, context: FetchContext): PreparedFetch {
  const definition = document.definitions.find(
    (node): node is OperationDefinitionNode => node.kind === Kind.OPERATION_DEFINITION,
  );
  if (!definition) throw new Error("A fetch document has no operation.");
  const coerce = compileVariables(context.schema.types, definition);
  const planFor = byConditions(document, (decide) => compileFetch(document, definition, context, decide));

  let calls: PreparedFetch["calls"] | undefined;
  return {
    get calls() {
      return (calls ??= describeCalls(compileFetch(document, definition, context, () => "maybe")));
    },
    execute(variables, operation) {
      const errors: SubgraphError[] = [];
      const fail = (error: unknown): SubgraphResult => ({ data: null, errors: [...errors, failure(error)] });
      try {
        const coerced = coerce(variables);
        const run: Run = { variables: coerced, operation, errors, pending: undefined, batches: undefined };
        return runFetch(planFor(coerced), run).then((data) => ({ data, errors }), fail);
      } catch (error) {
        return Promise.resolve(fail(error));
      }
    },
  };
}

/** Only a GraphQLError's message is meant for clients; anything else is a fault in here. */
function failure(error: unknown): SubgraphError {
  if (error instanceof GraphQLError) return { message: error.message, extensions: { code: "BAD_USER_INPUT" } };
  return createSubgraphError({
    message: "The subgraph could not run this fetch.",
    extensions: { code: "INTERNAL_SERVER_ERROR" },
    cause: error,
  });
}
