/** What an import could not take over as it is written, or had to decide. Each costs one operation, type or field at most. */
export type FindingKind =
  /** The document contradicts itself or its specification. */
  | "fault"
  /** Valid, but a GraphQL type cannot say it: it became `JSON`, or a simpler type. */
  | "simplified"
  /** A request or answer that connect cannot express; the nearest form that it can was written. */
  | "not-expressible";

export interface ImportFinding {
  readonly kind: FindingKind;
  /** JSON pointer into the document: `#/paths/~1pets/get`. */
  readonly pointer: string;
  readonly message: string;
}

/** Collects findings; the same one at the same place counts once. */
export class ImportReport {
  readonly #findings = new Map<string, ImportFinding>();

  add(kind: FindingKind, pointer: string, message: string): void {
    this.#findings.set(`${pointer} ${message}`, { kind, pointer, message });
  }

  get findings(): readonly ImportFinding[] {
    return [...this.#findings.values()];
  }
}
