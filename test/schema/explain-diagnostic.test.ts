import { expect, it } from "@jest/globals";
import { diagnosticCodes, type DiagnosticCode } from "../../schema/diagnostic-codes.ts";
import { explainDiagnostic } from "../../schema/explain-diagnostic.ts";

// The cast: keys of the registry.
it.each(Object.keys(diagnosticCodes) as DiagnosticCode[])(
  "says of %s what it is, why it matters and how to fix it",
  (code) => {
    const { what, why, fix } = explainDiagnostic(code);
    for (const sentence of [what, why, fix]) expect(sentence).toMatch(/^[A-Z`].{20,}\.?/);
  },
);

it("tells what belongs to the kind of a code", () => {
  expect(explainDiagnostic("DRIFT_OPERATION_REMOVED").why).toContain("REST service");
  expect(explainDiagnostic("FIELD_REMOVED").fix).toContain("@deprecated");
  expect(explainDiagnostic("N_PLUS_ONE").fix).toContain("$batch");
  expect(explainDiagnostic("INVALID_FIELD_SHARING").fix).toContain("federated-schemas/errors");
  expect(explainDiagnostic("SOURCE_NAME_MISMATCH").fix).toContain("docs/connect.md");
});
