import type { DemandReport } from "../../subgraphs/operation-context.ts";
import type { DocumentOutcome } from "../documents/persisted-operations.ts";

/** Who counts what a server does. None of these may throw. */
export interface ServerObserver {
  /**
   * A request has come in.
   *
   * @param route  The path under which something is served; empty for any other.
   * @returns Called once, when it has been answered or its client has left.
   */
  readonly onRequest: (method: string, route: string) => (status: number) => void;
  /** A GraphQL operation has been answered, be it by errors. */
  readonly onOperation: (report: OperationReport) => void;
  /** A query got the result of an equal one that was being executed. */
  readonly onSharedOperation: () => void;
  /** A request to a service got the answer of an equal one, of another operation, that was under way. */
  readonly onSharedRequest: () => void;
  /** It is known what an operation demands, before it runs; where that is measured. */
  readonly onDemand?: (report: DemandReport) => void;
  /** A request has named its operation, by an id or a text; where there is a list of known ones, or ids are kept. */
  readonly onDocument?: (outcome: DocumentOutcome) => void;
}

export interface OperationReport {
  /** Absent where the document does not say: it does not parse, or has no such operation. */
  readonly type?: "query" | "mutation" | "subscription";
  /** `partial`: data, and errors beside it. */
  readonly outcome: "success" | "partial" | "error";
  /** `extensions.code` of each error, as the client gets them. */
  readonly codes: readonly unknown[];
}

/** The status that a request is counted under whose client left before it was answered. */
export const CLIENT_LEFT = 499;
