import { json, type Answer } from "./answer.ts";

export interface ReadinessOptions {
  /** What has to be there before anybody can be answered, and is not yet. */
  readonly waitsFor: () => readonly string[];
}

/** Whether this server should get new requests, and what its health checks answer. */
export class Readiness {
  readonly #options: ReadinessOptions;
  #isLeaving = false;
  #note: string | undefined;

  constructor(options: ReadinessOptions) {
    this.#options = options;
  }

  /** It is about to end: whoever sends requests should find another. */
  leave(): void {
    this.#isLeaving = true;
  }

  /** What is not as it should be, although everything is answered. */
  note(what: string | undefined): void {
    this.#note = what;
  }

  answer(): Answer {
    if (this.#isLeaving) return json(503, { status: "draining", reasons: ["The gateway is about to end."] });
    const missing = this.#options.waitsFor();
    if (missing.length > 0) return json(503, { status: "not ready", reasons: missing });
    return json(200, { status: "ok", ...(this.#note !== undefined && { reasons: [this.#note] }) });
  }
}
