/** Most origins that something is kept of at a time: connections, a circuit, a budget. */
export const MAX_ORIGINS = 256;

/**
 * Before something is kept of one more origin: where there are too many, a quarter of them goes, those first that have
 * been there longest. Who is busy stays, so that there may be more for a while.
 *
 * @param drop  Told of what goes.
 */
export function makeRoom<T>(byOrigin: Map<string, T>, isIdle: (value: T) => boolean, drop?: (value: T) => void): void {
  if (byOrigin.size < MAX_ORIGINS) return;
  for (const [origin, value] of byOrigin) {
    if (byOrigin.size <= MAX_ORIGINS * 0.75) return;
    if (!isIdle(value)) continue;
    byOrigin.delete(origin);
    drop?.(value);
  }
}
