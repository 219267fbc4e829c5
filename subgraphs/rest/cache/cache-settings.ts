/** What is kept of a source's answers. Everything optional; what is not said is safe. Times are in milliseconds. */
export interface CacheSettings {
  /**
   * `private`: an answer is given only where every header of the request is the same, whoever asks. `public`: what RFC
   * 9111 lets a shared cache keep is given to requests of any identity. Default `private`.
   */
  readonly scope?: "private" | "public";
  /** Of answers that do not say how long they are fresh. Default 0. */
  readonly ttlMs?: number;
  /** Of the time since `Last-Modified`, where an answer says nothing else (RFC 9111 section 4.2.2). Default 0. */
  readonly heuristic?: number;
  /** How long past its time an answer stands in for a service that fails, where it does not say. Default 0. */
  readonly staleIfErrorMs?: number;
  /** How long past its time an answer is given while a new one is fetched, where it does not say. Default 0. */
  readonly staleWhileRevalidateMs?: number;
  /** Longest body that is kept. Default 1 048 576. */
  readonly maxEntryBytes?: number;
  /** Lower-case names of request headers that change no answer of the service. What its `Vary` names still counts. */
  readonly ignoreHeaders?: readonly string[];
}
