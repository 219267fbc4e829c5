import { createHash } from "node:crypto";
import type { TransportSettings } from "./transport-settings.ts";

/**
 * As whom a source asks: what is sent below the layers that keep and share answers, a token or a client's certificate,
 * tells two requests apart that look the same to them. It tells no secret.
 *
 * @returns Equal texts for sources that ask as the same; empty for those that ask as nobody.
 */
export function identityOf({ auth, tls }: TransportSettings): string {
  if (!auth && !tls?.cert) return "";
  return createHash("sha256")
    .update(JSON.stringify([auth, tls?.cert]))
    .digest("base64url");
}

/** @returns `identityOf` by the key of a source; `undefined` where all ask as nobody. */
export function identitiesOf(
  sources: Readonly<Record<string, TransportSettings>>,
): ((source: string | undefined) => string) | undefined {
  const bySource = new Map<string, string>();
  for (const [source, settings] of Object.entries(sources)) {
    const identity = identityOf(settings);
    if (identity !== "") bySource.set(source, identity);
  }
  if (bySource.size === 0) return undefined;
  return (source) => (source === undefined ? "" : (bySource.get(source) ?? ""));
}
