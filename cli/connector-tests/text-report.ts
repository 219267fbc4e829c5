import { codeFrame } from "../../schema/format-diagnostic.ts";
import type { Failure } from "../../subgraphs/connector-tests/check-case.ts";
import { lineDiff } from "./line-diff.ts";
import type { SuiteReport, TestReport } from "./run-suites.ts";

const MARKS: Readonly<Record<TestReport["status"], string>> = { passed: "✓", failed: "✗", skipped: "-" };

/**
 * A suite's tests, one a line, and below them what failed and where:
 *
 *     tests/users.connector.yaml
 *       ✓ reads a user
 *       ✗ reads posts
 *
 *     tests/users.connector.yaml:20:14 reads posts: connectorRequest.url: Not the URL that was expected.
 *     20 |         url: https://api.example.com/posts
 *        |              ^
 *         (- expected, + actual)
 *         - https://api.example.com/posts
 *         + https://api.example.com/posts?limit=20
 *
 * @param textOf  The text of a file, for code frames.
 */
export function describeSuite(suite: SuiteReport, textOf: (file: string) => string | undefined): string {
  const title = suite.name === suite.file ? suite.file : `${suite.name} (${suite.file})`;
  const lines = suite.tests.flatMap(({ status, name, problems }) => [
    `  ${MARKS[status]} ${name}${status === "skipped" ? " (skipped)" : ""}`,
    ...problems.map(
      ({ location, path, message, count }) =>
        `      ! ${location}${path === "" ? "" : ` at ${path}`}: ${message}${count > 1 ? ` (${count} times)` : ""}`,
    ),
  ]);
  const failures = suite.tests.flatMap(({ name, failures: found }) =>
    found.map((failure) => `\n${describeFailure(name, failure, textOf)}`),
  );
  return [title, ...lines, ...failures].join("\n");
}

export function describeFailure(
  testName: string,
  { what, message, expected, actual, range }: Failure,
  textOf: (file: string) => string | undefined,
): string {
  const frame = codeFrame(range, textOf);
  const diff = describeDifference({ expected, actual });
  return [
    `${range.file}:${range.line}:${range.column} ${testName}: ${what}: ${message}`,
    ...(frame === undefined ? [] : [frame]),
    ...(diff === "" ? [] : ["    (- expected, + actual)", diff.replaceAll(/^/gm, "    ")]),
  ].join("\n");
}

export function describeDifference({
  expected,
  actual,
}: {
  expected: string | undefined;
  actual: string | undefined;
}): string {
  if (expected === undefined && actual === undefined) return "";
  return lineDiff(expected ?? "", actual ?? "");
}

export interface Totals {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export function countTests(suites: readonly SuiteReport[]): Totals {
  const tests = suites.flatMap((suite) => suite.tests);
  const count = (status: TestReport["status"]): number => tests.filter((test) => test.status === status).length;
  return { passed: count("passed"), failed: count("failed"), skipped: count("skipped") };
}

/** `3 passed, 1 failed` */
export function describeTotals({ passed, failed, skipped }: Totals): string {
  return [`${passed} passed`, `${failed} failed`, ...(skipped > 0 ? [`${skipped} skipped`] : [])].join(", ");
}
