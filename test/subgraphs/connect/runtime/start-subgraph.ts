import { afterEach } from "@jest/globals";
import { parse } from "graphql";
import { readConnectors } from "../../../../subgraphs/connect/read.ts";
import { createDeclaredSubgraph } from "../../../../subgraphs/connect/declared-subgraph.ts";
import type { SourceSettings } from "../../../../subgraphs/connect/connector.ts";
import type { MappingProblemReport, OperationContext } from "../../../../subgraphs/operation-context.ts";
import { createRestOperation } from "../../../../subgraphs/rest/create-rest-operation.ts";
import { createRestTransport } from "../../../../subgraphs/rest/transport.ts";
import type { Subgraph, SubgraphResult } from "../../../../subgraphs/subgraph.ts";
import { startRestServer, type Handler, type RecordedRequest } from "../../../support/rest-server.ts";

export interface StartOptions {
  readonly sdl: string;
  readonly handler: Handler;
  readonly settings?: SourceSettings;
  readonly env?: Readonly<Record<string, string>>;
  readonly production?: boolean;
  /** The version of the connect spec. Default v0.3. */
  readonly version?: string;
}

export interface StartedSubgraph {
  readonly subgraph: Subgraph;
  readonly url: string;
  readonly requests: readonly RecordedRequest[];
  readonly problems: readonly MappingProblemReport[];
  /** `METHOD url` of each request so far, in order of arrival. */
  calls(): readonly string[];
  run(
    document: string,
    variables?: Record<string, unknown>,
    context?: Partial<OperationContext>,
  ): Promise<SubgraphResult>;
  close(): Promise<void>;
}

/** `startSubgraph`, with everything closed after each test. */
export function subgraphStarter(): typeof startSubgraph {
  const started: StartedSubgraph[] = [];
  afterEach(async () => {
    await Promise.all(started.splice(0).map((each) => each.close()));
  });
  return async (options) => {
    const subgraph = await startSubgraph(options);
    started.push(subgraph);
    return subgraph;
  };
}

/** A declared subgraph named `shop`, whose source `api` is a real server. `SERVER` in the SDL is its URL. */
async function startSubgraph(options: StartOptions): Promise<StartedSubgraph> {
  const { sdl, handler, settings, env = {}, production = false, version = "v0.3" } = options;
  const server = await startRestServer(handler);
  const transport = createRestTransport();
  const links = `extend schema
    @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key", "@external", "@requires", "@shareable", "@interfaceObject"])
    @link(url: "https://specs.apollo.dev/connect/${version}", import: ["@connect", "@source"])
    @source(name: "api", http: { baseURL: "${server.url}/" })\n`;
  const document = parse((sdl.includes("@source(") ? sdl : links + sdl).replaceAll("SERVER", server.url));
  const { model, diagnostics } = readConnectors({ subgraph: "shop", document, file: "shop.graphql" });
  if (!model) {
    await server.close();
    throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  }
  const subgraph = createDeclaredSubgraph({
    name: "shop",
    document,
    model,
    settings: settings ? { api: settings } : {},
    env,
    production,
  });
  const problems: MappingProblemReport[] = [];
  return {
    subgraph,
    url: server.url,
    requests: server.requests,
    problems,
    calls: () => server.requests.map(({ method, url }) => `${method} ${url}`),
    run: (text, variables = {}, context = {}) =>
      subgraph.prepare(parse(text)).execute(variables, {
        requestHeaders: {},
        context: {},
        rest: createRestOperation({ transport }),
        onProblem: (problem) => problems.push(problem),
        ...context,
      }),
    async close() {
      await subgraph.close();
      await transport.close();
      await server.close();
    },
  };
}
