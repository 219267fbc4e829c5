/**
 * What the primary and its workers tell each other, as JSON over node's IPC:
 *
 *     worker: hello             ->  primary: start
 *     primary: start            ->  worker: ready | failed
 *     primary: connection       ->  worker: took
 *     primary: snapshot         ->  worker: snapshot
 *     primary: prepare          ->  worker: prepared  ->  primary: use | discard
 *     worker: wrote             ->  the others: wrote
 *     primary: drain            ->  worker: ended, then it exits
 */
import type { MetricsSnapshot } from "../../gateway/metrics/gateway-metrics.ts";
import type { Diagnostic } from "../../schema/diagnostic.ts";
import type { OutputFormat } from "../output.ts";

export interface StartMessage {
  readonly kind: "start";
  readonly dir: string;
  readonly config?: string;
  readonly format: OutputFormat;
  /** Composed, or read, by the primary. */
  readonly supergraphSdl: string;
  readonly file: string;
}

export type ToWorker =
  | StartMessage
  /** The connection comes with it. */
  | { readonly kind: "connection" }
  /** Asks for the metrics as they are. */
  | { readonly kind: "snapshot"; readonly id: number }
  | NextGraphMessage
  /** Serves what it has prepared; or does not, and closes it. */
  | { readonly kind: "use" | "discard"; readonly id: number }
  | WroteMessage
  /** What its probes are to be told beside that all is well. */
  | { readonly kind: "note"; readonly note?: string }
  /** Its probes are to be told that it is about to end. */
  | { readonly kind: "leave" }
  /** Asks it to finish what it is answering, and to end. */
  | { readonly kind: "drain" };

export type FromWorker =
  /** It listens: node drops what it is sent before. */
  | { readonly kind: "hello" }
  | { readonly kind: "ready"; readonly path: string; readonly findings: readonly Diagnostic[] }
  | FailedMessage
  | PreparedMessage
  | WroteMessage
  /** It has the connection that it was sent last, and can be sent another. */
  | { readonly kind: "took" }
  /** It ends by itself, and is to be sent no more connections. */
  | { readonly kind: "leaving" }
  | { readonly kind: "snapshot"; readonly id: number; readonly metrics: MetricsSnapshot }
  | { readonly kind: "ended"; readonly metrics: MetricsSnapshot };

/** A graph to be opened beside the one that is served. */
export interface NextGraphMessage {
  readonly kind: "prepare";
  readonly id: number;
  readonly supergraphSdl: string;
  readonly file: string;
}

/** Of what services have answered, nothing that is kept in memory of this URL holds any more. */
export interface WroteMessage {
  readonly kind: "wrote";
  readonly resource: string;
}

/** It has opened that graph, or cannot. */
export interface PreparedMessage {
  readonly kind: "prepared";
  readonly id: number;
  readonly failed?: FailedMessage;
}

/** It cannot serve, and says why. It exits by itself. */
export interface FailedMessage {
  readonly kind: "failed";
  readonly findings: readonly Diagnostic[];
  /** Texts of findings that stand in no file. */
  readonly texts: readonly (readonly [file: string, text: string])[];
  /** Where the tool could not run (exit code 2); absent where the findings say it all (exit code 1). */
  readonly message?: string;
}
