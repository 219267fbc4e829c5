/** PEM texts. */
export interface TlsSettings {
  /** Trusted in place of the system's authorities. */
  readonly ca?: string;
  /** What this client shows of itself (mutual TLS), with its `key`. */
  readonly cert?: string;
  readonly key?: string;
  readonly passphrase?: string;
}
