import { resolve } from "node:path";
import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import type { CommandContext, ExitCode, ListenOptions } from "./command-context.ts";
import { readReportArguments } from "./checks/reports/report-arguments.ts";
import { reportFormats, type ReportFormat } from "./checks/reports/report-formats.ts";
import type { ImportOptions } from "./commands/import.ts";
import type { RecordOptions } from "./commands/record.ts";
import type { ServeOptions } from "./commands/serve.ts";
import type { TestOptions } from "./commands/test.ts";
import { createOutput, type OutputFormat } from "./output.ts";
import { packageVersion } from "./own-package.ts";
import { ToolError } from "./tool-error.ts";

interface GlobalOptions {
  readonly C: string;
  readonly config?: string;
  /** As often as it is given. */
  readonly format?: readonly ReportFormat[];
  readonly debug?: true;
}

interface CheckCommandLine {
  readonly against?: string;
  readonly openapi?: readonly string[];
  readonly probe?: true;
  readonly cache: boolean;
  readonly out?: readonly string[];
}

/** Runs one command line, without the program's name. Returns the exit code; never rejects. */
export async function run(args: readonly string[]): Promise<ExitCode> {
  let exitCode: ExitCode = 0;
  const program = createProgram((code) => (exitCode = code));
  try {
    await program.parseAsync(args, { from: "user" });
    return exitCode;
  } catch (error) {
    // Commander has printed help (0) or what is wrong with the arguments.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    reportFailure(error, program.opts<GlobalOptions>());
    return 2;
  }
}

/**
 * The one place where an error ends. Somebody's mistake is a sentence; a stack trace is for whoever asks for it, and
 * for a bug of ours, which the sentence cannot explain.
 */
function reportFailure(error: unknown, options: GlobalOptions): void {
  const output = createOutput(outputFormat(options.format ?? []), resolve(options.C));
  const isExpected = error instanceof ToolError;
  const message = error instanceof Error ? error.message : String(error);
  if (isExpected) output.findings(error.diagnostics);
  output.json({ findings: isExpected ? error.diagnostics : [], error: { message } });
  output.error(isExpected ? message : `${message} (a bug in restuary; --debug shows where)`);
  const showsStack = options.debug === true || !["", "0", undefined].includes(process.env["RESTUARY_DEBUG"]);
  if (showsStack && error instanceof Error) process.stderr.write(`${stackOf(error)}\n`);
}

function stackOf(error: Error): string {
  const own = error.stack ?? error.message;
  return error.cause instanceof Error ? `${own}\nCaused by: ${stackOf(error.cause)}` : own;
}

/** Each command's module is imported when it runs: `--help` is instant, and `compose` never loads the gateway. */
function createProgram(finish: (code: ExitCode) => void): Command {
  const program = new Command("restuary")
    .description("GraphQL federation over REST services: declare, compose, serve and check one graph.")
    .version(packageVersion(), "-V, --version")
    .option("-C <dir>", "run as if started in <dir>", ".")
    .option("--config <file>", "config file (default: restuary.config.{ts,js,json,yaml}, where there is one)")
    .addOption(formatOption())
    .option("--debug", "show stack traces")
    .configureHelp({ showGlobalOptions: true })
    .hook("preAction", (_program, command) => {
      const format = program.opts<GlobalOptions>().format?.find((each) => each !== "text" && each !== "json");
      if (command.name() === "check" || format === undefined) return;
      throw new ToolError(
        `--format ${format} is a report of \`check\`. The forms of \`${command.name()}\` are text and json.`,
      );
    })
    .exitOverride()
    .addHelpText("after", programExamples);

  const context = (): CommandContext => {
    const { C, config, format: formats = [] } = program.opts<GlobalOptions>();
    const dir = resolve(C);
    const format = outputFormat(formats);
    return { dir, output: createOutput(format, dir), ...(config === undefined ? {} : { config }) };
  };

  program
    .command("dev")
    .description("Compose, serve and watch: recomposes on every change and shows every REST call.")
    .addOption(portOption("the config's, or 4000"))
    .addOption(hostOption("the config's, or 127.0.0.1"))
    .addHelpText("after", devExamples)
    .action(async (options: ListenOptions) =>
      finish(await (await import("./commands/dev.ts")).dev(context(), options)),
    );
  program
    .command("serve")
    .description("Serve the graph. Composes it first, unless the committed supergraph is still up to date.")
    .option("--supergraph <file>", "serve this supergraph; needs no sources for declared and remote subgraphs")
    .addOption(portOption("the config's, or 4000"))
    .addOption(hostOption("the config's, or every interface"))
    .addOption(
      new Option(
        "--workers <n>",
        "processes that answer; auto is one per core (default: the config's, or 1)",
      ).argParser(parseWorkers),
    )
    .addHelpText("after", serveExamples)
    .action(async (options: ServeOptions) =>
      finish(await (await import("./commands/serve.ts")).serve(context(), options)),
    );
  program
    .command("subgraph")
    .description("Serve one subgraph alone, as a federated GraphQL server for any gateway.")
    .argument("<name>", "name of the subgraph")
    .addOption(portOption("4001"))
    .addOption(hostOption("every interface"))
    .addHelpText("after", subgraphExamples)
    .action(async (name: string, options: ListenOptions) =>
      finish(await (await import("./commands/subgraph.ts")).subgraph(context(), name, options)),
    );
  program
    .command("compose")
    .description("Compose the subgraphs; writes schema/supergraph.graphql and schema/api.graphql.")
    .option("--out <dir>", "where to write (default: schema)")
    .option("--check", "write nothing; fail when the files are not up to date")
    .addHelpText("after", composeExamples)
    .action(async (options: { out?: string; check?: true }) =>
      finish(await (await import("./commands/compose.ts")).compose(context(), options)),
    );
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
      const reports = readReportArguments(program.opts<GlobalOptions>().format ?? [], out);
      if (typeof reports === "string") throw new ToolError(reports);
      // What goes wrong from here on is told in the form of what is printed.
      program.setOptionValue(
        "format",
        reports.slice(0, 1).map(({ format }) => format),
      );
      finish(await (await import("./commands/check.ts")).check(context(), { ...options, reports }));
    });
  program
    .command("explain-code")
    .description("Say what a code of a finding means, why it matters, and how to put it right.")
    .argument("<code>", "such as FIELD_REMOVED")
    .action(async (code: string) => finish((await import("./commands/explain-code.ts")).explainCode(context(), code)));
  program
    .command("import")
    .description("Write a subgraph from an OpenAPI document (2.0, 3.0 or 3.1; JSON or YAML).")
    .argument("[document]", "file or URL")
    .option("--name <subgraph>", "name of the subgraph")
    .option("--out <file>", "what to write (default: subgraphs/<subgraph>.graphql)")
    .option("--report <file>", "write all findings to this file, as JSON")
    .option("--allow-remote", "follow references to documents on the web")
    .option("--only <pattern>", "import these operations alone: 'GET /zones/**', tag:zones or an operationId", collect)
    .option("--exclude <pattern>", "leave these operations out; both may be given several times", collect)
    .option("--portable", "write nothing but connect, for other routers: long selections are cut")
    .option("--no-portable", "take back --portable of the last import")
    .option("--accept", "write guessed entities too, instead of proposing them in comments")
    .addOption(new Option("--maps <as>", "what maps in answers become (default: json)").choices(["json", "entries"]))
    .option("--force", "overwrite SDL that was edited by hand")
    .option("--link", "propose joins between all subgraphs, in place of an import; --accept writes them")
    .addHelpText("after", importExamples)
    .action(async (document: string | undefined, options: Partial<ImportOptions> & { link?: true }) => {
      if (options.link === true && document === undefined) {
        return finish(await (await import("./commands/link.ts")).linkSubgraphs(context(), options));
      }
      const { name } = options;
      if (document === undefined || name === undefined || options.link === true) {
        throw new ToolError("`restuary import` takes a document and `--name <subgraph>`, or `--link` and neither.");
      }
      (await import("./optimize-late.ts")).optimizeLate();
      return finish(
        await (await import("./commands/import.ts")).importOpenApi(context(), document, { ...options, name }),
      );
    });
  program
    .command("explain")
    .description("Say which REST calls an operation makes, in which order, and how many at worst.")
    .argument("<operation>", "file with the operation")
    .option("--operation <name>", "which one, where the file has several")
    .option("--assume-list-size <n>", "size of lists whose length is not known", parseCount)
    .option("--supergraph <file>", "explain against this supergraph")
    .addHelpText("after", explainExamples)
    .action(async (file: string, options: { operation?: string; assumeListSize?: number; supergraph?: string }) =>
      finish(await (await import("./commands/explain.ts")).explain(context(), file, options)),
    );
  program
    .command("record")
    .description("Run an operation against the real services, and write a connector test for each call it makes.")
    .argument("<operation>", "file with the operation; a mutation really changes what it changes")
    .option("--operation <name>", "which one, where the file has several")
    .option("--variables <json>", "the operation's variables: JSON, or @file")
    .option("--header <header>", "client header, as 'name: value'; may be given several times", collect)
    .option("--out <file>", "what to write (default: tests/<operation's name>.connector.yaml)")
    .option("--force", "overwrite a file that exists")
    .addHelpText("after", recordExamples)
    .action(async (file: string, options: RecordOptions) =>
      finish(await (await import("./commands/record.ts")).record(context(), file, options)),
    );
  program
    .command("test")
    .description("Run connector tests (*.connector.yaml): requests that would be sent, and what answers are mapped to.")
    .argument("[paths...]", "files and folders (default: tests and subgraphs)")
    .option("-t, --test-name-pattern <regex>", "run tests whose name matches, in any case")
    .option("--schema <file>", "SDL to use instead of what the suites name")
    .option("--junit <file>", "write a report in JUnit XML")
    .option("--allow-problems", "show mapping problems that a test does not expect, but do not fail it")
    .option("--watch", "run again on every change")
    .addHelpText("after", testExamples)
    .action(async (paths: readonly string[], options: TestOptions) =>
      finish(await (await import("./commands/test.ts")).test(context(), paths, options)),
    );
  return program;
}

function portOption(fallback: string): Option {
  return new Option("--port <port>", `port to listen on; 0 picks a free one (default: ${fallback})`).argParser(
    parsePort,
  );
}

function hostOption(fallback: string): Option {
  return new Option("--host <host>", `address to listen on (default: ${fallback})`);
}

function parsePort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) throw new InvalidArgumentError("Expected a number from 0 to 65535.");
  return port;
}

function parseWorkers(text: string): number | "auto" {
  if (text === "auto") return text;
  const count = Number(text);
  if (!/^\d+$/.test(text) || count === 0) throw new InvalidArgumentError("Expected a number from 1 on, or auto.");
  return count;
}

/** `check` has more forms than the others, and may be asked for several of them. */
function formatOption(): Option {
  return new Option(
    "--format <format>",
    `how results are printed: text or json, of check also ${moreFormats}`,
  ).argParser<readonly ReportFormat[] | undefined>((text, before) => {
    const format = reportFormats.find((each) => each === text);
    if (format === undefined) throw new InvalidArgumentError(`Allowed choices are ${reportFormats.join(", ")}.`);
    return [...(before ?? []), format];
  });
}

const moreFormats = reportFormats.slice(2).join(", ");

function outputFormat(formats: readonly ReportFormat[]): OutputFormat {
  const format = formats.at(-1) ?? "text";
  return format === "text" || format === "json" ? format : "report";
}

function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

function parseCount(text: string): number {
  const count = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(count)) throw new InvalidArgumentError("Expected a whole number.");
  return count;
}

const programExamples = `
Examples:
  restuary dev                          work on the graph of this folder
  restuary compose -C graph             compose the graph in graph/
  NODE_ENV=production restuary serve --supergraph schema/supergraph.graphql

Exit codes: 0 pass, 1 a finding of severity error, 2 the tool could not run.`;

const devExamples = `
Apollo Sandbox is at /, and GraphQL at /graphql. Only this machine can connect, unless --host says otherwise.

Examples:
  restuary dev
  restuary dev -C graph --port 0`;

const serveExamples = `
With NODE_ENV=production there is no introspection, and errors tell clients no details. SIGTERM and SIGINT let
running operations finish. GET /health/live and /health/ready answer probes. With --workers, several processes answer;
one that dies is replaced.

Examples:
  NODE_ENV=production restuary serve
  NODE_ENV=production restuary serve --supergraph supergraph.graphql --port 8080
  NODE_ENV=production restuary serve --workers auto`;

const subgraphExamples = `
Example:
  restuary subgraph users --port 4001`;

const composeExamples = `
Examples:
  restuary compose
  restuary compose --check              in CI: are the committed files up to date?
  restuary compose --format json`;

const checkExamples = `
One report goes to standard output in the --format, and one for each --out to a file. Accepted findings are named by
their fingerprints in schema/waivers.yaml.

Examples:
  restuary check
  restuary check --against main --format json
  restuary check --openapi users.api=https://users.internal/openapi.json
  restuary check --format github --out sarif=check.sarif --out markdown=comment.md`;

const importExamples = `
Faults in the document are warnings: each costs one operation or type at most. The document is kept beside the SDL.

Examples:
  restuary import petstore.yaml --name pets
  restuary import https://example.com/openapi.json --name shop --report import.json
  restuary import kubernetes.json --name pods --only 'GET /api/v1/namespaces/*/pods/**' --exclude 'connect*'
  restuary import --link                 joins between services: Order.customerId -> customers.Customer`;

const explainExamples = `
Examples:
  restuary explain schema/operations/feed.graphql
  restuary explain operations.graphql --operation Feed --assume-list-size 100 --format json`;

const recordExamples = `
Secrets are written as REDACTED: authorization, cookies, keys in headers and queries, and whatever came from $env and
$config. With several subgraphs each gets a file of its own.

Examples:
  restuary record schema/operations/product-page.graphql --variables '{ "id": "7" }'
  restuary record login.graphql --variables @login.json --out tests/login.connector.yaml
  restuary record me.graphql --header "authorization: Bearer $TOKEN"`;

const testExamples = `
Nothing is sent: a test gives the answer. What it expects is compared, and mapping problems that it does not expect fail it.

Examples:
  restuary test
  restuary test tests/users.connector.yaml -t "not found" --watch
  restuary test --junit reports/connectors.xml`;
