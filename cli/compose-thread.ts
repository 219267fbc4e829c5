/**
 * Runs the composer on a thread with a stack of its own size: it recurses along the graph, and a hundred densely linked
 * subgraphs overflow the default stack of 1 MB. What ends the thread (memory, a bug) ends this composition alone.
 */
import { Worker } from "node:worker_threads";
import { print } from "graphql";
import type { Composer, ComposerResult } from "../schema/compose.ts";
import { createApolloComposer } from "./apollo-composer.ts";
import type { Project } from "./project.ts";

/** The composer that the config asks for. @throws ToolError where that one is not installed. */
export function createComposer({ root, config }: Pick<Project, "root" | "config">): Composer {
  return config.composer === "apollo" ? createApolloComposer(root) : createThreadComposer();
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

/** The default composer on a thread. Each call starts one thread and ends it. A thread that breaks is an error of the result. */
export function createThreadComposer(options: ThreadComposerOptions = {}): Composer {
  const { stackSizeMb = 512, maxHeapMb = 4096 } = options;
  return (services) => {
    const job: ComposeJob = {
      services: services.map(({ name, url, typeDefs }) => ({
        name,
        sdl: print(typeDefs),
        ...(url === undefined ? {} : { url }),
      })),
    };
    // The composer makes much that is soon garbage, and recurses while all of it is reachable: with V8's 48 MB for young
    // objects half of its time goes into copying them.
    const resourceLimits = { stackSizeMb, maxOldGenerationSizeMb: maxHeapMb, maxYoungGenerationSizeMb: 768 };
    return answerOf(new Worker(workerUrl(), { workerData: job, execArgv: [], resourceLimits }));
  };
}

function answerOf(worker: Worker): Promise<ComposerResult> {
  return new Promise((resolve) => {
    const fail = (reason: string): void => resolve({ errors: [{ message: `The composer stopped: ${reason}` }] });
    worker.once("message", (result: ComposerResult) => {
      resolve(result);
      void worker.terminate();
    });
    worker.once("error", (error) => fail(error.message));
    // After an answer or an error this comes too late to change anything.
    worker.once("exit", (code) => fail(`its thread ended with code ${code}.`));
  });
}

/** The package holds JavaScript; in a checkout the sources run as they are, and a thread needs its own loader for them. */
function workerUrl(): URL {
  if (!import.meta.url.endsWith(".ts")) return new URL("./compose-worker.js", import.meta.url);
  const loader = import.meta.resolve("tsx/esm/api");
  const source = new URL("./compose-worker.ts", import.meta.url).href;
  const code = `import { register } from ${JSON.stringify(loader)}; register(); await import(${JSON.stringify(source)});`;
  return new URL(`data:text/javascript,${encodeURIComponent(code)}`);
}
