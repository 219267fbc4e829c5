import { access, readFile } from "node:fs/promises";
import { basename, dirname, join, relative, resolve } from "node:path";
import { getOperationAST, type DocumentNode, type ExecutionResult } from "graphql";
import type { Graph } from "../../gateway/graph.ts";
import type { Connector } from "../../subgraphs/connect/connector.ts";
import { printSuite } from "../../subgraphs/connector-tests/print-suite.ts";
import { recordCase } from "../../subgraphs/connector-tests/record-case.ts";
import type { WrittenTest } from "../../subgraphs/connector-tests/written-suite.ts";
import { isObject } from "../../subgraphs/mapping/json.ts";
import type { ConnectorCallReport } from "../../subgraphs/operation-context.ts";
import { createRestOperation } from "../../subgraphs/rest/create-rest-operation.ts";
import { parseJson, stringifyJson } from "../../subgraphs/rest/json.ts";
import type { CommandContext, ExitCode } from "../command-context.ts";
import { readSchemaFile } from "../connector-tests/load-suite.ts";
import { openGraph } from "../open-graph.ts";
import { parseOperation, readOperationFile } from "../operation-file.ts";
import { openProjectTransport } from "../open-project-transport.ts";
import { openProject, requireSubgraphs, shownPath, type Project } from "../project.ts";
import { reasonOf, ToolError, unreadable } from "../tool-error.ts";
import { writeText } from "../write-text.ts";

export interface RecordOptions {
  readonly operation?: string;
  /** JSON, or `@file`. */
  readonly variables?: string;
  /** `name: value`, each. */
  readonly header?: readonly string[];
  readonly out?: string;
  readonly force?: true;
}

/** Runs an operation against the real services and writes a connector test for each call that was made. */
export async function record(
  { output, ...location }: CommandContext,
  operationFile: string,
  options: RecordOptions,
): Promise<ExitCode> {
  const headers = readHeaders(options.header ?? []);
  const variables = await readVariables(options.variables, location.dir);
  const source = await readOperationFile(location.dir, operationFile);
  const project = await openProject(location);
  requireSubgraphs(project);
  const { graph, diagnostics, texts } = await openGraph(project, { production: false });
  const parsed = graph ? parseOperation(source, graph.schema, options.operation) : { diagnostics: [] };
  const findings = [...diagnostics, ...parsed.diagnostics];
  output.findings(findings, texts);
  if (!graph || !parsed.document) {
    await graph?.close();
    output.json({ findings, files: [] });
    return 1;
  }

  const target = outFile(project, options, parsed.document, operationFile);
  // Before the operation is run: it may be a mutation, and should not be run in vain.
  if (!options.force) await refuseExisting(project, target);
  const { calls, result, secrets } = await run(graph, parsed.document, project, { ...options, variables, headers });
  await graph.close();
  if (calls.length === 0) throw new ToolError("The operation called no connector, so that there is nothing to record.");

  const files = await writeSuites(
    project,
    target,
    { calls, secrets },
    `Recorded by \`restuary record ${operationFile}\`.`,
  );
  if (files.every(({ tests }) => tests === 0)) {
    const reasons = files.flatMap(({ leftOut }) => leftOut.map(({ coordinate, reason }) => `${coordinate}: ${reason}`));
    throw new ToolError(`No call could be recorded. ${reasons.join(" ")}`);
  }
  const errors = (result.errors ?? []).map(({ message, path }) => ({ message, ...(path && { path }) }));
  output.json({ findings, files, errors });
  for (const { message, path } of errors)
    output.text(`The operation has an error${path ? ` at ${path.join(".")}` : ""}: ${message}`);
  for (const { file, tests, leftOut } of files) {
    if (tests > 0) output.text(`${file} written: ${tests} test${tests === 1 ? "" : "s"}`);
    for (const { coordinate, reason } of leftOut) output.text(`${coordinate} left out: ${reason}`);
  }
  return 0;
}

type HeaderLists = Record<string, string[]>;

function readHeaders(lines: readonly string[]): HeaderLists {
  const headers: HeaderLists = {};
  for (const line of lines) {
    const colon = line.indexOf(":");
    if (colon < 1) throw new ToolError(`--header takes \`name: value\`, and got \`${line}\`.`);
    (headers[line.slice(0, colon).trim().toLowerCase()] ??= []).push(line.slice(colon + 1).trim());
  }
  return headers;
}

async function readVariables(given: string | undefined, dir: string): Promise<Record<string, unknown>> {
  if (given === undefined) return {};
  const file = given.startsWith("@") ? given.slice(1) : undefined;
  const text =
    file === undefined
      ? given
      : await readFile(resolve(dir, file), "utf8").catch((error: unknown) => {
          throw unreadable("file of --variables", file, dir, error);
        });
  let value: unknown;
  try {
    value = parseJson(text);
  } catch (error) {
    throw new ToolError(`--variables is no JSON: ${reasonOf(error)}.`, { cause: error });
  }
  if (!isObject(value)) throw new ToolError("--variables must be a JSON object.");
  return value;
}

interface Run {
  readonly calls: readonly ConnectorCallReport[];
  readonly result: ExecutionResult;
  /** What the services know the gateway by. */
  readonly secrets: readonly string[];
}

async function run(
  graph: Graph,
  document: DocumentNode,
  project: Project,
  options: { readonly operation?: string; readonly variables: Record<string, unknown>; readonly headers: HeaderLists },
): Promise<Run> {
  const { headers, variables, operation: operationName } = options;
  const transport = await openProjectTransport(project);
  const calls: ConnectorCallReport[] = [];
  try {
    const result = await graph.execute({
      document,
      operationName,
      variables,
      context: {
        requestHeaders: headers,
        context: (await project.config.gateway?.context?.({ headers })) ?? {},
        rest: createRestOperation({ transport }),
        onConnectorCall: (call) => calls.push(call),
      },
    });
    return { calls, result, secrets: [...transport.secrets()] };
  } finally {
    await transport.close();
  }
}

/** The file without its ending: with several subgraphs, each has a suite of its own, as a suite has one schema. */
function outFile(
  project: Project,
  { out, operation }: RecordOptions,
  document: DocumentNode,
  operationFile: string,
): string {
  if (out !== undefined) return resolve(project.dir, out).replace(/(?:\.connector)?\.ya?ml$/, "");
  const name = getOperationAST(document, operation)?.name?.value ?? basename(operationFile).replace(/\.\w+$/, "");
  return join(project.root, "tests", name);
}

function suiteFile(target: string, subgraph?: string): string {
  return `${target}${subgraph === undefined ? "" : `.${subgraph}`}.connector.yaml`;
}

async function refuseExisting(project: Project, target: string): Promise<void> {
  const names = project.subgraphs.flatMap(({ kind, name }) => (kind === "declared" ? [name] : []));
  for (const file of [suiteFile(target), ...names.map((name) => suiteFile(target, name))]) {
    const exists = await access(file).then(
      () => true,
      () => false,
    );
    if (exists)
      throw new ToolError(
        `${shownPath(project, file)} exists. Use --force to overwrite it, or --out for another file.`,
      );
  }
}

interface WrittenFile {
  readonly file: string;
  readonly tests: number;
  readonly leftOut: readonly { readonly coordinate: string; readonly reason: string }[];
}

async function writeSuites(
  project: Project,
  target: string,
  { calls, secrets }: Pick<Run, "calls" | "secrets">,
  comment: string,
): Promise<WrittenFile[]> {
  const names = [...new Set(calls.map(({ connector }) => connector.subgraph))].toSorted();
  const written: WrittenFile[] = [];
  for (const name of names) {
    const schema = project.subgraphs.find((each) => each.kind === "declared" && each.name === name);
    if (!schema) continue;
    const file = suiteFile(target, names.length > 1 ? name : undefined);
    const { connectors = [] } = await readSchemaFile(schema.file, project.dir);
    const own = calls.filter(({ connector }) => connector.subgraph === name);
    const { tests, leftOut } = await recordCalls(own, connectors, secrets);
    if (tests.length > 0) {
      const path = relative(dirname(file), schema.file).replaceAll("\\", "/");
      await writeText(file, printSuite({ config: { schema: path }, tests }, comment));
    }
    written.push({ file: shownPath(project, file), tests: tests.length, leftOut });
  }
  return written;
}

async function recordCalls(
  calls: readonly ConnectorCallReport[],
  connectors: readonly Connector[],
  secrets: readonly string[],
): Promise<{ tests: WrittenTest[]; leftOut: WrittenFile["leftOut"] }> {
  const tests = new Map<string, WrittenTest>();
  const leftOut = new Map<string, { coordinate: string; reason: string }>();
  for (const call of calls) {
    const { coordinate } = call.connector;
    const connector = connectors.find((each) => sameElement(each, call.connector));
    const recorded = connector
      ? await recordCase(call, connector, secrets)
      : ({ kind: "left-out", reason: "It is not in the subgraph's schema." } as const);
    if (recorded.kind === "test") tests.set(stringifyJson(recorded.test), recorded.test);
    else leftOut.set(coordinate + recorded.reason, { coordinate, reason: recorded.reason });
  }
  // Calls end in any order.
  const sorted = [...tests.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return { tests: sorted, leftOut: [...leftOut.values()] };
}

/** A schema read by itself is called by its file's name, and not as the graph calls it. */
function sameElement(a: Connector, b: Connector): boolean {
  return a.coordinate.slice(a.subgraph.length) === b.coordinate.slice(b.subgraph.length);
}
