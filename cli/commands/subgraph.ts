import { settingsOf } from "../../gateway/load-graph.ts";
import { serveSingleSubgraph } from "../../gateway/single-subgraph.ts";
import type { Servable } from "../../gateway/http-server.ts";
import { didYouMean } from "../../schema/did-you-mean.ts";
import { lowerFederation } from "../../schema/lower-federation.ts";
import { createCodedSubgraph } from "../../subgraphs/coded/coded-subgraph.ts";
import { createDeclaredSubgraph } from "../../subgraphs/connect/declared-subgraph.ts";
import type { Subgraph } from "../../subgraphs/subgraph.ts";
import { returnedHeadersOf } from "../config/returned-headers.ts";
import { environment, isProduction } from "../environment.ts";
import { openProjectTransport } from "../open-project-transport.ts";
import { openSharedStore } from "../open-shared-store.ts";
import { hasError } from "../output.ts";
import type { CommandContext, ExitCode, ListenOptions } from "../command-context.ts";
import { createFailureLog } from "../describe-failure.ts";
import { describeFault } from "../describe-fault.ts";
import { openProject, requireSubgraphs, sourceSettings, type Project, type ProjectSubgraph } from "../project.ts";
import { readSource, type ReadSource } from "../read-sources.ts";
import { tellOfStore } from "../tell-of-store.ts";
import { ToolError } from "../tool-error.ts";
import { untilStopped } from "../until-stopped.ts";
import { outliveRejections } from "../serving/outlive-rejections.ts";
import { listenOrExplain } from "../serving/start-serving.ts";
import { subgraphLimits } from "../serving/way-in.ts";

/** Serves one subgraph alone, as a federated GraphQL server, until the process is told to end. */
export async function subgraph(
  { output, ...location }: CommandContext,
  name: string,
  options: ListenOptions,
): Promise<ExitCode> {
  const production = isProduction();
  outliveRejections(output, location.dir);
  const project = await openProject(location);
  requireSubgraphs(project);
  const read = await readSource(project, findSubgraph(project, name));
  output.findings(read.diagnostics, new Map(read.text ? [read.text] : []));
  if (hasError(read.diagnostics) || !read.input) {
    output.json({ findings: read.diagnostics });
    return 1;
  }

  const graph = await makeServable(project, read, production);
  const store = await openSharedStore(project, tellOfStore(output));
  const transport = await openProjectTransport(project, { cache: { store } });
  const { gateway } = project.config;
  const { host } = options;
  const server = await listenOrExplain({
    graph,
    transport,
    production,
    limits: subgraphLimits,
    returnedHeaders: returnedHeadersOf(project.config),
    // Not the config's, which is the gateway's own.
    port: options.port ?? 4001,
    ...(host === undefined ? {} : { host }),
    ...(gateway?.timeout === undefined ? {} : { timeoutMs: gateway.timeout }),
    ...(gateway?.context === undefined ? {} : { context: gateway.context }),
    onFailure: createFailureLog(output, () => ({ dir: location.dir, secrets: transport.secrets?.() ?? [] })),
    onError: (error, where) => output.error(describeFault(error, where, location.dir)),
  });
  output.text(`Serving the subgraph ${name} at ${server.url}`);
  output.json({ url: server.url, findings: read.diagnostics });
  await untilStopped();
  await server.stop();
  await transport.close();
  return 0;
}

function findSubgraph(project: Project, name: string): ProjectSubgraph {
  const found = project.subgraphs.find((each) => each.name === name);
  const names = project.subgraphs.map((each) => each.name);
  if (!found) {
    const hint = didYouMean(name, names) ?? `There are: ${names.map((each) => `\`${each}\``).join(", ")}.`;
    throw new ToolError(`There is no subgraph \`${name}\`. ${hint}`);
  }
  if (found.kind === "remote") {
    throw new ToolError(`The subgraph \`${name}\` is served elsewhere already, at ${found.url}.`);
  }
  return found;
}

async function makeServable(project: Project, read: ReadSource, production: boolean): Promise<Servable> {
  const { input, declared, definition } = read;
  if (!input) throw new Error("A source without errors has an input.");
  const settings = settingsOf(input.name, sourceSettings(project));
  const env = environment();
  let made: Subgraph;
  if (definition) {
    made = await createCodedSubgraph({ definition, sources: settings, env, production });
  } else if (declared) {
    made = createDeclaredSubgraph({ name: input.name, ...declared, settings, env, production });
  } else {
    throw new Error("A subgraph that is served here is declared or coded.");
  }
  // The version of federation that most gateways know.
  const { document: typeDefs } = lowerFederation(input.typeDefs, input.name);
  return serveSingleSubgraph({ subgraph: made, typeDefs, production });
}
