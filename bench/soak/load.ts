import { setTimeout as sleep } from "node:timers/promises";
import { Agent, request } from "undici";

/** What became of the requests of a load. */
export interface Tally {
  asked: number;
  answered: number;
  /** Answers whose part of the service that has faults is missing, with the reason why. */
  partial: number;
  /** Clients that went before they were answered. */
  left: number;
  /** Told to come again, by 503. */
  turnedAway: number;
  /** Not asked, as too many were asking: the machine had other things to do, and it was more than half of the load. */
  heldBack: number;
  /**
   * Writes that were told that their connection broke: a service closes it after five idle seconds, and a machine that
   * stands still for longer than that writes into it. Nobody can tell whether it was done, so it is not sent again.
   */
  brokenWrites: number;
  /** No answer, or one that is wrong; the first of them are told. */
  lost: number;
  readonly losses: string[];
}

interface Operation {
  readonly query: string;
  /** What is wrong with an answer. */
  readonly fault: (answer: Answer, n: number) => string | undefined;
}

interface Told {
  readonly n: number;
  readonly generation: number;
}

interface Answer {
  readonly data?: {
    readonly calm?: Told | null;
    readonly shaky?: Told | null;
    readonly note?: Told | null;
    readonly items?: readonly { readonly id: string; readonly name: string; readonly stock: number | null }[] | null;
  } | null;
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly reason?: string } }[];
}

const operations: readonly Operation[] = [
  {
    query: "query ($n: Int!) { calm(n: $n) { n generation } shaky(n: $n) { n generation } }",
    fault: ({ data, errors }, n) => {
      if (data?.calm?.n !== n) return "the part that has no fault is missing";
      if (!data.shaky) return errors?.[0]?.extensions?.reason === undefined ? "a null without a reason" : undefined;
      if (data.shaky.n !== n) return "somebody else's answer";
      return data.calm.generation === data.shaky.generation ? undefined : "half of one graph and half of another";
    },
  },
  {
    query: "{ items { id name stock } }",
    fault: ({ data, errors = [] }) => {
      if (data?.items?.length !== 20) return "the part that has no fault is missing";
      const missing = data.items.filter(({ stock }) => stock === null).length;
      return missing > 0 && errors.length === 0 ? "a null without a reason" : undefined;
    },
  },
  {
    query: "mutation ($n: Int!) { note(n: $n) { n generation } }",
    fault: ({ data }, n) => (data?.note?.n === n ? undefined : "a write without its answer"),
  },
];

/** More than the gateway gives an operation. */
const patienceMs = 30_000;
/** At a time, each with a connection of its own: a request that waits in this process is not the gateway's to lose. */
const mostClients = 128;

/**
 * The gateway says that it keeps an idle connection for a minute, and undici, which counts time by ticks that a busy
 * machine delays, would believe it for longer than that: a request into a closed connection is not the gateway's to lose.
 */
function newAgent(): Agent {
  return new Agent({ connections: mostClients, pipelining: 1, keepAliveTimeout: 10_000, keepAliveMaxTimeout: 10_000 });
}

/** Clients of one gateway. One in twenty leaves before it is answered. */
export class Load {
  readonly tally: Tally = {
    asked: 0,
    answered: 0,
    partial: 0,
    left: 0,
    turnedAway: 0,
    heldBack: 0,
    brokenWrites: 0,
    lost: 0,
    losses: [],
  };
  #agent = newAgent();
  readonly #url: string;
  #running = 0;
  #isPaused = false;

  constructor(url: string) {
    this.#url = url;
  }

  /** As many at a time as are given, as fast as they are answered. @returns Answers per second. */
  async findLimit(clients: number, seconds: number): Promise<number> {
    const before = this.tally.answered;
    const end = Date.now() + seconds * 1_000;
    const ask = async (): Promise<void> => {
      while (Date.now() < end) await this.#one();
    };
    await Promise.all(Array.from({ length: clients }, ask));
    return (this.tally.answered - before) / seconds;
  }

  /** So many each second, whether those before are answered or not; resolves when all are. */
  async run(perSecond: number, isOver: () => boolean): Promise<void> {
    let [due, lookedAt] = [0, Date.now()];
    while (!isOver()) {
      const now = Date.now();
      if (!this.#isPaused) due += ((now - lookedAt) / 1_000) * perSecond;
      lookedAt = now;
      for (; due >= 1; due -= 1) {
        if (this.#running < mostClients) void this.#one();
        else this.tally.heldBack += 1;
      }
      await sleep(5);
    }
    await this.#settled();
  }

  /** Asks for nothing until all that was asked is answered, and something has been done then. */
  async during<T>(look: () => Promise<T>): Promise<T> {
    this.#isPaused = true;
    await this.#settled();
    const seen = await look();
    this.#isPaused = false;
    return seen;
  }

  async #settled(): Promise<void> {
    while (this.#running > 0) await sleep(20);
  }

  /** Those that ask from now on have connections of their own, as all that were open are closed. */
  async disconnect(): Promise<void> {
    const before = this.#agent;
    this.#agent = newAgent();
    await before.destroy();
  }

  async close(): Promise<void> {
    await this.#agent.destroy();
  }

  async #one(): Promise<void> {
    const n = this.tally.asked;
    this.tally.asked += 1;
    const operation = operations[n % operations.length];
    if (!operation) return;
    this.#running += 1;
    const leaving = n % 20 === 7 ? new AbortController() : undefined;
    if (leaving) setTimeout(() => leaving.abort(), n % 30);
    try {
      await this.#ask(operation, n, leaving?.signal ?? AbortSignal.timeout(patienceMs));
    } catch (error) {
      if (leaving?.signal.aborted) this.tally.left += 1;
      else this.#lose(String(error));
    }
    this.#running -= 1;
  }

  async #ask({ query, fault }: Operation, n: number, signal: AbortSignal): Promise<void> {
    const { statusCode, body } = await request(this.#url, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `user-${n % 50}` },
      body: JSON.stringify({ query, variables: query.includes("$n") ? { n } : {} }),
      dispatcher: this.#agent,
      signal,
    });
    const text = await body.text();
    if (statusCode === 503) {
      this.tally.turnedAway += 1;
      return;
    }
    const answer = JSON.parse(text) as Answer; // GraphQL over HTTP
    if (answer.data?.note === null && answer.errors?.[0]?.extensions?.reason === "UPSTREAM_UNAVAILABLE") {
      this.tally.brokenWrites += 1;
      return;
    }
    const wrong = statusCode === 200 ? fault(answer, n) : `status ${statusCode}`;
    if (wrong !== undefined) return this.#lose(`${wrong}: ${text.slice(0, 300)}`);
    this.tally.answered += 1;
    if (answer.errors) this.tally.partial += 1;
  }

  #lose(why: string): void {
    this.tally.lost += 1;
    if (this.tally.losses.length < 5) this.tally.losses.push(why);
  }
}
