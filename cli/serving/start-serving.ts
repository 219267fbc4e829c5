import { startGatewayServer, type GatewayServer, type GatewayServerOptions } from "../../gateway/http-server.ts";
import type { ConnectionSource } from "../../gateway/http/connection-source.ts";
import type { OverloadReport } from "../../gateway/http/overload.ts";
import { ListenError } from "../../gateway/http/listen.ts";
import type { Graph } from "../../gateway/graph.ts";
import type { PersistedOperations } from "../../gateway/documents/persisted-operations.ts";
import type { GatewayMetrics } from "../../gateway/metrics/gateway-metrics.ts";
import type { RateLimit } from "../../gateway/rate-limit/rate-limit.ts";
import type { RestTransport } from "../../subgraphs/rest/transport.ts";
import { createFailureLog } from "../describe-failure.ts";
import { describeFault } from "../describe-fault.ts";
import { createProblemTally } from "../describe-problem.ts";
import type { Output } from "../output.ts";
import type { Project } from "../project.ts";
import { tellOfStore } from "../tell-of-store.ts";
import { ToolError } from "../tool-error.ts";
import { KeptAnswers } from "./kept-answers.ts";
import { SharedStores } from "./shared-stores.ts";
import { openPersisted, readPersisted, type ReadPersisted } from "./open-persisted.ts";
import { openRateLimit, type OpenRateLimit } from "./open-rate-limit.ts";
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

/**
 * Serves a graph as the project's config says.
 *
 * @throws ToolError when the port cannot be listened on, a file of `tls` cannot be read, or `auth` reads a variable that is not set.
 */
export async function startServing(project: Project, options: ServingOptions): Promise<Serving> {
  const { graph, metrics } = options;
  // Before anything is opened that would have to be closed.
  const auth = clientAuthOf(project);
  const parts = await openParts(project, options);
  metrics?.describeGraph(graph.id);
  const server = await listenOrExplain({ ...serverOptions(project, options, parts), ...auth }).catch(
    async (error: unknown) => {
      await parts.close();
      throw error;
    },
  );
  void graph.warm();
  warnOfAccess(graph, project, options);
  return {
    url: server.url,
    prepare: (nextProject, next) => prepareNext(nextProject, next, { parts, server, options, first: project }),
    hearOfWrite: (resource) => parts.kept.hearOfWrite(resource),
    note: (what) => server.noteForProbes(what),
    leave: () => server.leave(),
    async stop() {
      await server.stop();
      await parts.ways.close();
      await parts.close();
    },
  };
}

/** What outlives a graph. */
interface Parts {
  readonly kept: KeptAnswers;
  readonly ways: WaysOut;
  /** The first of the ways. */
  readonly transport: RestTransport;
  readonly persisted: PersistedOperations;
  readonly rateLimit: RateLimit | undefined;
  /** All but the ways, which may still use it. */
  close(): Promise<void>;
}

async function openParts(project: Project, { metrics, output, onWrite }: ServingOptions): Promise<Parts> {
  const stores = new SharedStores(tellOfStore(output));
  const kept = new KeptAnswers({ stores, onWrite });
  const ways = new WaysOut(kept, metrics);
  let limited: OpenRateLimit | undefined;
  const close = async (): Promise<void> => {
    await stores.close();
    await limited?.close();
  };
  try {
    const persisted = await openPersisted(project, {
      stores,
      onOutcome: metrics?.onDocument,
      onUnlisted: (line) => output.warning(line),
    });
    limited = await openRateLimit(project);
    const { transport } = (await ways.prepare(project))();
    return { kept, ways, transport, persisted, rateLimit: limited?.rateLimit, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Busy clients learn within it that their connection ends; an idle one has not sent anything in it. */
const IDLE_DRAIN_MS = 500;

function serverOptions({ config, dir }: Project, options: ServingOptions, parts: Parts): GatewayServerOptions {
  const { graph, production, port, host, connections, metrics, output } = options;
  const { path, context, share, plugins, timeout, drain } = config.gateway ?? {};
  const { transport, persisted, rateLimit, ways } = parts;
  return {
    graph,
    transport,
    production,
    ...wayIn(config),
    ...(port === undefined ? {} : { port }),
    ...(host === undefined ? {} : { host }),
    ...(connections === undefined ? {} : { connections }),
    ...(path === undefined ? {} : { path }),
    ...(context === undefined ? {} : { context }),
    ...(share === undefined ? {} : { share }),
    ...(timeout === undefined ? {} : { timeoutMs: timeout }),
    ...(plugins === undefined ? {} : { plugins }),
    ...(metrics === undefined ? {} : { observer: metrics, onCall: metrics.onCall }),
    ...(drain?.timeout === undefined ? {} : { drainTimeoutMs: drain.timeout }),
    rateLimit,
    persisted,
    idleDrainMs: IDLE_DRAIN_MS,
    onOverload: (report) => output.warning(describeOverload(report)),
    onFailure: createFailureLog(output, () => ({ dir, secrets: ways.secrets() })),
    onProblem: createProblemTally((line) => output.warning(line)),
    onError: (error, where) => output.error(describeFault(error, where, dir)),
  };
}

interface Running {
  readonly parts: Parts;
  readonly server: GatewayServer;
  readonly options: ServingOptions;
  /** What was served at first. */
  readonly first: Project;
}

async function prepareNext(project: Project, graph: Graph, running: Running): Promise<NextGraph> {
  const { parts, server, options, first } = running;
  let useWay: Awaited<ReturnType<WaysOut["prepare"]>>;
  let documents: ReadPersisted;
  try {
    documents = await readPersisted(project);
    useWay = await parts.ways.prepare(project);
  } catch (error) {
    await graph.close();
    throw error;
  }
  // No client waits for what can be done before.
  await graph.warm();
  await server.planAhead(graph);
  return {
    use() {
      const way = useWay();
      server.replaceGraph(graph, way.isNew ? way.transport : undefined);
      parts.persisted.replace(documents);
      options.metrics?.describeGraph(graph.id);
      // Who is let in is taken up by a restart alone.
      warnOfAccess(graph, first, options);
    },
    discard: () => graph.close(),
  };
}

function warnOfAccess({ supergraph }: Graph, { config }: Project, { output }: ServingOptions): void {
  for (const line of describeAccess(supergraph, config.auth)) output.warning(line);
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
