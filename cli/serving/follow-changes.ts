import { resolve } from "node:path";
import type { Project } from "../project.ts";

export interface FollowOptions {
  readonly project: Project;
  /** File; relative to `-C`. Absent: the graph is composed of the project's sources. */
  readonly supergraph?: string | undefined;
  /** Whether files are watched, and not only signals heard. */
  readonly watch: boolean;
}

/** How often a file's state is asked for. A file that is replaced under a link, as Kubernetes does it, tells nobody. */
const POLL_MS = 500;

export type Reload = (why: string) => Promise<void>;

/** What is to be taken up: asked for from the start, and done once there is something to take it up. */
export class Changes {
  #running = Promise.resolve();
  #reload: Reload | undefined;
  #asked: string | undefined;
  #isStopped = false;
  #stopWatching: (() => Promise<void>) | undefined;

  /**
   * Hears SIGHUP and, where files are watched, changes of the graph and the config: before they are read for the first
   * time, so that no change falls between the two.
   */
  static async follow({ project, supergraph, watch }: FollowOptions): Promise<Changes> {
    const changes = new Changes();
    // In a terminal it says that the terminal is gone.
    if (!process.stdin.isTTY) process.on("SIGHUP", () => changes.ask("SIGHUP"));
    if (watch) changes.#stopWatching = await watchFiles(project, supergraph, () => changes.ask("files changed"));
    return changes;
  }

  /** One reload for all that is asked before it begins. */
  ask(why: string): void {
    const isAsked = this.#asked !== undefined;
    this.#asked ??= why;
    if (!isAsked) this.#run();
  }

  /** @param reload  Called once at a time, and told why. Never rejects. */
  begin(reload: Reload): void {
    this.#reload = reload;
    if (this.#asked !== undefined) this.#run();
  }

  /** Waits for the reload that runs. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#stopWatching?.();
    await this.#running;
  }

  #run(): void {
    const reload = this.#reload;
    if (!reload) return;
    this.#running = this.#running.then(() => {
      const why = this.#asked;
      this.#asked = undefined;
      return why === undefined || this.#isStopped ? undefined : reload(why);
    });
  }
}

async function watchFiles(
  project: Project,
  supergraph: string | undefined,
  onChange: () => void,
): Promise<() => Promise<void>> {
  if (supergraph === undefined) {
    const { watchProject } = await import("../watch-project.ts");
    return watchProject(project, async () => onChange());
  }
  const { watch } = await import("chokidar");
  const { configFile } = project;
  const watcher = watch([resolve(project.dir, supergraph), ...(configFile === undefined ? [] : [configFile])], {
    ignoreInitial: true,
    usePolling: true,
    interval: POLL_MS,
    // Who writes it in place is not done with the first bytes.
    awaitWriteFinish: { stabilityThreshold: POLL_MS, pollInterval: 100 },
  });
  watcher.on("all", (event) => {
    // Who replaces it may take it away first.
    if (event === "add" || event === "change") onChange();
  });
  await new Promise<void>((settle) => watcher.once("ready", settle));
  return () => watcher.close();
}
