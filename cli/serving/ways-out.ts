import type { GatewayMetrics } from "../../gateway/metrics/gateway-metrics.ts";
import { openTransport, type OpenTransport, type OpenTransportOptions } from "../../subgraphs/rest/open-transport.ts";
import { readWayOut } from "../open-project-transport.ts";
import type { Project } from "../project.ts";
import type { KeptAnswers } from "./kept-answers.ts";

/**
 * The ways out to services of a process that serves one graph after another. As long as the config, the environment and the files that
 * it names say the same, it is the same one: connections, tokens and what is known of failing services outlive a graph.
 */
export class WaysOut {
  readonly #kept: KeptAnswers;
  readonly #metrics: GatewayMetrics | undefined;
  #made: string | undefined;
  #current: OpenTransport | undefined;

  constructor(kept: KeptAnswers, metrics: GatewayMetrics | undefined) {
    this.#kept = kept;
    this.#metrics = metrics;
  }

  /**
   * Reads all that one is made of, so that whatever is wrong with it is known.
   *
   * @returns Takes it into use.
   * @throws ToolError as `openProjectTransport`.
   */
  async prepare(project: Project): Promise<() => { readonly transport: OpenTransport; readonly isNew: boolean }> {
    const answers = await this.#kept.of(project);
    const settings = await readWayOut(project);
    // Where answers are kept is the config's, too. Secrets are in it: it stays here.
    const made = JSON.stringify([settings, project.config.cache]);
    const options: OpenTransportOptions = {
      ...settings,
      cache: { answers },
      ...(this.#metrics && { observer: this.#metrics }),
    };
    return () => {
      const isNew = this.#current === undefined || made !== this.#made;
      this.#current = isNew || !this.#current ? openTransport(options) : this.#current;
      this.#made = made;
      this.#metrics?.observeTransport(this.#current);
      return { transport: this.#current, isNew };
    };
  }

  secrets(): Iterable<string> {
    return this.#current?.secrets() ?? [];
  }

  /** The last one; those before have been closed with their graphs. */
  async close(): Promise<void> {
    await this.#current?.close();
  }
}
