import type { StoreChange } from "../subgraphs/store/guarded-store.ts";
import type { TextStore } from "../subgraphs/store/text-store.ts";
import { readVariables } from "./config/env-values.ts";
import { environment } from "./environment.ts";
import type { Project } from "./project.ts";
import { ToolError } from "./tool-error.ts";

/**
 * The store that this project's processes and replicas share, by the root's `cache` in the config; `undefined` where
 * they share none and each keeps things in its own memory. `openProjectTransport` is given it, and closes it at last.
 *
 * @param onChange  Told once when Redis is lost and once when it is back.
 * @throws ToolError when the URL is none, or reads a variable that is not set.
 */
export async function openSharedStore(
  { config }: Pick<Project, "config">,
  onChange?: (change: StoreChange) => void,
): Promise<TextStore | undefined> {
  const shared = sharedRedis(config);
  if (!shared) return undefined;
  // Loaded here: where nothing is shared, no client of Redis is needed.
  const { openRedisStore } = await import("../subgraphs/store/redis-store.ts");
  return openRedisStore({ ...shared, ...(onChange && { onChange }) });
}

export interface SharedRedis {
  readonly url: string;
  readonly namespace?: string;
  readonly timeoutMs?: number;
}

/** Where the config has Redis. @throws ToolError when the URL is none, or reads a variable that is not set. */
export function sharedRedis({ cache = {} }: Project["config"]): SharedRedis | undefined {
  const { store, url, namespace, timeout } = cache;
  if (store !== "redis" || url === undefined) return undefined;
  const filled = readVariables(url, environment(), unset);
  // It does not tell the URL, which holds a password.
  if (!/^rediss?:\/\//.test(filled) || !URL.canParse(filled))
    throw new ToolError("The `url` of `cache` is not a `redis://` or `rediss://` URL.");
  return {
    url: filled,
    ...(namespace !== undefined && { namespace }),
    ...(timeout !== undefined && { timeoutMs: timeout }),
  };
}

function unset(name: string): never {
  throw new ToolError(`The \`url\` of \`cache\` reads ${name}, which is not set in the environment.`);
}
