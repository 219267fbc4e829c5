import { expect } from "@jest/globals";
import { diagnosticCodes } from "../../schema/diagnostic-codes.ts";
import type { Diagnostic } from "../../schema/diagnostic.ts";

/** Asserts that each is of a known code, says something, and points at places that exist. */
export function expectSound(diagnostics: readonly Diagnostic[]): void {
  for (const { code, severity, message, locations } of diagnostics) {
    expect(Object.keys(diagnosticCodes)).toContain(code);
    expect(["error", "warning"]).toContain(severity);
    expect(message).not.toBe("");
    for (const { line, column, endLine, endColumn } of locations) {
      expect(Math.min(line, column, endLine, endColumn)).toBeGreaterThanOrEqual(1);
      expect(endLine).toBeGreaterThanOrEqual(line);
    }
  }
}
