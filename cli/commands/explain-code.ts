import { didYouMean } from "../../schema/did-you-mean.ts";
import { diagnosticCodes, type DiagnosticCode } from "../../schema/diagnostic-codes.ts";
import { explainDiagnostic } from "../../schema/explain-diagnostic.ts";
import type { CommandContext, ExitCode } from "../command-context.ts";
import { ToolError } from "../tool-error.ts";

/** Says what a code means. @throws ToolError for a code that no finding has. */
export function explainCode({ output }: CommandContext, code: string): ExitCode {
  const name = code.trim().toUpperCase();
  if (!isCode(name)) {
    const near = didYouMean(name, Object.keys(diagnosticCodes));
    throw new ToolError(`No finding has the code \`${code}\`.${near === undefined ? "" : ` ${near}`}`);
  }
  const { what, why, fix } = explainDiagnostic(name);
  output.json({ code: name, what, why, fix });
  output.text(`${name}\n\n${what}\n\nWhy it matters: ${why}\n\nHow to fix it: ${fix}`);
  return 0;
}

function isCode(text: string): text is DiagnosticCode {
  return Object.hasOwn(diagnosticCodes, text);
}
