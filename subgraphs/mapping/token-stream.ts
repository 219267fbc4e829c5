import { tokenize, type Token } from "./lexer.ts";
import type { MappingDiagnostic, SpecVersion } from "./mapping.ts";

/** Stops the parser at the first token that no rule can read past. */
export class SyntaxFault extends Error {}

/** Nesting that no hand-written mapping reaches; deeper ones could overflow the stack of parser and evaluation. */
const maxDepth = 200;

/** Variables bound by `->as` in one mapping. Each binding copies those before it. */
const maxBindings = 1000;

export interface StreamMark {
  readonly index: number;
  readonly depth: number;
  readonly bindings: number;
  readonly diagnostics: number;
}

/** A cursor over the tokens of one mapping, with the diagnostics found so far. */
export class TokenStream {
  readonly version: SpecVersion;
  readonly diagnostics: MappingDiagnostic[] = [];
  readonly #tokens: readonly Token[];
  #index = 0;
  #depth = 0;
  #bindings = 0;

  constructor(source: string, version: SpecVersion) {
    this.#tokens = tokenize(source);
    this.version = version;
  }

  /** The token `ahead` places on; past the end it is the `end` token. */
  peek(ahead = 0): Token {
    const token = this.#tokens[Math.min(this.#index + ahead, this.#tokens.length - 1)];
    if (token === undefined) throw new Error("A token stream has at least its end token.");
    return token;
  }

  /** End of the token read last. */
  get lastEnd(): number {
    return this.#tokens[this.#index - 1]?.end ?? 0;
  }

  next(): Token {
    const token = this.peek();
    if (token.kind !== "end") this.#index += 1;
    return token;
  }

  /** True for the punctuation `mark`. */
  at(mark: string, ahead = 0): boolean {
    const token = this.peek(ahead);
    return token.kind === "punctuation" && token.text === mark;
  }

  /** Reads `mark` where it is next. */
  skip(mark: string): boolean {
    if (!this.at(mark)) return false;
    this.#index += 1;
    return true;
  }

  expect(mark: string, where: string): Token {
    if (!this.at(mark)) this.fail(`Expected \`${mark}\` ${where}, but found ${describe(this.peek())}.`);
    return this.next();
  }

  /** A place to come back to. */
  mark(): StreamMark {
    return { index: this.#index, depth: this.#depth, bindings: this.#bindings, diagnostics: this.diagnostics.length };
  }

  reset(mark: StreamMark): void {
    this.#index = mark.index;
    this.#depth = mark.depth;
    this.#bindings = mark.bindings;
    this.diagnostics.length = mark.diagnostics;
  }

  /** Parses one level deeper, and refuses to at `maxDepth`. */
  nested<T>(parse: () => T): T {
    if (this.#depth >= maxDepth) this.fail(`The mapping is nested more than ${maxDepth} levels deep.`);
    this.#depth += 1;
    const result = parse();
    this.#depth -= 1;
    return result;
  }

  /** Counts the `->as` at `span`, and refuses it past `maxBindings`. */
  countBinding(span: { readonly start: number; readonly end: number }): void {
    this.#bindings += 1;
    if (this.#bindings > maxBindings) this.fail(`The mapping binds more than ${maxBindings} variables.`, span);
  }

  /** A finding that parsing can go on after. */
  report(message: string, span: { readonly start: number; readonly end: number }, fix?: string): void {
    this.diagnostics.push({
      code: "INVALID_SELECTION",
      message,
      start: span.start,
      end: span.end,
      ...(fix === undefined ? {} : { fix }),
    });
  }

  fail(message: string, span: { readonly start: number; readonly end: number } = this.peek(), fix?: string): never {
    this.report(message, span, fix);
    throw new SyntaxFault(message);
  }
}

/** A token as a message names it. */
export function describe(token: Token): string {
  if (token.kind === "end") return "the end of the mapping";
  if (token.kind !== "bad") return `\`${token.text}\``;
  if (token.text.startsWith('"') || token.text.startsWith("'")) return "a string without its closing quote";
  return `the character \`${token.text}\``;
}
