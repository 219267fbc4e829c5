import type { TransportSettings } from "./transport-settings.ts";

/**
 * As whom the sources ask: what is sent below the layers that share calls, a token or a client's certificate, tells two
 * requests apart that look the same to them.
 *
 * @returns Equal texts for sources that ask as the same; `undefined` where all do.
 */
export function identitiesOf(
  sources: Readonly<Record<string, TransportSettings>>,
): ((source: string | undefined) => string) | undefined {
  const bySource = new Map<string, string>();
  const numbers = new Map<string, string>();
  for (const [source, { auth, tls }] of Object.entries(sources)) {
    if (!auth && !tls?.cert) continue;
    const own = JSON.stringify([auth, tls?.cert]);
    const number = numbers.get(own) ?? String(numbers.size + 1);
    numbers.set(own, number);
    bySource.set(source, number);
  }
  if (bySource.size === 0) return undefined;
  return (source) => (source === undefined ? "" : (bySource.get(source) ?? ""));
}
