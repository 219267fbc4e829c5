import type { Diagnostic } from "../../schema/diagnostic.ts";
import type { Output } from "../output.ts";
import { ToolError } from "../tool-error.ts";

/** What probes are told while a graph is served that is not the newest. */
export const REFUSED_NOTE =
  "The last change was refused, and the graph before it is served. The log says what is wrong.";

export interface Refusal {
  readonly findings: readonly Diagnostic[];
  /** Texts of findings that stand in no file. */
  readonly texts?: ReadonlyMap<string, string>;
  /** Where the findings do not say it all. */
  readonly message?: string | undefined;
}

export interface Reloaded {
  readonly findings: readonly Diagnostic[];
  /** Keys of the config that have changed and were not taken up. */
  readonly left: readonly string[];
}

export function tellOfReload(output: Output, why: string, { findings, left }: Reloaded): void {
  output.text(`Reloaded (${why}).`);
  output.json({ event: "reloaded", why, findings, ...(left.length > 0 && { needRestart: left }) });
  if (left.length === 0) return;
  const keys = left.map((key) => `\`${key}\``).join(", ");
  output.warning(`Restart to take up what else has changed in the config: ${keys}.`);
}

export function tellOfRefusal(output: Output, why: string, { findings, texts, message }: Refusal): void {
  output.findings(findings, texts);
  output.json({ event: "refused", why, findings, ...(message !== undefined && { error: { message } }) });
  const first = message ?? findings.find(({ severity }) => severity === "error")?.message ?? "it does not say why.";
  output.error(`The change is refused (${why}), and the graph before it is still served: ${first}`);
}

/** What was thrown while a graph was opened. */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof ToolError) return { findings: error.diagnostics, message: error.message };
  return { findings: [], message: String(error) };
}
