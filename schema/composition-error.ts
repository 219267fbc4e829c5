import { print, type ASTNode, type ConstDirectiveNode, type DocumentNode } from "graphql";
import { compositionCodes } from "./composition-codes.ts";
import type { Diagnostic, SourceRange } from "./diagnostic.ts";
import type { DiagnosticCode } from "./diagnostic-codes.ts";
import { coordinatesIn, findUse, indexCoordinates } from "./locate-coordinate.ts";
import { rangeOf, startOf } from "./source-text.ts";

interface SubgraphText {
  readonly name: string;
  readonly file: string;
  readonly document: DocumentNode;
}

/**
 * A composer's error as a diagnostic. A composer gives a message alone, over a thread at that, so the places are found
 * by what the message names: subgraphs, and the first schema coordinate that those define.
 *
 *     [users] On type "User", for @key(fields: "uid"): Cannot query field "uid" on type "User".
 */
export function explainCompositionError(
  error: { readonly message: string; readonly code?: string | undefined },
  subgraphs: readonly SubgraphText[],
): Diagnostic {
  const { message, blamed } = readSubgraphs(error.message, subgraphs);
  const coordinate = coordinatesIn(message).find((text) =>
    (blamed.length > 0 ? blamed : subgraphs).some(({ document }) => indexOf(document).has(text)),
  );
  return {
    code: codeOf(error.code),
    severity: "error",
    message: blamed.length === 1 && blamed[0] ? `\`${blamed[0].name}\`: ${message}` : message,
    locations: locate(message, coordinate, blamed, subgraphs),
    ...(coordinate === undefined ? {} : { coordinate }),
  };
}

/** The subgraphs that a message names, as its prefix or in quotes, and the message without the prefix. */
function readSubgraphs(
  text: string,
  subgraphs: readonly SubgraphText[],
): { message: string; blamed: readonly SubgraphText[] } {
  const [prefix = "", name] = /^\[([^\]]+)\] /.exec(text) ?? [];
  const owner = subgraphs.find((subgraph) => subgraph.name === name);
  if (owner) return { message: text.slice(prefix.length), blamed: [owner] };
  return { message: text, blamed: subgraphs.filter((subgraph) => text.includes(`"${subgraph.name}"`)) };
}

function codeOf(code: string | undefined): DiagnosticCode {
  return code !== undefined && isCompositionCode(code) ? code : "COMPOSITION_FAILED";
}

function isCompositionCode(code: string): code is keyof typeof compositionCodes {
  return Object.hasOwn(compositionCodes, code);
}

function locate(
  message: string,
  coordinate: string | undefined,
  blamed: readonly SubgraphText[],
  subgraphs: readonly SubgraphText[],
): SourceRange[] {
  if (coordinate === undefined) return blamed.map((subgraph) => locateUse(message, subgraph));
  return (blamed.length > 0 ? blamed : subgraphs).flatMap(({ file, document }) => {
    const node = indexOf(document).get(coordinate);
    return node ? [rangeOf(directiveIn(message, node) ?? nameOf(node), file)] : [];
  });
}

/** `Unknown directive "@shareble".` names what is nowhere defined, but somewhere used. */
function locateUse(message: string, { file, document }: SubgraphText): SourceRange {
  for (const name of coordinatesIn(message)) {
    const node = findUse(document, name);
    if (node) return rangeOf(node, file);
  }
  return startOf(file);
}

/** The directive on the node that the message quotes: `@key(fields: "uid")`. */
function directiveIn(message: string, node: ASTNode): ConstDirectiveNode | undefined {
  if (!("directives" in node)) return undefined;
  return (node.directives as readonly ConstDirectiveNode[] | undefined)?.find((directive) =>
    message.includes(print(directive)),
  );
}

/** A whole type definition would underline its first line and everything below it; its name says as much. */
function nameOf(node: ASTNode): ASTNode {
  return "name" in node && node.name ? node.name : node;
}

const indexes = new WeakMap<DocumentNode, ReadonlyMap<string, ASTNode>>();

function indexOf(document: DocumentNode): ReadonlyMap<string, ASTNode> {
  let index = indexes.get(document);
  if (!index) indexes.set(document, (index = indexCoordinates(document)));
  return index;
}
