/** The command that makes a subgraph of an OpenAPI document: `import`. */
import { Option, type Command } from "commander";
import type { ImportOptions } from "../commands/import.ts";
import { ToolError } from "../tool-error.ts";
import { collect, type CommandLine } from "./command-line.ts";

export function addImport(program: Command, line: CommandLine): void {
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
        return line.finish(await (await import("../commands/link.ts")).linkSubgraphs(line.context(), options));
      }
      const { name } = options;
      if (document === undefined || name === undefined || options.link === true) {
        throw new ToolError("`restuary import` takes a document and `--name <subgraph>`, or `--link` and neither.");
      }
      (await import("../optimize-late.ts")).optimizeLate();
      return line.finish(
        await (await import("../commands/import.ts")).importOpenApi(line.context(), document, { ...options, name }),
      );
    });
}

const importExamples = `
Faults in the document are warnings: each costs one operation or type at most. The document is kept beside the SDL.

Examples:
  restuary import petstore.yaml --name pets
  restuary import https://example.com/openapi.json --name shop --report import.json
  restuary import kubernetes.json --name pods --only 'GET /api/v1/namespaces/*/pods/**' --exclude 'connect*'
  restuary import --link                 joins between services: Order.customerId -> customers.Customer`;
