/** Collects findings: those of one code at one place become one, which reaches what all of them reach. */
import type { ASTNode } from "graphql";
import type { DiagnosticCode } from "../../schema/diagnostic-codes.ts";
import type { Finding } from "../../schema/checks/finding.ts";
import type { Severity, SourceRange } from "../../schema/diagnostic.ts";
import { rangeInString, rangeOf } from "../../schema/source-text.ts";
import type { Span } from "../mapping/ast.ts";
import type { TypeIndex } from "../connect/type-index.ts";
import type { MappingText } from "./value.ts";

export interface DriftFinding {
  readonly code: DiagnosticCode;
  readonly severity: Severity;
  /** A sentence for what is reached, given how that is called with its places. */
  readonly message: (reached: string) => string;
  readonly at: SourceRange;
  /** Coordinates, the first of which is the finding's. */
  readonly affects: readonly string[];
  readonly subject: string;
  readonly fix?: string;
}

export class DriftReport {
  readonly #file: string;
  readonly #types: TypeIndex;
  readonly #found = new Map<string, DriftFinding>();

  constructor(file: string, types: TypeIndex) {
    this.#file = file;
    this.#types = types;
  }

  add(finding: DriftFinding): void {
    const { code, at, severity, subject } = finding;
    // A `@mapping` is used by many operations: what is wrong in it is wrong once.
    const key = `${code} ${severity} ${at.line}:${at.column} ${subject.replace(/^\S+ \S+ /, "")}`;
    const known = this.#found.get(key);
    const affects = [...new Set([...(known?.affects ?? []), ...finding.affects])];
    this.#found.set(key, { ...(known ?? finding), affects });
  }

  at(text: MappingText, span: Span): SourceRange {
    return rangeInString(text.node, text.offset + span.start, text.offset + span.end, this.#file);
  }

  node(node: ASTNode): SourceRange {
    return rangeOf(node, this.#file);
  }

  findings(): readonly Finding[] {
    return [...this.#found.values()].map(({ message, at, affects, ...rest }): Finding => {
      const [coordinate] = affects;
      return {
        check: "drift",
        code: rest.code,
        severity: rest.severity,
        message: message(this.#reached(affects)),
        locations: [at],
        ...(coordinate !== undefined && { coordinate }),
        ...(rest.fix !== undefined && { fix: rest.fix }),
        subject: rest.subject,
        affects,
      };
    });
  }

  /** ``\`User.email\` (users.graphql:14:7)``, and how many more. */
  #reached(affects: readonly string[]): string {
    const named = affects.slice(0, 3).map((coordinate) => {
      const place = this.#placeOf(coordinate);
      return place ? `\`${coordinate}\` (${place.file}:${place.line}:${place.column})` : `\`${coordinate}\``;
    });
    const more = affects.length - named.length;
    return more > 0 ? `${named.join(", ")} and ${more} more` : named.join(", ");
  }

  #placeOf(coordinate: string): SourceRange | undefined {
    const [typeName = "", fieldName] = coordinate.split(".");
    const type = this.#types.get(typeName);
    const node = fieldName === undefined ? type?.nodes[0] : type?.fields.get(fieldName);
    return node?.loc && rangeOf("name" in node ? node.name : node, this.#file);
  }
}
