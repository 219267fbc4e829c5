import { ListenError } from "../../gateway/http/listen.ts";
import { startGatewayServer, type GatewayServer, type GatewayServerOptions } from "../../gateway/http-server.ts";
import { createRestTransport } from "../../subgraphs/rest/transport.ts";
import { isProduction } from "../environment.ts";
import { openGraph } from "../open-graph.ts";
import type { CommandContext, ExitCode, ListenOptions } from "../command-context.ts";
import { describeFailedCall } from "../describe-call.ts";
import { describeFault } from "../describe-fault.ts";
import { createProblemTally } from "../describe-problem.ts";
import { openProject } from "../project.ts";
import { ToolError } from "../tool-error.ts";
import { untilStopped } from "../until-stopped.ts";

/** Serves the graph until the process is told to end. */
export async function serve(
  { output, ...location }: CommandContext,
  options: ListenOptions & { readonly supergraph?: string },
): Promise<ExitCode> {
  const production = isProduction();
  const project = await openProject(location);
  const { gateway } = project.config;
  const { graph, diagnostics, texts } = await openGraph(project, { ...options, production });
  output.findings(diagnostics, texts);
  if (!graph) {
    output.json({ findings: diagnostics });
    return 1;
  }

  const transport = createRestTransport();
  const host = options.host ?? gateway?.host;
  const server = await listenOrExplain({
    graph,
    transport,
    production,
    port: options.port ?? gateway?.port ?? 4000,
    ...(host === undefined ? {} : { host }),
    ...(gateway?.path === undefined ? {} : { path: gateway.path }),
    ...(gateway?.context === undefined ? {} : { context: gateway.context }),
    ...(gateway?.share === undefined ? {} : { share: gateway.share }),
    ...(gateway?.plugins === undefined ? {} : { plugins: gateway.plugins }),
    onCall: (call) => {
      const failure = describeFailedCall(call);
      if (failure !== undefined) output.warning(failure);
    },
    onProblem: createProblemTally((line) => output.warning(line)),
    onError: (error, where) => output.error(describeFault(error, where, location.dir)),
  });
  if (!production) output.progress("NODE_ENV is not production: introspection is on, and errors tell details");
  output.text(`Serving GraphQL at ${server.url}`);
  output.json({ url: server.url, findings: diagnostics });

  await untilStopped();
  output.progress("finishing running operations");
  await server.stop();
  await transport.close();
  return 0;
}

/** Starts the server; a port that cannot be had is a sentence and not a crash. */
export async function listenOrExplain(options: GatewayServerOptions): Promise<GatewayServer> {
  try {
    return await startGatewayServer(options);
  } catch (error) {
    await options.transport.close();
    if (error instanceof ListenError) throw new ToolError(error.message, { cause: error });
    throw error;
  }
}
