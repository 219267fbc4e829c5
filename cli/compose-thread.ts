/**
 * Runs the composer on a thread with a stack of its own size: it recurses along the graph, and a hundred densely linked
 * subgraphs overflow the default stack of 1 MB. What ends the thread (memory, a bug) ends this composition alone.
 */
import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type { Composer, ComposerResult, ComposerService } from "../schema/compose.ts";
import { printOnce } from "../schema/print-once.ts";
import { createApolloComposer } from "./apollo-composer.ts";
import type { Project } from "./project.ts";

/**
 * The composer that the config asks for.
 *
 * @param usual  Where it asks for none.
 * @throws ToolError where that one is not installed.
 */
export function createComposer(
  { root, config }: Pick<Project, "root" | "config">,
  usual: Composer = createThreadComposer(),
): Composer {
  return config.composer === "apollo" ? createApolloComposer(root) : usual;
}

/** What the thread is given: plain data, since a syntax tree holds its whole token list and is slow to copy. */
export interface ComposeJob {
  readonly services: readonly { readonly name: string; readonly url?: string; readonly sdl: string }[];
}

export interface ThreadComposerOptions {
  /** Default 512. Address space, not memory: a page counts once it is touched. */
  readonly stackSizeMb?: number;
  /** Most memory of the thread's objects. Default 4096. */
  readonly maxHeapMb?: number;
}

/** The default composer on a thread. Each call starts one thread and ends it. Rejects where the thread breaks. */
export function createThreadComposer(options: ThreadComposerOptions = {}): Composer {
  return async (services) => {
    const thread = startThread(options);
    try {
      return await ask(thread, services);
    } finally {
      void thread.terminate();
    }
  };
}

export interface KeptComposer {
  readonly compose: Composer;
  /** Ends the thread. */
  close(): Promise<void>;
}

/** A thread has memory that it does not give back. */
const IDLE_MS = 120_000;

/**
 * As `createThreadComposer`, with one thread for all calls: when it composes again, its code is loaded and optimized. The
 * thread ends when nobody has asked it for two minutes, and keeps no process alive.
 */
export function createKeptComposer(options: ThreadComposerOptions = {}): KeptComposer {
  let thread: Worker | undefined;
  const start = (): Worker => {
    const started = startThread(options);
    for (const event of ["error", "exit"]) {
      started.once(event, () => {
        if (thread === started) thread = undefined;
      });
    }
    return started;
  };
  let idle: NodeJS.Timeout | undefined;
  let last: Promise<unknown> = Promise.resolve();
  const end = async (): Promise<void> => {
    clearTimeout(idle);
    const ended = thread;
    thread = undefined;
    await ended?.terminate();
  };
  const composeNow: Composer = async (services) => {
    clearTimeout(idle);
    const used = (thread ??= start());
    used.ref();
    try {
      return await ask(used, services);
    } finally {
      used.unref();
      idle = setTimeout(() => void end(), IDLE_MS).unref();
    }
  };
  return {
    compose(services) {
      const result = last.then(() => composeNow(services));
      last = result.catch(() => {});
      return result;
    },
    close: end,
  };
}

function startThread({ stackSizeMb = 512, maxHeapMb = 4096 }: ThreadComposerOptions): Worker {
  // The composer makes much that is soon garbage, and recurses while all of it is reachable: with V8's 48 MB for young
  // objects half of its time goes into copying them.
  const resourceLimits = { stackSizeMb, maxOldGenerationSizeMb: maxHeapMb, maxYoungGenerationSizeMb: 768 };
  const thread = new Worker(workerUrl(), { execArgv: [], resourceLimits });
  // Who asks it listens too. What breaks a thread that nobody asks must not end this process.
  thread.on("error", () => {});
  return thread;
}

/** One job at a time. @throws Error where the thread breaks. */
async function ask(thread: Worker, services: readonly ComposerService[]): Promise<ComposerResult> {
  const job: ComposeJob = {
    services: services.map(({ name, url, typeDefs }) => ({
      name,
      sdl: printOnce(typeDefs),
      ...(url === undefined ? {} : { url }),
    })),
  };
  const answered = new AbortController();
  const { signal } = answered;
  const ended = once(thread, "exit", { signal }).then(([code]) => {
    throw new Error(`its thread ended with code ${String(code)}.`);
  });
  // After an answer it comes too late to change anything.
  ended.catch(() => {});
  try {
    // The rule means windows of a browser.
    // oxlint-disable-next-line unicorn/require-post-message-target-origin
    thread.postMessage(job);
    const [result] = (await Promise.race([once(thread, "message", { signal }), ended])) as [ComposerResult];
    return result;
  } finally {
    answered.abort();
  }
}

/** The package holds JavaScript; in a checkout the sources run as they are, and a thread needs its own loader for them. */
function workerUrl(): URL {
  if (!import.meta.url.endsWith(".ts")) return new URL("./compose-worker.js", import.meta.url);
  const loader = import.meta.resolve("tsx/esm/api");
  const source = new URL("./compose-worker.ts", import.meta.url).href;
  const code = `import { register } from ${JSON.stringify(loader)}; register(); await import(${JSON.stringify(source)});`;
  return new URL(`data:text/javascript,${encodeURIComponent(code)}`);
}
