import { startGatewayServer, type GatewayServer, type GatewayServerOptions } from "../../gateway/http-server.ts";
import type { ConnectionSource } from "../../gateway/http/connection-source.ts";
import type { OverloadReport } from "../../gateway/http/overload.ts";
import { ListenError } from "../../gateway/http/listen.ts";
import type { Graph } from "../../gateway/graph.ts";
import type { GatewayMetrics } from "../../gateway/metrics.ts";
import { createFailureLog } from "../describe-failure.ts";
import { describeFault } from "../describe-fault.ts";
import { createProblemTally } from "../describe-problem.ts";
import type { Output } from "../output.ts";
import type { Project } from "../project.ts";
import { tellOfStore } from "../tell-of-store.ts";
import { ToolError } from "../tool-error.ts";
import { collectSooner } from "./collect-sooner.ts";
import { KeptAnswers } from "./kept-answers.ts";
import { openPersisted, readPersisted, type ReadPersisted } from "./open-persisted.ts";
import { openRateLimit } from "./open-rate-limit.ts";
import { describeAccess } from "./describe-access.ts";
import { clientAuthOf, wayIn } from "./way-in.ts";
import { WaysOut } from "./ways-out.ts";

export interface ServingOptions {
  readonly graph: Graph;
  readonly production: boolean;
  readonly port?: number;
  readonly host?: string | undefined;
  /** In place of a port: what another process accepts. */
  readonly connections?: ConnectionSource;
  readonly metrics?: GatewayMetrics | undefined;
  readonly output: Output;
  /** Told what was written to through this process, for others to forget what they keep of it in memory. */
  readonly onWrite?: (resource: string) => void;
}

/** One server in this process. */
export interface Serving {
  readonly url: string;
  /**
   * Makes another graph ready to be served, reached as the project's config says. The graph is closed where it cannot be.
   *
   * @throws ToolError when a file of `tls` cannot be read, or a variable that `auth` reads is not set.
   */
  prepare(project: Project, graph: Graph): Promise<NextGraph>;
  /** Another process has written to it. */
  hearOfWrite(resource: string): void;
  /** What probes are told beside that all is well. */
  note(what: string | undefined): void;
  /** From now on probes are told that it is about to end. */
  leave(): void;
  /** Lets running operations finish. */
  stop(): Promise<void>;
}

/** A graph that may be served. */
export interface NextGraph {
  /** Serves it from the next request on. */
  use(): void;
  discard(): Promise<void>;
}

/** Busy clients learn within it that their connection ends; an idle one has not sent anything in it. */
const IDLE_DRAIN_MS = 500;

/**
 * Serves a graph as the project's config says.
 *
 * @throws ToolError when the port cannot be listened on, a file of `tls` cannot be read, or `auth` reads a variable that is not set.
 */
export async function startServing(project: Project, options: ServingOptions): Promise<Serving> {
  collectSooner();
  const { config, dir } = project;
  const { graph, production, port, host, connections, metrics, output } = options;
  const { path, context, share, plugins, timeout, drain } = config.gateway ?? {};
  // Before anything is opened that would have to be closed.
  const auth = clientAuthOf(project);
  const kept = new KeptAnswers({ onStoreChange: tellOfStore(output), onWrite: options.onWrite });
  const ways = new WaysOut(kept, metrics);
  const persisted = await openPersisted(project, {
    onStoreChange: tellOfStore(output),
    onOutcome: metrics?.onDocument,
    onUnlisted: (line) => output.warning(line),
  });
  const limited = await openRateLimit(project).catch(async (error: unknown) => {
    await persisted.close();
    throw error;
  });
  const closeStores = async (): Promise<void> => {
    await kept.close();
    await persisted.close();
    await limited?.close();
  };
  const giveUp = async (error: unknown): Promise<never> => {
    await closeStores();
    throw error;
  };
  const { transport } = (await ways.prepare(project).catch(giveUp))();
  metrics?.describeGraph(graph.id);
  const server = await listenOrExplain({
    graph,
    transport,
    production,
    ...wayIn(config),
    ...auth,
    ...(port === undefined ? {} : { port }),
    ...(host === undefined ? {} : { host }),
    ...(connections === undefined ? {} : { connections }),
    ...(path === undefined ? {} : { path }),
    ...(context === undefined ? {} : { context }),
    ...(share === undefined ? {} : { share }),
    ...(timeout === undefined ? {} : { timeoutMs: timeout }),
    ...(plugins === undefined ? {} : { plugins }),
    ...(metrics === undefined ? {} : { observer: metrics }),
    rateLimit: limited?.rateLimit,
    persisted: persisted.operations,
    idleDrainMs: IDLE_DRAIN_MS,
    ...(drain?.timeout !== undefined && { drainTimeoutMs: drain.timeout }),
    onOverload: (report) => output.warning(describeOverload(report)),
    ...(metrics && { onCall: metrics.onCall }),
    onFailure: createFailureLog(output, () => ({ dir, secrets: ways.secrets() })),
    onProblem: createProblemTally((line) => output.warning(line)),
    onError: (error, where) => output.error(describeFault(error, where, dir)),
  }).catch(giveUp);
  void graph.warm();
  const warnOfAccess = (served: Graph): void => {
    for (const line of describeAccess(served.supergraph, config.auth)) output.warning(line);
  };
  warnOfAccess(graph);
  return {
    url: server.url,
    async prepare(nextProject, next) {
      let useWay: Awaited<ReturnType<WaysOut["prepare"]>>;
      let documents: ReadPersisted;
      try {
        documents = await readPersisted(nextProject);
        useWay = await ways.prepare(nextProject);
      } catch (error) {
        await next.close();
        throw error;
      }
      // No client waits for what can be done before.
      await next.warm();
      await server.planAhead(next);
      return {
        use() {
          const way = useWay();
          server.replaceGraph(next, way.isNew ? way.transport : undefined);
          persisted.operations.replace(documents);
          metrics?.describeGraph(next.id);
          warnOfAccess(next);
        },
        discard: () => next.close(),
      };
    },
    hearOfWrite: (resource) => kept.hearOfWrite(resource),
    note: (what) => server.noteForProbes(what),
    leave: () => server.leave(),
    async stop() {
      await server.stop();
      await ways.close();
      await closeStores();
    },
  };
}

function describeOverload({ kind, reason, refused }: OverloadReport): string {
  if (kind === "ended") return `Requests are no longer turned away. ${refused} were.`;
  const what = reason === "delay" ? "the event loop is late again and again" : "as many operations run as may at once";
  return `Requests are turned away with 503: ${what}.`;
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
