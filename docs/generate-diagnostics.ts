/** Prints `docs/diagnostics.md`: `node --import tsx docs/generate-diagnostics.ts > docs/diagnostics.md`. */
import { diagnosticCodes } from "../schema/diagnostic-codes.ts";
import { restErrorCodes } from "../subgraphs/rest/rest-error.ts";

const intro = `# Diagnostics

Every finding has a code that never changes its meaning, a place, and often a fix. For each code this page says what
triggers it and what it points at. It is made from \`schema/diagnostic-codes.ts\` by \`npm run docs:diagnostics\`.
`;

const calls = `
## Failed calls

Why a call to a service gave no usable answer: \`error_type\` of the [metrics](production.md#metrics), and \`code\` of the
\`RestError\` that is the \`originalError\` of what a \`RestSource\` throws. Clients are told [another word](errors.md). The list is
made from \`subgraphs/rest/rest-error.ts\`.
`;

function rowsOf(codes: Readonly<Record<string, string>>): string[] {
  return (
    Object.entries(codes)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      // A bar would end the cell.
      .map(([code, sentence]) => `| \`${code}\` | ${sentence.replaceAll("|", "\\|")} |`)
  );
}

const findings = [intro, "| Code | What triggers it |", "|---|---|", ...rowsOf(diagnosticCodes)];
const failures = [calls, "| Code | What happened |", "|---|---|", ...rowsOf(restErrorCodes)];
process.stdout.write(`${[...findings, ...failures].join("\n")}\n`);
