import type { RestResponse } from "../operation.ts";
import type { Lifetime } from "./judge-answer.ts";

/** An answer as it is kept: without what was of the connection that it came by. */
export interface KeptAnswer extends Pick<RestResponse, "status" | "headers" | "body">, Lifetime {
  readonly kind: "answer";
}

/** Says that answers vary by headers which the key leaves out; they are kept under keys that have their values. */
export interface VaryMarker {
  readonly kind: "vary";
  readonly names: readonly string[];
}

export type KeptEntry = KeptAnswer | VaryMarker;

/**
 * Where answers are kept.
 *
 * Invariant: an entry is found only as long as its resource is in the version that it was asked for under. Whoever
 * writes to a resource ends its version, and so all that is kept of it, under whatever keys; also what was asked before
 * the write ended, and comes to be kept after it. A version that is lost is never given again.
 */
export interface AnswerStore {
  /** Never rejects. */
  find(resource: string, keys: readonly string[]): Promise<Found>;
  /**
   * Keeps entries of one answer. Never throws; what cannot be kept is not.
   *
   * @param version  As `find` gave it before the service was asked.
   */
  keep(resource: string, version: string, entries: readonly NewEntry[]): void;
  /** Resolves when nothing is found any more that was kept of it. Never rejects. */
  forget(resource: string): Promise<void>;
}

export interface NewEntry {
  readonly key: string;
  readonly entry: KeptEntry;
  /** How long it may be of use. */
  readonly keepMs: number;
}

export interface Found {
  /** Of the resource; to be handed to `keep` with what is asked from now on. `undefined` where nothing can be kept. */
  readonly version: string | undefined;
  /** In the order of the keys. */
  readonly entries: readonly (KeptEntry | undefined)[];
}
