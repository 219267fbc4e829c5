/** What the rules about requests know, and how they say what they find. */
import type { DiagnosticCode } from "../../schema/diagnostic-codes.ts";
import type { Severity, SourceRange } from "../../schema/diagnostic.ts";
import type { Operation } from "../openapi/operation.ts";
import type { Contract } from "./contract.ts";
import type { DriftReport } from "./drift-report.ts";
import type { Schemas } from "./follow.ts";
import type { SdlPlaces } from "./places.ts";
import type { MappingText, Pair } from "./value.ts";

export interface RequestContext {
  readonly operation: string;
  readonly operations: Pair<Operation>;
  readonly contracts: Pair<Contract>;
  readonly schemas: Schemas;
  readonly report: DriftReport;
  readonly places: SdlPlaces;
  readonly reached: readonly string[];
  /** Of the URL: where what is missing would be. */
  readonly at: SourceRange;
  /** Headers that the config forwards. */
  readonly forward: readonly string[];
  /** Items in one batch. `null`: as many as there are; absent where it is no batch. */
  readonly batchSize?: number | null;
  readonly batchAt: SourceRange;
}

export interface ValueContext extends RequestContext {
  /** ``the query parameter `limit` ``, for messages. */
  readonly name: string;
  readonly subject: string;
  readonly at: SourceRange;
  /** The mapping that properties are written in. */
  readonly text?: MappingText;
  /** It becomes a text, where `7` and `"7"` are the same. */
  readonly isText: boolean;
  /** Input types that were followed at a place. */
  readonly followed: Set<string>;
}

export interface RequestSaid {
  readonly code: DiagnosticCode;
  readonly severity: Severity;
  readonly what: string;
  readonly consequence: string;
  readonly hint?: string;
  readonly pointer: string;
  readonly at: SourceRange;
  readonly subject: string;
  readonly fix?: string;
}

export function say(context: Pick<RequestContext, "report" | "operation" | "reached">, said: RequestSaid): void {
  const { operation, report, reached } = context;
  const { code, severity, what, consequence, hint = "", pointer, at, subject, fix } = said;
  report.add({
    code,
    severity,
    message: (coordinates) => `\`${operation}\` ${what}: ${coordinates} ${consequence}.${hint} See \`${pointer}\`.`,
    at,
    affects: reached,
    subject: `${operation} ${subject}`,
    ...(fix !== undefined && { fix }),
  });
}
