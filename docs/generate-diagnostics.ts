/** Prints `docs/diagnostics.md`: `node --import tsx docs/generate-diagnostics.ts > docs/diagnostics.md`. */
import { diagnosticCodes } from "../schema/diagnostic-codes.ts";

const intro = `# Diagnostics

Every finding has a code that never changes its meaning, a place, and often a fix. For each code this page says what
triggers it and what it points at. It is made from \`schema/diagnostic-codes.ts\` by \`npm run docs:diagnostics\`.
`;

const rows = Object.entries(diagnosticCodes)
  .toSorted(([a], [b]) => (a < b ? -1 : 1))
  // A bar would end the cell.
  .map(([code, sentence]) => `| \`${code}\` | ${sentence.replaceAll("|", "\\|")} |`);

process.stdout.write(`${[intro, "| Code | What triggers it |", "|---|---|", ...rows].join("\n")}\n`);
