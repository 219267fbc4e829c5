/** The commands that serve: `dev`, `serve` and `subgraph`. */
import { InvalidArgumentError, Option, type Command } from "commander";
import type { ListenOptions } from "../command-context.ts";
import type { ServeOptions } from "../commands/serve.ts";
import type { CommandLine } from "./command-line.ts";

export function addDev(program: Command, line: CommandLine): void {
  program
    .command("dev")
    .description("Compose, serve and watch: recomposes on every change and shows every REST call.")
    .addOption(portOption("the config's, or 4000"))
    .addOption(hostOption("the config's, or 127.0.0.1"))
    .addHelpText("after", devExamples)
    .action(async (options: ListenOptions) =>
      line.finish(await (await import("../commands/dev.ts")).dev(line.context(), options)),
    );
}

export function addServe(program: Command, line: CommandLine): void {
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
    .option("--watch", "take up changes of the graph's files, and not at SIGHUP alone")
    .addHelpText("after", serveExamples)
    .action(async (options: ServeOptions) =>
      line.finish(await (await import("../commands/serve.ts")).serve(line.context(), options)),
    );
}

export function addSubgraph(program: Command, line: CommandLine): void {
  program
    .command("subgraph")
    .description("Serve one subgraph alone, as a federated GraphQL server for any gateway.")
    .argument("<name>", "name of the subgraph")
    .addOption(portOption("4001"))
    .addOption(hostOption("every interface"))
    .addHelpText("after", subgraphExamples)
    .action(async (name: string, options: ListenOptions) =>
      line.finish(await (await import("../commands/subgraph.ts")).subgraph(line.context(), name, options)),
    );
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

const devExamples = `
Apollo Sandbox is at /, and GraphQL at /graphql. Only this machine can connect, unless --host says otherwise.

Examples:
  restuary dev
  restuary dev -C graph --port 0`;

const serveExamples = `
With NODE_ENV=production there is no introspection, and errors tell clients no details. SIGTERM and SIGINT let
running operations finish. GET /health/live and /health/ready answer probes. With --workers, several processes answer;
one that dies is replaced. SIGHUP has the graph and its config read again; a graph that is wrong is refused.

Examples:
  NODE_ENV=production restuary serve
  NODE_ENV=production restuary serve --supergraph supergraph.graphql --port 8080
  NODE_ENV=production restuary serve --workers auto`;

const subgraphExamples = `
Example:
  restuary subgraph users --port 4001`;
