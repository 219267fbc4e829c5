import { readFile } from "node:fs/promises";
import { BREAK, print, visit, type DirectiveNode, type DocumentNode } from "graphql";
import type { ComposeInput } from "../schema/compose.ts";
import type { Diagnostic } from "../schema/diagnostic.ts";
import { parseSdl } from "../schema/parse-sdl.ts";
import { rangeOf, startOf } from "../schema/source-text.ts";
import type { ConnectModel } from "../subgraphs/connect/connector.ts";
import { readConnectLink } from "../subgraphs/connect/link.ts";
import { lowerSubgraph } from "../subgraphs/connect/lower.ts";
import { readConnectors } from "../subgraphs/connect/read.ts";
import type { SubgraphDefinition } from "../subgraphs/coded/define-subgraph.ts";
import { readDefinition } from "../subgraphs/coded/read-definition.ts";
import { noMemo, type Memo } from "./memo.ts";
import { hasError } from "./output.ts";
import { shownPath, type Project, type ProjectSubgraph } from "./project.ts";
import { reasonOf, ToolError, unreadable } from "./tool-error.ts";

// What checks SDL and what loads modules is imported where there are any: who serves a composed supergraph starts sooner.

export interface Sources {
  /** What the composer is given; incomplete where there are errors. */
  readonly inputs: readonly ComposeInput[];
  /** Coded subgraphs by name. */
  readonly definitions: ReadonlyMap<string, SubgraphDefinition>;
  /** SDL that stands in no file of its own, by the name that findings give it. */
  readonly texts: ReadonlyMap<string, string>;
  /** Each subgraph by itself, in the project's order. */
  readonly read: readonly ReadSource[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads every subgraph's own source and checks it by itself.
 *
 * @throws ToolError when a file cannot be read, or a module cannot be loaded.
 */
export async function readSources(project: Project, options: ReadOptions = {}): Promise<Sources> {
  const read = await Promise.all(project.subgraphs.map((subgraph) => readSource(project, subgraph, options)));
  return {
    inputs: read.flatMap(({ input }) => input ?? []),
    definitions: new Map(read.flatMap(({ definition }) => (definition ? [[definition.name, definition]] : []))),
    texts: new Map(read.flatMap(({ text }) => (text ? [text] : []))),
    read,
    diagnostics: read.flatMap(({ diagnostics }) => diagnostics),
  };
}

export interface ReadOptions {
  /** Keeps what the validation of a text found. */
  readonly memo?: Memo;
  /** SDL to take in place of what is in a file, by its absolute path. */
  readonly edited?: ReadonlyMap<string, string>;
  /** What was read before, where the text is still the same. What is read is put there. */
  readonly kept?: KeptSources;
}

/** By name: a key of all that it was read from, and what was read. */
export type KeptSources = Map<string, { readonly key: string; readonly read: ReadSource }>;

/** Loads the project's coded subgraphs alone: for a supergraph that was composed before. */
export async function readDefinitions(
  project: Project,
): Promise<Pick<Sources, "definitions" | "diagnostics" | "texts">> {
  return readSources({ ...project, subgraphs: project.subgraphs.filter(({ kind }) => kind === "coded") });
}

/** One subgraph's source, read and checked by itself. What it is made of is absent where there are errors. */
export interface ReadSource {
  readonly name: string;
  /** As findings name it. */
  readonly file: string;
  /** Of SDL that parses, whatever else is wrong with it. */
  readonly document?: DocumentNode;
  readonly input?: ComposeInput;
  /** Of a declared subgraph. */
  readonly declared?: { readonly document: DocumentNode; readonly model: ConnectModel };
  /** Of a coded subgraph. */
  readonly definition?: SubgraphDefinition;
  readonly text?: readonly [file: string, text: string];
  readonly diagnostics: readonly Diagnostic[];
}

/** @throws ToolError as `readSources` does. */
export async function readSource(
  project: Project,
  subgraph: ProjectSubgraph,
  { memo = noMemo, edited, kept }: ReadOptions = {},
): Promise<ReadSource> {
  if (subgraph.kind === "coded") return readModule(project, subgraph);
  const file = shownPath(project, subgraph.file);
  const sdl = edited?.get(subgraph.file) ?? (await readSdl(project, subgraph, file));
  const key = JSON.stringify([subgraph, file, sdl]);
  const known = kept?.get(subgraph.name);
  if (known?.key === key) return known.read;
  const read = await readSchema(subgraph, file, sdl, memo);
  kept?.set(subgraph.name, { key, read });
  return read;
}

/** @param file  As findings name it. */
async function readSchema(
  subgraph: Exclude<ProjectSubgraph, { kind: "coded" }>,
  file: string,
  sdl: string,
  memo: Memo,
): Promise<ReadSource> {
  const { name } = subgraph;
  const { document, diagnostics: syntax } = parseSdl(sdl, file);
  if (!document) return { name, file, diagnostics: syntax };
  const read = { name, file, document };
  if (subgraph.kind === "remote") {
    return { ...read, input: { name, url: subgraph.url, typeDefs: document }, diagnostics: [] };
  }

  // Before connect v0.4 a selection that leads back to its own type is refused by the spec, for routers that expand it.
  // Ours does not, and a reference back (`author: { id: authorId }` below `User.posts`) is what most graphs have. So it
  // composes, and a warning says that other routers will not take it.
  const options = { file, subgraph: name, circularReferences: "warning", reachability: true } as const;
  const { validateConnectors } = await import("../subgraphs/connect/validate/validate-connectors.ts");
  const diagnostics = await memo(["connectors", sdl, options], () => validateConnectors(sdl, options));
  if (hasError(diagnostics)) return { ...read, diagnostics };
  const { model, diagnostics: unread } = readConnectors({ subgraph: name, document, file });
  // Validation finds all that reading finds; what only reading found would be lost otherwise.
  if (!model) return { ...read, diagnostics: [...diagnostics, ...unread] };
  if (model.connectors.length === 0) return { ...read, diagnostics: [...diagnostics, notServed(name, file, document)] };
  return { ...read, input: { name, ...lowerSubgraph(document, model) }, declared: { document, model }, diagnostics };
}

async function readModule(project: Project, { name, file }: ProjectSubgraph): Promise<ReadSource> {
  const shownAs = shownPath(project, file);
  const { loadModule } = await import("./load-module.ts");
  const { definition, document, diagnostics } = readDefinition(await loadModule(file, shownAs), shownAs);
  if (!definition || !document) return { name, file: shownAs, diagnostics };
  const text = typeof definition.typeDefs === "string" ? definition.typeDefs : print(document);
  const read = { name, file: shownAs, document };
  if (definition.name !== name) {
    return { ...read, diagnostics: [...diagnostics, misnamed(definition.name, name, shownAs)] };
  }
  return {
    ...read,
    input: { name, typeDefs: document },
    definition,
    text: [document.loc?.source.name ?? shownAs, text],
    diagnostics,
  };
}

function misnamed(own: string, inConfig: string, file: string): Diagnostic {
  return {
    code: "SUBGRAPH_MODULE_INVALID",
    severity: "error",
    message: `The config calls this subgraph \`${inConfig}\`, and its module \`${own}\`.`,
    locations: [startOf(file)],
    fix: "Use one name in both.",
  };
}

async function readSdl(project: Project, { name, file }: ProjectSubgraph, shownAs: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    const fault = unreadable("schema", shownAs, project.dir, error);
    const isNamed = Object.hasOwn(project.config.subgraphs ?? {}, name);
    const location = isNamed ? project.locate(["subgraphs", name, "schema"]) : undefined;
    if (!location) throw fault;
    const message = `\`subgraphs.${name}.schema\`: This file could not be read: ${reasonOf(error)}.`;
    const diagnostic: Diagnostic = { code: "CONFIG_INVALID_VALUE", severity: "error", message, locations: [location] };
    throw new ToolError(fault.message, { cause: error, diagnostics: [diagnostic] });
  }
}

function notServed(name: string, file: string, document: DocumentNode): Diagnostic {
  const unlinked = readConnectLink(document, file).link ? undefined : findConnect(document);
  if (unlinked) {
    return {
      code: "SUBGRAPH_NOT_SERVED",
      severity: "error",
      message: `\`@connect\` makes no connector here, as the schema does not link the connect spec: nothing would answer for the fields of the subgraph \`${name}\`.`,
      locations: [rangeOf(unlinked, file)],
      fix: 'Write `extend schema @link(url: "https://specs.apollo.dev/connect/v0.4", import: ["@source", "@connect"])`.',
    };
  }
  return {
    code: "SUBGRAPH_NOT_SERVED",
    severity: "error",
    message: `The subgraph \`${name}\` has no connectors and no URL: nothing would answer for its fields.`,
    locations: [startOf(file)],
    fix: `Add \`@connect\` to its fields, or name its server in the config: \`subgraphs: { ${name}: { schema: ..., url: ... } }\`.`,
  };
}

/** The first `@connect` as it is written everywhere, whatever the document says that it means. */
function findConnect(document: DocumentNode): DirectiveNode | undefined {
  let found: DirectiveNode | undefined;
  visit(document, {
    Directive(node) {
      if (node.name.value !== "connect") return undefined;
      found = node;
      return BREAK;
    },
  });
  return found;
}
