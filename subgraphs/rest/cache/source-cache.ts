import type { RestTransport } from "../transport.ts";
import type { AnswerStore } from "./answer-store.ts";
import type { CacheSettings } from "./cache-settings.ts";
import type { MakeKeys } from "./request-key.ts";

/** What is the same for all calls of a source. */
export interface SourceCache {
  readonly next: RestTransport;
  readonly store: AnswerStore;
  readonly settings: CacheSettings;
  readonly makeKeys: MakeKeys;
  /** Keys whose answers are being fetched while old ones are given. */
  readonly refreshing: Set<string>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}
