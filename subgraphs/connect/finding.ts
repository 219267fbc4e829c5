/** Makes diagnostics of severity `error` with their places. */
import type { ASTNode, StringValueNode } from "graphql";
import type { DiagnosticCode } from "../../schema/diagnostic-codes.ts";
import type { Diagnostic, SourceRange } from "../../schema/diagnostic.ts";
import { rangeInString, rangeOf } from "../../schema/source-text.ts";

export interface Finding {
  readonly code: DiagnosticCode;
  readonly message: string;
  readonly coordinate?: string;
  readonly fix?: string | undefined;
}

/** An error at nodes. */
export function errorAt(file: string, nodes: ASTNode | readonly ASTNode[], finding: Finding): Diagnostic {
  const list = Array.isArray(nodes) ? (nodes as readonly ASTNode[]) : [nodes as ASTNode];
  return diagnostic(
    list.map((node) => rangeOf(node, file)),
    finding,
  );
}

/** An error at `[start, end)` of a string's value. */
export function errorInString(
  file: string,
  node: StringValueNode,
  range: { readonly start: number; readonly end: number },
  finding: Finding,
): Diagnostic {
  return diagnostic([rangeInString(node, range.start, range.end, file)], finding);
}

function diagnostic(locations: readonly SourceRange[], finding: Finding): Diagnostic {
  return {
    code: finding.code,
    severity: "error",
    message: finding.message,
    locations,
    ...(finding.coordinate !== undefined && { coordinate: finding.coordinate }),
    ...(finding.fix !== undefined && { fix: finding.fix }),
  };
}
