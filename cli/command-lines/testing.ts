/** The commands for tests of connectors: `record` and `test`. */
import type { Command } from "commander";
import type { RecordOptions } from "../commands/record.ts";
import type { TestOptions } from "../commands/test.ts";
import { collect, type CommandLine } from "./command-line.ts";

export function addRecord(program: Command, line: CommandLine): void {
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
      line.finish(await (await import("../commands/record.ts")).record(line.context(), file, options)),
    );
}

export function addTest(program: Command, line: CommandLine): void {
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
      line.finish(await (await import("../commands/test.ts")).test(line.context(), paths, options)),
    );
}

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
