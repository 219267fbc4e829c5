/** How a gateway behaves under load and at its end, as it is written in a config, and what the server is given of it. */
import type { Duration, InNumbers } from "./units.ts";

export interface OverloadConfig {
  /** Most operations that one process answers at once. Default 2000. */
  readonly maxOperations?: number;
  /** How late its event loop may be for longer than a moment. Default 1s. */
  readonly maxDelay?: Duration;
}

export interface DrainConfig {
  /** How long everything goes on after the signal while `/health/ready` says 503, so that load balancers notice. Default 0s. */
  readonly wait?: Duration;
  /** After that: how long operations may take to end before they are cut. Default 10s. */
  readonly timeout?: Duration;
}

/** In the server's words. Not by its type: who reads a config is not to load a gateway. */
export function toOverloadOptions(
  config: InNumbers<OverloadConfig> | false,
): { readonly maxOperations?: number; readonly maxDelayMs?: number } | false {
  if (config === false) return false;
  const { maxOperations, maxDelay } = config;
  return {
    ...(maxOperations !== undefined && { maxOperations }),
    ...(maxDelay !== undefined && { maxDelayMs: maxDelay }),
  };
}
