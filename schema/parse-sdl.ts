import {
  GraphQLError,
  isTypeSystemDefinitionNode,
  isTypeSystemExtensionNode,
  Kind,
  Lexer,
  parse,
  Source,
  TokenKind,
  type DocumentNode,
} from "graphql";
import type { Diagnostic } from "./diagnostic.ts";
import { rangeOf, rangeOfOffsets } from "./source-text.ts";

/** The schemas of 500 subgraphs composed are about 2 million tokens. */
const MAX_TOKENS = 4_000_000;
/** Real SDL nests five deep. The parser recurses, so a few thousand brackets would overflow the stack. */
const MAX_DEPTH = 100;

/**
 * Parses type system definitions. `file` becomes the source's name, and the nodes keep their places.
 *
 * @param options.maxTokens  Most tokens read. Default 4 000 000.
 * @returns The document, or no document and one diagnostic `GRAPHQL_SYNTAX` (for each definition that is an operation or a fragment).
 */
export function parseSdl(
  text: string,
  file: string,
  options: { readonly maxTokens?: number } = {},
): { document?: DocumentNode; diagnostics: Diagnostic[] } {
  const source = new Source(text, file);
  try {
    const excess = findExcess(source, options.maxTokens ?? MAX_TOKENS);
    if (excess) return { diagnostics: [excess] };
    const document = parse(source);
    const diagnostics = document.definitions
      .filter((node) => !isTypeSystemDefinitionNode(node) && !isTypeSystemExtensionNode(node))
      .map((node): Diagnostic => {
        const what = node.kind === Kind.FRAGMENT_DEFINITION ? "a fragment" : "an operation";
        return {
          code: "GRAPHQL_SYNTAX",
          severity: "error",
          message: `A schema holds type definitions only, but this is ${what}.`,
          locations: [rangeOf(node, file)],
        };
      });
    return diagnostics.length > 0 ? { diagnostics } : { document, diagnostics };
  } catch (error) {
    if (error instanceof GraphQLError) return { diagnostics: [fromSyntaxError(error, source, file)] };
    throw error;
  }
}

/** Bounds what the parser is given; both limits are far above any real schema. */
function findExcess(source: Source, maxTokens: number): Diagnostic | undefined {
  const lexer = new Lexer(source);
  let depth = 0;
  for (let count = 1; ; count++) {
    const token = lexer.advance();
    if (token.kind === TokenKind.EOF) return undefined;
    if (token.kind === TokenKind.BRACKET_L || token.kind === TokenKind.BRACE_L || token.kind === TokenKind.PAREN_L) {
      depth++;
    } else if (
      token.kind === TokenKind.BRACKET_R ||
      token.kind === TokenKind.BRACE_R ||
      token.kind === TokenKind.PAREN_R
    ) {
      depth--;
    }
    const message =
      count > maxTokens
        ? `The schema has more than ${maxTokens} tokens.`
        : depth > MAX_DEPTH
          ? `The brackets here are nested more than ${MAX_DEPTH} deep.`
          : undefined;
    if (message !== undefined) {
      const locations = [rangeOfOffsets(source, token.start, token.end, source.name)];
      return { code: "GRAPHQL_SYNTAX", severity: "error", message, locations };
    }
  }
}

function fromSyntaxError(error: GraphQLError, source: Source, file: string): Diagnostic {
  const start = error.positions?.[0] ?? 0;
  // A syntax error has a position only; what stands there is a name, a number or one character.
  const length = /^(?:\w+|\.\.\.|[^\n\r])/.exec(source.body.slice(start, start + 100))?.[0].length ?? 0;
  return {
    code: "GRAPHQL_SYNTAX",
    severity: "error",
    message: error.message.replace(/^Syntax Error: /, ""),
    locations: [rangeOfOffsets(source, start, start + length, file)],
  };
}
