/** The command that begins a project: `init`. */
import type { Command } from "commander";
import type { InitOptions } from "../commands/init.ts";
import { ToolError } from "../tool-error.ts";
import type { CommandLine } from "./command-line.ts";

export function addInit(program: Command, line: CommandLine): void {
  program
    .command("init")
    .description("Write a new project that runs at once, around an example or a service of yours.")
    .argument("[dir]", "where to write it (default: this folder)")
    .option("-y, --yes", "ask nothing: this folder and the example, unless told otherwise")
    .option("--openapi <document>", "the service's OpenAPI document: file or URL")
    .option("--name <subgraph>", "what to call the service's subgraph (default: as its document)")
    .option("--base-url <url>", "where the service answers (default: as its document says)")
    .addHelpText("after", initExamples)
    .action(async (dir: string | undefined, { yes, ...options }: InitOptions & { yes?: true }) => {
      const { askOnTerminal, noQuestions } = await import("../init/questions.ts");
      const isAnswered = dir !== undefined && options.openapi !== undefined && options.baseUrl !== undefined;
      const asks = yes !== true && !isAnswered;
      if (asks && !(process.stdin.isTTY && process.stdout.isTTY)) {
        throw new ToolError(
          "`restuary init` asks up to three questions, which takes a terminal. Without one, add --yes: " +
            "`restuary init graph --yes --openapi openapi.yaml`.",
        );
      }
      const { init } = await import("../commands/init.ts");
      return line.finish(await init(line.context(), dir, options, asks ? await askOnTerminal() : noQuestions));
    });
}

const initExamples = `
Nothing that exists is overwritten.

Examples:
  npx restuary init                                    asks: the folder, the service, where it answers
  npx restuary init graph --yes                        an example with two small services
  npx restuary init graph --yes --openapi petstore.yaml`;
