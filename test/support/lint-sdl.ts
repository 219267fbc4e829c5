import type { LintCode } from "../../schema/checks/lint-codes.ts";
import type { Finding } from "../../schema/checks/finding.ts";
import { lintSubgraphs } from "../../subgraphs/lint/lint-subgraphs.ts";
import type { LintedSource } from "../../subgraphs/lint/rule.ts";
import { readConnectors } from "../../subgraphs/connect/read.ts";
import { parseDocument } from "../schema/support.ts";

/** A subgraph in the file `<name>.graphql`; one without connectors has no model, as if it was coded. */
export function readLinted(name: string, sdl: string): LintedSource {
  const file = `${name}.graphql`;
  const document = parseDocument(sdl, file);
  const { model, diagnostics } = readConnectors({ subgraph: name, document, file });
  if (!model) throw new Error(JSON.stringify(diagnostics));
  return { name, file, document, ...(model.connectors.length > 0 ? { model } : {}) };
}

/** What one rule finds, be it on or off by default. */
export function lintSdl(code: LintCode, sdlByName: Readonly<Record<string, string>>): Finding[] {
  const subgraphs = Object.entries(sdlByName).map(([name, sdl]) => readLinted(name, sdl));
  return lintSubgraphs({ subgraphs, settings: { [code]: "warning" } }).filter((finding) => finding.code === code);
}

/** `users.graphql:3:5 \`User.name\` is ...`, and the fix below. */
export function shortly({ locations: [range], message, fix }: Finding): string {
  const place = range ? `${range.file}:${range.line}:${range.column}` : "nowhere";
  return `${place} ${message}${fix === undefined ? "" : `\n${fix}`}`;
}
