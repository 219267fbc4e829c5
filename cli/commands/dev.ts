import type { GraphQLSchema } from "graphql";
import { AutomaticQueries } from "../../gateway/documents/automatic-queries.ts";
import { PersistedOperations } from "../../gateway/documents/persisted-operations.ts";
import type { GatewayServer } from "../../gateway/http-server.ts";
import { redactUrl } from "../../subgraphs/redact-sent.ts";
import { openTransport } from "../../subgraphs/rest/open-transport.ts";
import { ReplaceableTransport } from "../../subgraphs/rest/replaceable-transport.ts";
import type { RestTransport } from "../../subgraphs/rest/transport.ts";
import { Secrets } from "../../subgraphs/secrets.ts";
import { changedCoordinates } from "../changed-coordinates.ts";
import { createKeptComposer } from "../compose-thread.ts";
import { openGraph, type KeptWork, type OpenedGraph } from "../open-graph.ts";
import type { CommandContext, ExitCode, ListenOptions } from "../command-context.ts";
import { describeCall } from "../describe-call.ts";
import { describeFailure } from "../describe-failure.ts";
import { describeFault } from "../describe-fault.ts";
import { describeProblem } from "../describe-problem.ts";
import { openProjectTransport } from "../open-project-transport.ts";
import { optimizeLate } from "../optimize-late.ts";
import { openProject, shownPath, type Project } from "../project.ts";
import { tellOfStore } from "../tell-of-store.ts";
import { ToolError } from "../tool-error.ts";
import { untilStopped } from "../until-stopped.ts";
import { watchProject } from "../watch-project.ts";
import { KeptAnswers } from "../serving/kept-answers.ts";
import { listeningAddress } from "../serving/listening-address.ts";
import { SharedStores } from "../serving/shared-stores.ts";
import { listenOrExplain } from "../serving/start-serving.ts";
import { readPersisted, tellOnce, type ReadPersisted } from "../serving/open-persisted.ts";
import { describeAccess } from "../serving/describe-access.ts";
import { clientAuthOf, wayIn } from "../serving/way-in.ts";

/** Serves the project's graph and follows its files until the process is told to end. */
export async function dev(context: CommandContext, options: ListenOptions): Promise<ExitCode> {
  const session = new DevSession(context, options);
  const failure = new AbortController();
  // Before the files are read for the first time, so that no change falls between the two.
  const stopWatching = await watchProject(await watchedProject(context), (files) =>
    session.reload(files).catch((error: unknown) => failure.abort(error)),
  );
  try {
    const optimizeAsUsual = optimizeLate();
    await session.load();
    optimizeAsUsual();
    await Promise.race([untilStopped(), rejectWhenAborted(failure.signal)]);
  } finally {
    await stopWatching();
    await session.stop();
  }
  return 0;
}

/** What ends a session from inside a reload: the port of a first good graph is in use, or a bug. */
function rejectWhenAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const fail = (): void => reject(signal.reason);
    if (signal.aborted) fail();
    else signal.addEventListener("abort", fail, { once: true });
  });
}

/** A config that is wrong does not say where its subgraphs are; the session says what is wrong with it. */
async function watchedProject({
  output: _output,
  ...location
}: CommandContext): Promise<Pick<Project, "root" | "subgraphs">> {
  try {
    return await openProject(location);
  } catch (error) {
    if (error instanceof ToolError) return { root: location.dir, subgraphs: [] };
    throw error;
  }
}

interface Opened {
  readonly graph: NonNullable<OpenedGraph["graph"]>;
  readonly transport: RestTransport;
  readonly documents: ReadPersisted;
}

interface Address {
  readonly port: number;
  readonly host: string;
  readonly path: string;
}

/** Invariant: once a graph has been served, one is always served: the last that had no errors. */
class DevSession {
  /** The last that could be opened. */
  #project?: Project;
  /** One load after the other: each begins when the one before has ended. */
  #loaded: Promise<void> = Promise.resolve();
  readonly #context: CommandContext;
  readonly #options: ListenOptions;
  readonly #transport = new ReplaceableTransport(openTransport());
  readonly #composer = createKeptComposer();
  readonly #kept: KeptWork = { sources: new Map(), composer: this.#composer.compose };
  readonly #stores: SharedStores;
  readonly #persisted: PersistedOperations;
  #server?: GatewayServer;
  /** Where the server listens: what was wanted when it was started. */
  #address?: Address;
  #schema?: GraphQLSchema;

  constructor(context: CommandContext, options: ListenOptions) {
    this.#context = context;
    this.#options = options;
    this.#stores = new SharedStores(tellOfStore(context.output));
    const onUnlisted = tellOnce((line) => context.output.text(`  ! ${line}`));
    this.#persisted = new PersistedOperations({ automatic: new AutomaticQueries(), onUnlisted });
  }

  load(): Promise<void> {
    this.#loaded = this.#loaded.then(() => this.#load());
    return this.#loaded;
  }

  reload(files: readonly string[]): Promise<void> {
    const { output, dir } = this.#context;
    const names = files.map((file) => shownPath({ dir }, file));
    output.text(`\n${names.slice(0, 3).join(", ")}${names.length > 3 ? ` and ${names.length - 3} more` : ""} changed`);
    return this.load();
  }

  async #load(): Promise<void> {
    const opened = await this.#open();
    if (!opened) {
      this.#context.output.text(
        this.#server ? "The last good graph is still being served." : "Nothing is served yet. Waiting for a change.",
      );
      return;
    }
    const { graph, transport, documents } = opened;
    // What is refused in production is told of here: the explorer asks what nobody has listed.
    this.#persisted.replace({ ...documents, mode: documents.mode === "require" ? "log" : documents.mode });
    // What still runs on the one before ends there.
    void this.#transport.use(transport);
    if (this.#server) {
      this.#server.replaceGraph(graph);
      this.#showChanges(graph.schema);
      this.#sayWhatStays();
    } else {
      await this.#serve(graph);
    }
    this.#schema = graph.schema;
    const lines = describeAccess(graph.supergraph, this.#project?.config.auth);
    for (const line of lines) this.#context.output.text(`  ! ${line}`);
  }

  async stop(): Promise<void> {
    await this.#server?.stop();
    await this.#transport.close();
    await this.#stores.close();
    await this.#composer.close();
  }

  /** Prints what is wrong; a mistake in the config is one more thing that may be put right while we watch. */
  async #open(): Promise<Opened | undefined> {
    const { output, ...location } = this.#context;
    try {
      this.#project = await openProject(location);
      const documents = await readPersisted(this.#project);
      // In memory nothing outlives an edit: it may be one of what the services are asked, or with which credentials.
      const answers = await new KeptAnswers({ stores: this.#stores }).of(this.#project);
      const transport = await openProjectTransport(this.#project, { cache: { answers } });
      const { graph, diagnostics, texts } = await this.#openGraph(this.#project, transport);
      output.findings(diagnostics, texts);
      output.json({ event: "composed", ok: graph !== undefined, findings: diagnostics });
      return graph && { graph, transport, documents };
    } catch (error) {
      if (!(error instanceof ToolError)) throw error;
      output.findings(error.diagnostics);
      output.text(error.message);
      output.json({ event: "composed", ok: false, findings: error.diagnostics, error: { message: error.message } });
      return undefined;
    }
  }

  /** The transport is closed where there comes no graph. */
  async #openGraph(project: Project, transport: RestTransport): Promise<OpenedGraph> {
    let opened: OpenedGraph | undefined;
    try {
      opened = await openGraph(project, { production: false, kept: this.#kept });
      return opened;
    } finally {
      if (!opened?.graph) await transport.close();
    }
  }

  async #serve(graph: Opened["graph"]): Promise<void> {
    const { output } = this.#context;
    const address = this.#wantedAddress();
    const server = await listenOrExplain({
      graph,
      transport: this.#transport,
      production: false,
      explorer: true,
      persisted: this.#persisted,
      ...wayIn(this.#project?.config ?? {}),
      ...address,
      ...(this.#project?.config.gateway?.timeout !== undefined && { timeoutMs: this.#project.config.gateway.timeout }),
      ...(this.#project?.config.gateway?.plugins && { plugins: this.#project.config.gateway.plugins }),
      context: async (request) => (await this.#project?.config.gateway?.context?.(request)) ?? {},
      ...(this.#project && clientAuthOf(this.#project)),
      onCall: (call) => {
        output.text(`  ${new Secrets(this.#transport.secrets()).redactText(describeCall(call))}`);
        output.json({ event: "call", ...call, url: redactUrl(call.url) });
      },
      onFailure: (failure) => {
        const { dir } = this.#context;
        const line = describeFailure(failure, { dir, secrets: this.#transport.secrets() });
        output.text(`  ! ${line}`);
        output.json({ event: "failure", errorId: failure.errorId, message: line });
      },
      onProblem: (problem) => {
        output.text(`  ! ${describeProblem(problem)}`);
        output.json({ event: "problem", ...problem });
      },
      onError: (error, where) => output.error(describeFault(error, where, this.#context.dir)),
    });
    this.#server = server;
    this.#address = address;
    output.text(`Serving GraphQL at ${server.url}\nExplorer at ${new URL("/", server.url).href}`);
    output.json({ event: "serving", url: server.url });
  }

  #wantedAddress(): Address {
    const config = this.#project?.config ?? {};
    // Not for the network: what it can read with the developer's access is for the developer.
    const { port, host = "127.0.0.1" } = listeningAddress(this.#options, config);
    return { port, host, path: config.gateway?.path ?? "/graphql" };
  }

  /** The one part of the config that is not followed: clients and the explorer's page are at the old address. */
  #sayWhatStays(): void {
    const wanted = this.#wantedAddress();
    const old = this.#address;
    if (!old || (wanted.port === old.port && wanted.host === old.host && wanted.path === old.path)) return;
    const { output } = this.#context;
    output.text(
      "The config names another port, host or path now, which is taken up when `restuary dev` is started again.",
    );
    output.json({ event: "address-stays", wanted });
  }

  #showChanges(schema: GraphQLSchema): void {
    const changes = this.#schema ? changedCoordinates(this.#schema, schema) : [];
    const { output } = this.#context;
    output.text(changes.length === 0 ? "Recomposed. The API is the same." : `Recomposed.\n  ${changes.join("\n  ")}`);
    output.json({ event: "served", changes });
  }
}
