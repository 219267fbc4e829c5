/** SARIF 2.1.0, for code scanning. https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html */
import type { ReportedFinding } from "../../../schema/checks/apply-waivers.ts";
import { diagnosticCodes } from "../../../schema/diagnostic-codes.ts";
import type { SourceRange } from "../../../schema/diagnostic.ts";
import type { CheckReport } from "../check-report.ts";
import type { ReportContext } from "./report-context.ts";
import { describeUses } from "./text-report.ts";

export function sarifReport({ findings, summary }: CheckReport, context: ReportContext): string {
  const codes = [...new Set(findings.map(({ code }) => code))].toSorted();
  const run = {
    tool: {
      driver: {
        name: "restuary",
        version: context.version,
        rules: codes.map((code) => ({
          id: code,
          shortDescription: { text: diagnosticCodes[code] },
          help: { text: `${diagnosticCodes[code]}\n\n\`restuary explain-code ${code}\` tells more.` },
        })),
      },
    },
    invocations: [
      {
        executionSuccessful: true,
        toolExecutionNotifications: summary.notes.map((text) => ({ level: "note", message: { text } })),
      },
    ],
    // Section 3.14.17: columns here are UTF-16 units, as in JavaScript strings.
    columnKind: "utf16CodeUnits",
    // Section 3.14.14: the folder itself is the consumer's to know.
    originalUriBaseIds: { SRCROOT: { description: { text: "The root of the repository." } } },
    results: findings.map((finding) => result(finding, codes.indexOf(finding.code), context)),
  };
  const log = { $schema: "https://json.schemastore.org/sarif-2.1.0.json", version: "2.1.0", runs: [run] };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function result(finding: ReportedFinding, ruleIndex: number, context: ReportContext): unknown {
  const { code, severity, message, locations, coordinate, operations = [], fix, fingerprint, waived } = finding;
  const text = [message, ...(fix === undefined ? [] : [fix]), ...describeUses(finding)].join("\n");
  const [first, ...others] = locations;
  const related = [
    ...others.map((range) => ({ range, text: "Also here." })),
    ...operations.map(({ name, location }) => ({ range: location, text: `Used by ${name}.` })),
  ];
  return {
    ruleId: code,
    ruleIndex,
    level: severity,
    message: { text },
    locations:
      first === undefined
        ? []
        : [
            {
              physicalLocation: physical(first, context),
              ...(coordinate === undefined ? {} : { logicalLocations: [{ fullyQualifiedName: coordinate }] }),
            },
          ],
    ...(related.length === 0
      ? {}
      : {
          relatedLocations: related.map(({ range, text: note }, id) => ({
            id,
            physicalLocation: physical(range, context),
            message: { text: note },
          })),
        }),
    // Section 3.27.17. The names of the values are ours; the number is the version of what they are made of.
    partialFingerprints: { "restuary/v1": fingerprint },
    ...(waived === undefined
      ? {}
      : {
          suppressions: [
            {
              kind: "external",
              status: "accepted",
              justification: `${waived.reason} (${waived.owner}, until ${waived.expires})`,
            },
          ],
        }),
  };
}

function physical({ file, line, column, endLine, endColumn }: SourceRange, { repositoryPath }: ReportContext): unknown {
  return {
    artifactLocation: { uri: uriOf(repositoryPath(file)), uriBaseId: "SRCROOT" },
    region: { startLine: line, startColumn: column, endLine, endColumn },
  };
}

/** A relative reference (RFC 3986, section 4.2): no colon in it may look like a scheme's. */
function uriOf(path: string): string {
  return path.split("/").map(encodeURIComponent).join("/");
}
