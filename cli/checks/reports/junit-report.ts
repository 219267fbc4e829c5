/**
 * JUnit XML: a suite for each check, a failed case for each error. Warnings and waived findings are cases that passed.
 * It fits both schemas that are in use, Jenkins's and Apache Ant's, and so has nothing that only one of them knows.
 */
import type { ReportedFinding } from "../../../schema/checks/apply-waivers.ts";
import { escapeXmlAttribute, escapeXmlText } from "../../xml-text.ts";
import { checkNames, checkTitles, type CheckReport } from "../check-report.ts";
import type { ReportContext } from "./report-context.ts";
import { describeUses } from "./text-report.ts";

export function junitReport(report: CheckReport, context: ReportContext): string {
  const suites = checkNames.flatMap((check, index) => suite(index, report, check, context));
  return ['<?xml version="1.0" encoding="UTF-8"?>', "<testsuites>", ...suites, "</testsuites>", ""].join("\n");
}

function suite(
  id: number,
  { findings, summary }: CheckReport,
  check: (typeof checkNames)[number],
  context: ReportContext,
): string[] {
  const own = findings.filter((finding) => finding.check === check);
  const failures = own.filter(isFailure).length;
  const others = own.filter((finding) => !isFailure(finding)).map((finding) => describe(finding, context));
  const notes = check === "composition" ? summary.notes : [];
  const attributes = [
    `name="${escapeXmlAttribute(checkTitles[check])}"`,
    'package="restuary"',
    `id="${id}"`,
    // Both schemas know local time without a zone; ours is UTC.
    `timestamp="${context.now.toISOString().slice(0, 19)}"`,
    'hostname="localhost"',
    `tests="${Math.max(own.length, 1)}"`,
    `failures="${failures}"`,
    'errors="0"',
    'time="0"',
  ];
  return [
    `  <testsuite ${attributes.join(" ")}>`,
    "    <properties>",
    `      <property name="baseline" value="${escapeXmlAttribute(summary.baseline ?? "none")}"/>`,
    "    </properties>",
    // A suite without a case would look as if it had not run.
    ...(own.length === 0 ? [`    <testcase name="nothing found" classname="restuary.${check}" time="0"/>`] : []),
    ...own.flatMap((finding) => testCase(finding, context)),
    `    <system-out>${escapeXmlText([...notes, ...others].join("\n\n"))}</system-out>`,
    "    <system-err/>",
    "  </testsuite>",
  ];
}

function testCase(finding: ReportedFinding, context: ReportContext): string[] {
  const { code, check, waived, severity, message } = finding;
  const kind = waived ? " (waived)" : severity === "warning" ? " (warning)" : "";
  const name = [code + kind, finding.coordinate ?? place(finding, context)].filter((part) => part !== "").join(" ");
  const attributes = `name="${escapeXmlAttribute(name)}" classname="restuary.${check}" time="0"`;
  if (!isFailure(finding)) return [`    <testcase ${attributes}/>`];
  return [
    `    <testcase ${attributes}>`,
    `      <failure type="${code}" message="${escapeXmlAttribute(message)}">${escapeXmlText(describe(finding, context))}</failure>`,
    "    </testcase>",
  ];
}

function isFailure({ severity, waived }: ReportedFinding): boolean {
  return severity === "error" && !waived;
}

function describe(finding: ReportedFinding, context: ReportContext): string {
  const { severity, code, message, fix, waived, fingerprint } = finding;
  const at = place(finding, context);
  return [
    `${at === "" ? "" : `${at} `}${severity} ${code} ${message}`,
    ...describeUses(finding),
    ...(fix === undefined ? [] : [`fix: ${fix}`]),
    ...(waived ? [`waived until ${waived.expires} by ${waived.owner}: ${waived.reason}`] : []),
    `fingerprint: ${fingerprint}`,
  ].join("\n");
}

function place({ locations: [first] }: ReportedFinding, { repositoryPath }: ReportContext): string {
  return first ? `${repositoryPath(first.file)}:${first.line}:${first.column}` : "";
}
