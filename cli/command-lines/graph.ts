/** The commands that look at the graph without serving it: `compose`, `check`, `explain-code` and `explain`. */
import { InvalidArgumentError, type Command } from "commander";
import { readReportArguments } from "../checks/reports/report-arguments.ts";
import { ToolError } from "../tool-error.ts";
import { routerNames } from "../routers/router-names.ts";
import { collect, type CommandLine } from "./command-line.ts";

interface CheckCommandLine {
  readonly against?: string;
  readonly openapi?: readonly string[];
  readonly probe?: true;
  readonly cache: boolean;
  readonly out?: readonly string[];
}

export function addCompose(program: Command, line: CommandLine): void {
  program
    .command("compose")
    .description("Compose the subgraphs; writes schema/supergraph.graphql and schema/api.graphql.")
    .option("--out <dir>", "where to write (default: schema)")
    .option(
      "--for <router>",
      `also write what another router needs: ${routerNames.join(", ")}; may be given several times`,
      collect,
    )
    .option("--check", "write nothing; fail when the files are not up to date")
    .option("--no-cache", "compose anew what was composed before")
    .addHelpText("after", composeExamples)
    .action(async (options: { out?: string; check?: true; cache: boolean; for?: readonly string[] }) => {
      (await import("../optimize-late.ts")).optimizeLate();
      line.finish(await (await import("../commands/compose.ts")).compose(line.context(), options));
    });
}

export function addCheck(program: Command, line: CommandLine): void {
  program
    .command("check")
    .description("Check a change: composition, breaking changes, client operations, REST drift, call budgets, lint.")
    .option("--against <baseline>", "git ref, <ref>:<path>, file or URL (default: what the merge base has committed)")
    .option("--openapi <source=document>", "where a source's OpenAPI document is now: users.api=<file|url>", collect)
    .option("--probe", "call the services as `checks.probes` says")
    .option("--no-cache", "compute everything anew")
    .option("--out <format=file>", "write a report to a file too; may be given several times", collect)
    .addHelpText("after", checkExamples)
    .action(async ({ out = [], ...options }: CheckCommandLine) => {
      const reports = readReportArguments(line.formats(), out);
      if (typeof reports === "string") throw new ToolError(reports);
      // What goes wrong from here on is told in the form of what is printed.
      program.setOptionValue(
        "format",
        reports.slice(0, 1).map(({ format }) => format),
      );
      line.finish(await (await import("../commands/check.ts")).check(line.context(), { ...options, reports }));
    });
}

export function addExplainCode(program: Command, line: CommandLine): void {
  program
    .command("explain-code")
    .description("Say what a code of a finding means, why it matters, and how to put it right.")
    .argument("<code>", "such as FIELD_REMOVED")
    .action(async (code: string) =>
      line.finish((await import("../commands/explain-code.ts")).explainCode(line.context(), code)),
    );
}

export function addExplain(program: Command, line: CommandLine): void {
  program
    .command("explain")
    .description("Say which REST calls an operation makes, in which order, and how many at worst.")
    .argument("<operation>", "file with the operation")
    .option("--operation <name>", "which one, where the file has several")
    .option("--assume-list-size <n>", "size of lists whose length is not known", parseCount)
    .option("--supergraph <file>", "explain against this supergraph")
    .addHelpText("after", explainExamples)
    .action(async (file: string, options: { operation?: string; assumeListSize?: number; supergraph?: string }) =>
      line.finish(await (await import("../commands/explain.ts")).explain(line.context(), file, options)),
    );
}

function parseCount(text: string): number {
  const count = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(count)) throw new InvalidArgumentError("Expected a whole number.");
  return count;
}

const composeExamples = `
Examples:
  restuary compose
  restuary compose --check              in CI: are the committed files up to date?
  restuary compose --for cosmo          what the Cosmo Router needs, in schema/cosmo/
  restuary compose --format json`;

const checkExamples = `
One report goes to standard output in the --format, and one for each --out to a file. Accepted findings are named by
their fingerprints in schema/waivers.yaml.

Examples:
  restuary check
  restuary check --against main --format json
  restuary check --openapi users.api=https://users.internal/openapi.json
  restuary check --format github --out sarif=check.sarif --out markdown=comment.md`;

const explainExamples = `
Examples:
  restuary explain schema/operations/feed.graphql
  restuary explain operations.graphql --operation Feed --assume-list-size 100 --format json`;
