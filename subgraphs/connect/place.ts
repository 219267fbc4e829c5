/** Diagnostics of the connect directives: where they are, and how their messages begin. */
import { Kind, type ASTNode, type StringValueNode } from "graphql";
import type { DiagnosticCode } from "../../schema/diagnostic-codes.ts";
import type { Diagnostic, SourceRange } from "../../schema/diagnostic.ts";
import { rangeInString, rangeOf } from "../../schema/source-text.ts";
import type { ConnectorElement } from "./connector.ts";
import type { ConnectUse } from "./read-directives.ts";

/** `User.posts`, or `User` for a connector on a type. */
export function elementCoordinate(element: ConnectorElement): string {
  return element.kind === "field" ? `${element.typeName}.${element.fieldName}` : element.typeName;
}

/** `users:User.posts[0]`. */
export function connectorCoordinate(subgraph: string, use: ConnectUse): string {
  return `${subgraph}:${elementCoordinate(use.element)}[${use.index}]`;
}

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

/** True for `entity: true`. */
export function saysEntity(use: ConnectUse): boolean {
  return use.entity?.kind === Kind.BOOLEAN && use.entity.value;
}
