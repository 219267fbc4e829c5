import { GraphQLError, type DocumentNode } from "graphql";
import type { SourceSettings } from "../connect/connector.ts";
import { isObject } from "../mapping/json.ts";
import type { OperationContext } from "../operation-context.ts";
import { RestError } from "../rest/rest-error.ts";
import { toGraphQLError } from "../rest/upstream-error.ts";
import { createSubgraphError } from "../subgraph-error.ts";
import type { CallShape, PreparedFetch, Subgraph, SubgraphError } from "../subgraph.ts";
import { askedCoordinates } from "./asked-coordinates.ts";
import { buildCodedSchema } from "./build-coded-schema.ts";
import type { CodedContext, SourceClass, SubgraphDefinition } from "./define-subgraph.ts";
import { compileExecution, type Execute } from "./execution/compile-execution.ts";

export interface CodedSubgraphOptions {
  /** As `readDefinition` returned it. */
  readonly definition: SubgraphDefinition;
  /** Settings by source name. Default: none. */
  readonly sources?: Readonly<Record<string, SourceSettings>>;
  /** What sources see as `this.env`. Default: empty. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Hides the message of an error that was not thrown as a GraphQLError. Default false. */
  readonly production?: boolean;
}

/**
 * Makes a coded subgraph that runs in this process. Loads `@apollo/subgraph`, which is why it is async.
 *
 * @throws Error when the definition's SDL is no valid subgraph schema; composition reports the same faults with places.
 */
export async function createCodedSubgraph(options: CodedSubgraphOptions): Promise<Subgraph> {
  const { definition, production = false } = options;
  const schema = await buildCodedSchema(definition);
  const contextOf = createContexts(options);

  function prepare(document: DocumentNode): PreparedFetch {
    // Compiled when it is first run: who counts calls runs nothing.
    let run: Execute | undefined;
    return {
      calls: askedCoordinates(definition.name, document).map(codedCallShape),
      async execute(variables, operation) {
        operation.policy?.needHints();
        try {
          run ??= compileExecution(schema, document);
          // Its resolvers may wait for what nobody aborts.
          const { data, errors } = await run(variables, contextOf(operation), operation.rest.deadline);
          return { data, errors: errors.map((error) => toSubgraphError(error, production)) };
        } catch (error) {
          // A source's constructor is the author's code too.
          const originalError = error instanceof Error ? error : new Error(String(error));
          const located = new GraphQLError(originalError.message, { originalError });
          return { data: null, errors: [toSubgraphError(located, production)] };
        }
      },
    };
  }

  const saysFreshness = Object.values(options.sources ?? {}).some(({ cache }) => cache !== undefined);
  return { name: definition.name, kind: "coded", saysFreshness, prepare, close: async () => {} };
}

/**
 * One context, and so one instance of each source, per client operation: a DataLoader's batches and answers span all the
 * fetches of the operation, and never two operations.
 */
function createContexts(
  options: CodedSubgraphOptions,
): (operation: OperationContext) => CodedContext<Record<string, SourceClass>> {
  const { definition, sources: settingsByName = {}, env = {} } = options;
  const contexts = new WeakMap<OperationContext, CodedContext<Record<string, SourceClass>>>();
  return (operation) => {
    const known = contexts.get(operation);
    if (known) return known;
    const sources: Record<string, InstanceType<SourceClass>> = {};
    for (const [name, Source] of Object.entries(definition.sources)) {
      const settings = settingsByName[name] ?? {};
      const source = new Source({ operation, subgraph: definition.name, name, settings, env });
      // After the constructor, whose class fields would win otherwise.
      if (typeof settings.baseUrl === "string") source.baseURL = settings.baseUrl;
      sources[name] = source;
    }
    // Read from the operation when they are asked for, which it may want to know.
    const created = {
      sources,
      get context() {
        return operation.context;
      },
      get claims() {
        const claims = operation.context["claims"];
        return isObject(claims) ? claims : undefined;
      },
      get requestHeaders() {
        return operation.requestHeaders;
      },
    };
    contexts.set(operation, created);
    return created;
  };
}

/**
 * A GraphQLError was thrown for clients to see, and a RestError knows what may be told. Anything else is a fault whose
 * message may hold anything; in production it is kept for the log alone.
 */
function toSubgraphError(error: GraphQLError, production: boolean): SubgraphError {
  const { path, originalError: cause } = error;
  if (cause instanceof RestError) {
    const { message, extensions } = toGraphQLError(cause);
    return createSubgraphError({ message, path, extensions, cause });
  }
  // By name: the module may have its own copy of graphql. graphql-js's own errors have nothing beneath.
  if (!cause || cause.name === "GraphQLError") {
    const { message, extensions } = error;
    return createSubgraphError({ message, path, extensions, cause: cause ?? error });
  }
  const message = production ? "Internal server error" : error.message;
  return createSubgraphError({ message, path, extensions: { code: "INTERNAL_SERVER_ERROR" }, cause });
}

/** What is known of calls that code makes. */
export function codedCallShape({ coordinate, perEntity }: { coordinate: string; perEntity: boolean }): CallShape {
  return {
    coordinate,
    method: null,
    url: null,
    per: "unknown",
    batchSize: null,
    perEntity,
    lists: [],
    optional: true,
    after: [],
  };
}
