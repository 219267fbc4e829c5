import { EnvHttpProxyAgent, Pool, type Dispatcher } from "undici";
import { makeRoom } from "./make-room.ts";
import type { TlsSettings } from "./tls-settings.ts";

/** What decides how a connection is made. Sources that agree on it share their connections. */
export interface ConnectionSettings {
  readonly connectTimeoutMs?: number;
  readonly connectionsPerOrigin?: number;
  readonly keepAliveMs?: number;
  readonly http2?: boolean;
  readonly tls?: TlsSettings;
}

/** As the environment variables of these names have it. */
export interface ProxySettings {
  /** `HTTP_PROXY`: for http services. */
  readonly http?: string;
  /** `HTTPS_PROXY`: for https services. */
  readonly https?: string;
  /** `NO_PROXY`: hosts that are asked directly. */
  readonly none?: string;
}

/** The connections to one origin. */
export interface PoolState {
  readonly origin: string;
  readonly idle: number;
  readonly active: number;
}

/** One pool of connections per origin, made when the origin is first asked; those not in use go when there are many. */
export class Connections {
  readonly #pools = new Map<string, Pool | EnvHttpProxyAgent>();
  readonly #options: Pool.Options;
  readonly #tls: TlsSettings | undefined;
  readonly #proxy: ProxySettings | undefined;
  #proxied: EnvHttpProxyAgent | undefined;

  constructor(settings: ConnectionSettings, proxy?: ProxySettings) {
    this.#tls = settings.tls;
    this.#proxy = proxy;
    this.#options = {
      connections: settings.connectionsPerOrigin ?? 256,
      connectTimeout: settings.connectTimeoutMs ?? 5_000,
      // Less than the 5 s after which a Node server closes an idle connection, so that no request is sent into a closing
      // one. A server that says it closes sooner (`keep-alive: timeout=`) is believed.
      keepAliveTimeout: settings.keepAliveMs ?? 4_000,
      allowH2: settings.http2 ?? false,
      ...(settings.tls && { connect: { ...settings.tls } }),
    };
  }

  to(origin: string): Dispatcher {
    let pool = this.#pools.get(origin);
    if (!pool) {
      // undici would send https through the proxy of http where it has no other.
      const proxy = origin.startsWith("https:") ? this.#proxy?.https : this.#proxy?.http;
      pool = this.#proxy && proxy ? this.#byProxy(this.#proxy) : new Pool(origin, this.#options);
      makeRoom(this.#pools, isIdle, close);
      this.#pools.set(origin, pool);
    }
    return pool;
  }

  /** Those of origins that are asked through a proxy are its own, and not known. */
  states(): readonly PoolState[] {
    return [...this.#pools].flatMap(([origin, pool]) => {
      if (!(pool instanceof Pool)) return [];
      const { free, connected } = pool.stats;
      return [{ origin, idle: free, active: connected - free }];
    });
  }

  /** One for all origins: it looks up for each whether it is asked directly. */
  #byProxy(proxy: ProxySettings): EnvHttpProxyAgent {
    return (this.#proxied ??= new EnvHttpProxyAgent({
      ...this.#options,
      // Empty, where undici would read the environment: what is not given is not used.
      httpProxy: proxy.http ?? "",
      httpsProxy: proxy.https ?? "",
      noProxy: proxy.none ?? "",
      ...(this.#tls && { requestTls: { ...this.#tls } }),
    }));
  }

  async close(): Promise<void> {
    const open = new Set([...this.#pools.values(), ...(this.#proxied ? [this.#proxied] : [])]);
    this.#pools.clear();
    await Promise.all([...open].map((pool) => pool.close()));
  }
}

function isIdle(pool: Pool | EnvHttpProxyAgent): boolean {
  return !(pool instanceof Pool) || pool.stats.size === 0;
}

/** The proxy's is shared by all origins. */
function close(pool: Pool | EnvHttpProxyAgent): void {
  // It has nothing to wait for, and who had it would have been told of whatever is wrong.
  if (pool instanceof Pool) void pool.close().catch(() => {});
}
