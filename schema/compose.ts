/**
 * Subgraphs in, one supergraph out. The composer itself is handed in; what surrounds it is here: the federation link is
 * lowered to what composers know, their errors become diagnostics with places, and the connect directives, which were
 * taken out before, are written into the result.
 */
import { createHash } from "node:crypto";
import { parse, print, type DocumentNode } from "graphql";
import { writeCarried, type CarriedDirective } from "./carried-directive.ts";
import { checkAccessLists } from "./check-access-lists.ts";
import { checkCacheHints } from "./check-cache-hints.ts";
import { explainCompositionError } from "./composition-error.ts";
import type { Diagnostic } from "./diagnostic.ts";
import { liftCacheHints } from "./lift-cache-hints.ts";
import { renamedRootTypes } from "./locate-coordinate.ts";
import { lowerFederation } from "./lower-federation.ts";
import { printOnce } from "./print-once.ts";
import { printSupergraph } from "./print-supergraph.ts";
import { startOf } from "./source-text.ts";

export interface ComposeInput {
  readonly name: string;
  /** Routing URL. Absent for a subgraph that runs in the gateway's process. */
  readonly url?: string;
  /** Parsed by `parseSdl`, so that findings have a place in its file. Connect directives are already taken out. */
  readonly typeDefs: DocumentNode;
  /** Those that were taken out. `@cacheControl` is taken out here. */
  readonly carried?: readonly CarriedDirective[];
}

export interface ComposerService {
  readonly name: string;
  readonly url?: string;
  readonly typeDefs: DocumentNode;
}

/** What it finds wrong with the subgraphs it returns; a composer that could not run rejects. */
export type Composer = (services: readonly ComposerService[]) => Promise<ComposerResult>;

export interface ComposerResult {
  readonly supergraphSdl?: string;
  readonly errors: readonly { readonly message: string; readonly code?: string | undefined }[];
}

/**
 * Composes subgraphs. The result does not depend on the order of `inputs`.
 *
 * @returns The supergraph, or none and at least one diagnostic of severity `error`: the codes of `composition-codes.ts`,
 *   `SUBGRAPH_NAME_DUPLICATE`, `CONTEXT_UNSUPPORTED`, `CACHE_HINT_INVALID`, `COMPOSITION_FAILED`.
 */
export async function compose(
  inputs: readonly ComposeInput[],
  composer: Composer,
): Promise<{ supergraphSdl?: string; diagnostics: Diagnostic[] }> {
  const ordered = inputs.toSorted(byName).map(withoutHints);
  const lowered = ordered.map((input) => ({
    input,
    ...lowerFederation(input.typeDefs, fileOf(input), { raise: (input.carried ?? []).length > 0 }),
  }));
  const hints = inputs.toSorted(byName).flatMap((input) => checkCacheHints(input.typeDefs, fileOf(input)));
  const access = ordered.flatMap((input) => checkAccessLists(input.typeDefs, fileOf(input)));
  const refused = [
    ...duplicateNames(inputs),
    ...hints,
    ...access,
    ...lowered.flatMap(({ diagnostics }) => diagnostics),
  ];
  if (refused.length > 0) return { diagnostics: refused };

  const services = lowered.map(({ input: { name, url }, document }) => ({
    name,
    typeDefs: document,
    ...(url === undefined ? {} : { url }),
  }));
  const { supergraphSdl, errors } = await composer(services).catch((error: unknown) => failed(error));
  if (supergraphSdl === undefined || errors.length > 0) {
    return { diagnostics: explain(errors, ordered) };
  }
  return { supergraphSdl: stamp(writeInputs(supergraphSdl, ordered), inputs), diagnostics: [] };
}

function withoutHints(input: ComposeInput): ComposeInput {
  const { typeDefs, carried } = liftCacheHints(input.typeDefs);
  return typeDefs === input.typeDefs && carried.length === 0
    ? input
    : { ...input, typeDefs, carried: [...(input.carried ?? []), ...carried] };
}

/** The file that a subgraph was parsed from; its name where the document was not parsed. */
function fileOf({ name, typeDefs }: ComposeInput): string {
  const node = typeDefs.loc ? typeDefs : typeDefs.definitions.find((definition) => definition.loc);
  return node?.loc?.source.name ?? name;
}

function byName(a: ComposeInput, b: ComposeInput): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}

function duplicateNames(inputs: readonly ComposeInput[]): Diagnostic[] {
  const seen = new Map<string, ComposeInput>();
  return inputs.flatMap((input): Diagnostic[] => {
    const first = seen.get(input.name);
    if (!first) {
      seen.set(input.name, input);
      return [];
    }
    return [
      {
        code: "SUBGRAPH_NAME_DUPLICATE",
        severity: "error",
        message: `Two subgraphs are named \`${input.name}\`: \`${fileOf(first)}\` and \`${fileOf(input)}\`.`,
        locations: [startOf(fileOf(input))],
        fix: "Rename one of them.",
      },
    ];
  });
}

/** Composers also throw for faults of a subgraph that they do not expect. */
function failed(error: unknown): ComposerResult {
  const reason = error instanceof Error ? error.message : String(error);
  return { errors: [{ message: `The composer stopped: ${reason}` }] };
}

function explain(errors: ComposerResult["errors"], inputs: readonly ComposeInput[]): Diagnostic[] {
  if (errors.length === 0) {
    const message = "The composer returned neither a supergraph nor an error.";
    return [{ code: "COMPOSITION_FAILED", severity: "error", message, locations: [] }];
  }
  const places = inputs.map((input) => ({ name: input.name, file: fileOf(input), document: input.typeDefs }));
  const found = errors.map((error) => explainCompositionError(error, places));
  return found.filter((diagnostic, index) => !found.some((other, at) => repeats(diagnostic, index, other, at)));
}

/** Composers say one thing in two sentences: once as GraphQL does, and once with what may have been meant. */
function repeats(diagnostic: Diagnostic, index: number, other: Diagnostic, at: number): boolean {
  if (index === at || diagnostic.code !== other.code || !other.message.startsWith(diagnostic.message)) return false;
  if (JSON.stringify(diagnostic.locations) !== JSON.stringify(other.locations)) return false;
  return other.message.length > diagnostic.message.length || at < index;
}

function writeInputs(supergraphSdl: string, inputs: readonly ComposeInput[]): string {
  if (inputs.every(({ carried }) => carried === undefined || carried.length === 0)) return supergraphSdl;
  const carried = new Map(inputs.map((input) => [input.name, underStandardRoots(input)]));
  return printSupergraph(writeCarried(parse(supergraphSdl, { noLocation: true }), carried));
}

/** In a supergraph the query root is `Query`, whatever the subgraph calls it. */
function underStandardRoots({ typeDefs, carried = [] }: ComposeInput): CarriedDirective[] {
  const names = renamedRootTypes(typeDefs);
  return carried.map((directive) => {
    const { element } = directive;
    const typeName = element.kind === "schema" ? undefined : names.get(element.typeName)?.[0];
    if (element.kind === "schema" || typeName === undefined) return directive;
    return { ...directive, element: { ...element, typeName } };
  });
}

const stampPattern = /^# restuary-inputs: (sha256-[\w-]+)$/m;

/** A comment: every GraphQL parser passes it over, and other routers with them. */
function stamp(supergraphSdl: string, inputs: readonly ComposeInput[]): string {
  return `# restuary-inputs: ${hashInputs(inputs)}\n${supergraphSdl.trimEnd()}\n`;
}

/** The hash that `compose` left in a supergraph; `undefined` where it was not composed by us, or was printed anew. */
export function readInputsHash(supergraphSdl: string): string | undefined {
  return stampPattern.exec(supergraphSdl)?.[1];
}

/** Changes with anything that the supergraph is made of, and with the way it is made. Comments do not count. */
export function hashInputs(inputs: readonly ComposeInput[]): string {
  const hash = createHash("sha256").update("2\n");
  for (const { name, url, typeDefs, carried = [] } of inputs.toSorted(byName)) {
    hash.update(JSON.stringify([name, url ?? null, printOnce(typeDefs), carried.map(printCarried)]));
  }
  return `sha256-${hash.digest("base64url")}`;
}

function printCarried({ element, name, args }: CarriedDirective): unknown {
  return [element, name, Object.entries(args).map(([key, value]) => [key, print(value)])];
}
