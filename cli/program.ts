import { resolve } from "node:path";
import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import type { ExitCode } from "./command-context.ts";
import { reportFormats, type ReportFormat } from "./checks/reports/report-formats.ts";
import type { CommandLine } from "./command-lines/command-line.ts";
import { addCheck, addCompose, addExplain, addExplainCode } from "./command-lines/graph.ts";
import { addImport } from "./command-lines/importing.ts";
import { addDev, addServe, addSubgraph } from "./command-lines/serving.ts";
import { addInit } from "./command-lines/starting.ts";
import { addRecord, addTest } from "./command-lines/testing.ts";
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

  const line: CommandLine = {
    context: () => {
      const { C, config, format: formats = [] } = program.opts<GlobalOptions>();
      const dir = resolve(C);
      const format = outputFormat(formats);
      return { dir, output: createOutput(format, dir), ...(config === undefined ? {} : { config }) };
    },
    formats: () => program.opts<GlobalOptions>().format ?? [],
    finish,
  };
  // In the order of `--help`.
  const commands = [
    addInit,
    addDev,
    addServe,
    addSubgraph,
    addCompose,
    addCheck,
    addExplainCode,
    addImport,
    addExplain,
    addRecord,
    addTest,
  ];
  for (const add of commands) add(program, line);
  return program;
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

const programExamples = `
Examples:
  restuary init graph                   a new project in graph/
  restuary dev                          work on the graph of this folder
  restuary compose -C graph             compose the graph in graph/
  NODE_ENV=production restuary serve --supergraph schema/supergraph.graphql

Exit codes: 0 pass, 1 a finding of severity error, 2 the tool could not run.`;
