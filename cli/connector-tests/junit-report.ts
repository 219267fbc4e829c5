/**
 * JUnit XML as Jenkins and GitLab read it: a `testsuite` per file, a `failure` with the difference in it, and an `error`
 * for a suite that could not be run. https://github.com/testmoapp/junitxml
 */
import type { Diagnostic } from "../../schema/diagnostic.ts";
import { escapeXmlAttribute, escapeXmlText } from "../xml-text.ts";
import type { SuiteReport, TestReport } from "./run-suites.ts";
import { countTests, describeDifference } from "./text-report.ts";

export function junitReport(suites: readonly SuiteReport[]): string {
  const all = suites.flatMap((suite) => suite.tests);
  const errors = suites.filter(isBroken).length;
  return [
    `<?xml version="1.0" encoding="UTF-8"?>`,
    `<testsuites name="restuary" ${counts(suites, errors)} time="${seconds(all)}">`,
    ...suites.flatMap((suite) => [
      `  <testsuite name="${escapeXmlAttribute(suite.name)}" file="${escapeXmlAttribute(suite.file)}" ${counts([suite], isBroken(suite) ? 1 : 0)} time="${seconds(suite.tests)}">`,
      ...suite.tests.flatMap((test) => testCase(suite, test)),
      ...(isBroken(suite) ? brokenSuite(suite) : []),
      "  </testsuite>",
    ]),
    "</testsuites>",
    "",
  ].join("\n");
}

function isBroken({ findings }: SuiteReport): boolean {
  return findings.some(({ severity }) => severity === "error");
}

function counts(suites: readonly SuiteReport[], errors: number): string {
  const { passed, failed, skipped } = countTests(suites);
  return `tests="${passed + failed + skipped + errors}" failures="${failed}" errors="${errors}" skipped="${skipped}"`;
}

function seconds(tests: readonly TestReport[]): string {
  return (tests.reduce((sum, { durationMs }) => sum + durationMs, 0) / 1000).toFixed(4);
}

function testCase(suite: SuiteReport, test: TestReport): string[] {
  const attributes = [
    `name="${escapeXmlAttribute(test.name)}"`,
    `classname="${escapeXmlAttribute(test.target)}"`,
    `file="${escapeXmlAttribute(suite.file)}"`,
    `line="${test.line}"`,
    `time="${seconds([test])}"`,
  ].join(" ");
  if (test.status === "passed") return [`    <testcase ${attributes}/>`];
  const inside =
    test.status === "skipped"
      ? ["      <skipped/>"]
      : test.failures.map(({ what, message, expected, actual, range }) => {
          const place = `${range.file}:${range.line}:${range.column}`;
          const text = [place, describeDifference({ expected, actual })].filter((part) => part !== "").join("\n");
          return `      <failure type="${escapeXmlAttribute(what)}" message="${escapeXmlAttribute(`${what}: ${message}`)}">${escapeXmlText(text)}</failure>`;
        });
  return [`    <testcase ${attributes}>`, ...inside, "    </testcase>"];
}

function brokenSuite({ name, file, findings }: SuiteReport): string[] {
  return [
    `    <testcase name="${escapeXmlAttribute(name)}" classname="${escapeXmlAttribute(file)}" file="${escapeXmlAttribute(file)}" time="0">`,
    ...findings.map(
      (finding) =>
        `      <error type="${finding.code}" message="${escapeXmlAttribute(finding.message)}">${escapeXmlText(placeOf(finding))}</error>`,
    ),
    "    </testcase>",
  ];
}

function placeOf({ locations: [first] }: Diagnostic): string {
  return first ? `${first.file}:${first.line}:${first.column}` : "";
}
