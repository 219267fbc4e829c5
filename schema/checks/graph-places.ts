/** Where a coordinate of the graph is written: in the SDL of the subgraph that the supergraph says defines it. */
import { Kind, print, type ASTNode, type ConstDirectiveNode, type DocumentNode } from "graphql";
import type { ComposeInput } from "../compose.ts";
import type { SourceRange } from "../diagnostic.ts";
import { readGraphs } from "../join-graphs.ts";
import { directiveNameIn, readLinks } from "../link.ts";
import { indexCoordinates } from "../locate-coordinate.ts";
import type { Supergraph } from "../read-supergraph.ts";
import { rangeOf, startOf } from "../source-text.ts";

/** The API schema stands in this file, or the subgraphs in theirs. */
export interface PlacedGraph {
  readonly supergraph?: Supergraph;
  /** Of the working tree, parsed by `parseSdl`. */
  readonly subgraphs?: readonly Pick<ComposeInput, "name" | "typeDefs">[];
  /** Where the supergraph or the API schema stands. */
  readonly file?: string;
}

export interface Places {
  /** The name of what a coordinate names, or the directive on it; of what encloses it, where it is no more. */
  readonly locate: (coordinate: string, options?: LocateOptions) => SourceRange[];
  /**
   * Composition leaves an argument, an input field or an enum value out that one subgraph does not have.
   *
   * @returns Those that have what encloses it, without it; none where no subgraph has it.
   */
  readonly findLacking: (coordinate: string) => string[];
  /** The subgraphs that had what is no more, where none of them is in the graph any more; else none. */
  readonly findGone: (coordinate: string) => string[];
}

export interface LocateOptions {
  /** The subgraph to look in first. Default: those that the supergraph names. */
  readonly graph?: string | undefined;
  /** Its name in its spec, such as `inaccessible`. */
  readonly directive?: string | undefined;
  /** The type that the field or argument has where it is to blame: one of several subgraphs may have changed it. */
  readonly type?: string | undefined;
}

/** @param before  Says which subgraph defined what is no more. */
export function createPlaces(after: PlacedGraph, before: PlacedGraph = {}): Places {
  const texts = (after.subgraphs ?? []).map(readText);
  const ownersBefore = before.supergraph && readOwners(before.supergraph);
  const owners = [after.supergraph && readOwners(after.supergraph), ownersBefore].flatMap((of) => of ?? []);

  // What is no more belongs to who had it, though others have its type still.
  const ownersOf = (coordinate: string): readonly string[] => {
    for (const candidate of enclosing(coordinate)) {
      const found = owners.map((of) => of(candidate)).find((list) => list.length > 0);
      if (found) return found;
    }
    return [];
  };
  const textsFor = (coordinate: string, graph: string | undefined): SubgraphText[] => {
    const named = graph === undefined ? ownersOf(coordinate) : [graph];
    const first = texts.filter(({ name }) => named.includes(name));
    return [...first, ...texts.filter((text) => !first.includes(text))];
  };
  const graphNames = after.supergraph && new Set(readGraphs(after.supergraph.document).map(({ name }) => name));
  return {
    findGone(coordinate) {
      const having = ownersBefore && graphNames ? ownersBefore(coordinate) : [];
      return having.some((name) => graphNames?.has(name)) ? [] : having;
    },
    findLacking(coordinate) {
      const [, owner = coordinate] = enclosing(coordinate);
      const having = texts.filter(({ index }) => index().has(owner));
      const lacking = having.filter(({ index }) => !index().has(coordinate));
      return lacking.length < having.length ? lacking.map(({ name }) => name) : [];
    },
    locate(coordinate, { graph, directive, type } = {}) {
      const ordered = textsFor(coordinate, graph);
      for (const candidate of enclosing(coordinate)) {
        const found = ordered.filter(({ index }) => index().has(candidate));
        if (directive !== undefined && candidate === coordinate) {
          for (const text of found) {
            const node = findDirective(text, candidate, directive);
            if (node) return [rangeOf(node, text.file)];
          }
        }
        const text =
          found.find(({ index }) => type !== undefined && typeOf(index().get(candidate)) === type) ?? found[0];
        const node = text?.index().get(candidate);
        if (text && node) return [rangeOf(nameOf(node), text.file)];
      }
      const file = ordered[0]?.file ?? after.file;
      return file === undefined ? [] : [startOf(file)];
    },
  };
}

interface SubgraphText {
  readonly name: string;
  readonly file: string;
  readonly document: DocumentNode;
  /** Made when it is first asked for: most checks find nothing. */
  readonly index: () => ReadonlyMap<string, ASTNode>;
}

function readText({ name, typeDefs }: Pick<ComposeInput, "name" | "typeDefs">): SubgraphText {
  const located = typeDefs.loc ? typeDefs : typeDefs.definitions.find(({ loc }) => loc);
  let index: ReadonlyMap<string, ASTNode> | undefined;
  return {
    name,
    file: located?.loc?.source.name ?? name,
    document: typeDefs,
    index: () => (index ??= indexCoordinates(typeDefs)),
  };
}

/** `User.email(format:)`, `User.email`, `User`. */
function enclosing(coordinate: string): string[] {
  const field = coordinate.replace(/\(.*$/, "");
  return [...new Set([coordinate, field, field.replace(/\..*$/, "")])];
}

function typeOf(node: ASTNode | undefined): string | undefined {
  if (node?.kind !== Kind.FIELD_DEFINITION && node?.kind !== Kind.INPUT_VALUE_DEFINITION) return undefined;
  return print(node.type);
}

/** A whole definition would underline everything in it; its name says as much. */
function nameOf(node: ASTNode): ASTNode {
  return "name" in node && node.name ? node.name : node;
}

function findDirective({ document, index }: SubgraphText, coordinate: string, name: string): ASTNode | undefined {
  const names = new Set([name, ...readLinks(document).map((link) => directiveNameIn(link, name))]);
  const node = index().get(coordinate);
  return node ? directivesOf(node).find((directive) => names.has(directive.name.value)) : undefined;
}

function directivesOf(node: ASTNode): readonly ConstDirectiveNode[] {
  if (!("directives" in node) || node.kind === Kind.DIRECTIVE_DEFINITION) return [];
  // The cast: these are nodes of a type system document, where no directive can hold a variable.
  return (node.directives ?? []) as readonly ConstDirectiveNode[];
}

/**
 * Names of the subgraphs that define a coordinate: by the join directives on it, and where there are none, as on a field
 * that all of its type's have, by those on its type. None for what the supergraph does not have.
 */
function readOwners({ document }: Supergraph): (coordinate: string) => string[] {
  let index: ReadonlyMap<string, ASTNode> | undefined;
  const names = new Map(readGraphs(document).map(({ enumName, name }) => [enumName, name]));
  return (coordinate) => {
    index ??= indexCoordinates(document);
    if (!index.has(coordinate)) return [];
    for (const candidate of enclosing(coordinate)) {
      const node = index.get(candidate);
      const graphs = node ? directivesOf(node).flatMap((directive) => names.get(graphOf(directive) ?? "") ?? []) : [];
      if (graphs.length > 0) return [...new Set(graphs)];
    }
    return [];
  };
}

/** Of `@join__field(graph: USERS)`, unless it is there only to be selected in a key or a requirement. */
function graphOf({ name, arguments: args = [] }: ConstDirectiveNode): string | undefined {
  if (!name.value.startsWith("join__")) return undefined;
  const isExternal = args.some((argument) => argument.name.value === "external");
  const graph = args.find((argument) => argument.name.value === "graph")?.value;
  return !isExternal && graph?.kind === Kind.ENUM ? graph.value : undefined;
}
