import type { AnswerStore } from "../../subgraphs/rest/cache/answer-store.ts";
import { MemoryAnswers } from "../../subgraphs/rest/cache/memory-answers.ts";
import { SharedAnswers } from "../../subgraphs/rest/cache/shared-answers.ts";
import type { Project } from "../project.ts";
import type { SharedStores } from "./shared-stores.ts";

export interface KeptAnswersOptions {
  readonly stores: SharedStores;
  /** Told what was written to through this process, where that is to be forgotten in the memory of others. */
  readonly onWrite?: ((resource: string) => void) | undefined;
}

/**
 * Where this process keeps what services answer, however often its graph is replaced: a write that ends on the graph
 * before must make anew what the next one has kept.
 */
export class KeptAnswers {
  readonly #options: KeptAnswersOptions;
  #memory: MemoryAnswers | undefined;
  #place: { readonly config: string; readonly answers: AnswerStore } | undefined;

  constructor(options: KeptAnswersOptions) {
    this.#options = options;
  }

  /** The place that the config names: the same as before as long as it names the same. @throws as `openSharedStore`. */
  async of(project: Pick<Project, "config">): Promise<AnswerStore> {
    const config = JSON.stringify(project.config.cache ?? {});
    if (this.#place?.config !== config) this.#place = { config, answers: await this.#open(project) };
    return this.#place.answers;
  }

  async #open(project: Pick<Project, "config">): Promise<AnswerStore> {
    const store = await this.#options.stores.of(project);
    if (store) return new SharedAnswers(store);
    this.#memory = new MemoryAnswers(project.config.cache?.maxSize, this.#options.onWrite);
    return this.#memory;
  }

  /** Another process has written to it. */
  hearOfWrite(resource: string): void {
    this.#memory?.hearOfWrite(resource);
  }
}
