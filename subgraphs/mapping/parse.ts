import type { Entry, Expression, Key, MappingAst, ObjectExpression, PathExpression, SelectionList } from "./ast.ts";
import { unquote } from "./lexer.ts";
import type { MappingDiagnostic, SpecVersion } from "./mapping.ts";
import { parseExpression, parsePath, type ListParser } from "./parse-expression.ts";
import { describe, SyntaxFault, TokenStream } from "./token-stream.ts";

/**
 * Parses a mapping by the grammar of its version. Never throws: `ast` is absent where `diagnostics` holds an error.
 * A rule of another version (`??` in v0.2) is reported and read past, so that several findings come at once; after a
 * true syntax error nothing more is read.
 */
export function parseMapping(
  source: string,
  options: { readonly specVersion: SpecVersion },
): { ast?: MappingAst; diagnostics: MappingDiagnostic[] } {
  const tokens = new TokenStream(source, options.specVersion);
  try {
    const body = options.specVersion === "0.4" ? parseUnified(tokens) : parseClassic(tokens);
    if (!atEnd(tokens)) failAtLeftover(tokens);
    if (tokens.diagnostics.length > 0) return { diagnostics: tokens.diagnostics };
    return {
      ast: { specVersion: options.specVersion, body, start: 0, end: source.length },
      diagnostics: [],
    };
  } catch (error) {
    if (!(error instanceof SyntaxFault)) throw error;
    return { diagnostics: tokens.diagnostics };
  }
}

type Body = MappingAst["body"];

/** v0.2 and v0.3: entries, or one path whose value is the result. */
function parseClassic(tokens: TokenStream): Body {
  const first = tokens.peek();
  if (first.kind === "number" || tokens.at("-") || tokens.at("[") || tokens.at("{")) {
    tokens.fail(
      `A literal or an object as the whole mapping needs connect v0.4; this mapping is v${tokens.version}.`,
      first,
      "Wrap it: `$( … )`.",
    );
  }
  const list = lists.top(tokens);
  const [only] = list.entries;
  if (list.entries.length === 1 && only?.kind === "path") return { kind: "value", value: only.value };
  return { kind: "list", list };
}

/**
 * v0.4: an expression or entries. The two begin alike (`"a" b` are two entries, `"a"` is a string), so the expression
 * is tried first and kept only where it is all there is. Only the first entry is ever read twice.
 */
function parseUnified(tokens: TokenStream): Body {
  if (atEnd(tokens) || tokens.at("...") || isAlias(tokens)) return { kind: "list", list: lists.top(tokens) };
  const start = tokens.mark();
  const mayBeList = startsEntry(tokens);
  const value = mayBeList ? attempt(() => parseExpression(tokens, lists)) : parseExpression(tokens, lists);
  // Braces around everything change nothing: an array body maps them over its elements.
  if (value?.kind === "object") return { kind: "list", list: value.list };
  const isList = value?.kind === "path" && singleKey(value) !== undefined;
  if (value && !isList && (atEnd(tokens) || !mayBeList)) return { kind: "value", value };
  tokens.reset(start);
  return { kind: "list", list: lists.top(tokens) };
}

function atEnd(tokens: TokenStream): boolean {
  return tokens.peek().kind === "end";
}

function attempt<T>(parse: () => T): T | undefined {
  try {
    return parse();
  } catch (error) {
    if (error instanceof SyntaxFault) return undefined;
    throw error;
  }
}

function failAtLeftover(tokens: TokenStream): never {
  return tokens.fail(`Expected a field, a path or the end of the mapping, but found ${describe(tokens.peek())}.`);
}

const lists: ListParser & { top(tokens: TokenStream): SelectionList } = {
  top: (tokens) => parseEntries(tokens, "top"),
  braced(tokens) {
    const { start } = tokens.expect("{", "to open a selection");
    const list = tokens.nested(() => parseEntries(tokens, "braced"));
    tokens.expect("}", "to close the selection");
    return { ...list, start, end: tokens.lastEnd };
  },
  keyAt: parseKey,
};

function parseEntries(tokens: TokenStream, place: "top" | "braced"): SelectionList {
  const { start } = tokens.peek();
  const entries: Entry[] = [];
  let separator: "comma" | "space" | undefined;
  while (startsEntry(tokens)) {
    if (separator === "comma" && !tokens.at(",", -1)) {
      tokens.fail(
        `The entries of this list are separated by commas, but ${describe(tokens.peek())} follows without one.`,
      );
    }
    entries.push(parseEntry(tokens));
    separator = parseSeparator(tokens, separator);
  }
  const list = { entries, start, end: tokens.lastEnd };
  checkUnnamed(tokens, list, place);
  return list;
}

/** Reads a comma after an entry; v0.4 allows them between all entries or between none. */
function parseSeparator(tokens: TokenStream, before: "comma" | "space" | undefined): "comma" | "space" {
  const comma = tokens.peek();
  if (!tokens.skip(",")) return before ?? "space";
  if (tokens.version !== "0.4") {
    tokens.report(
      `A comma between entries needs connect v0.4; this mapping is v${tokens.version}.`,
      comma,
      "Separate the entries by spaces or line ends.",
    );
  } else if (before === "space") {
    tokens.fail(
      "The entries of this list are separated by spaces, so no comma may follow.",
      comma,
      "Remove the comma, or put one after every entry.",
    );
  }
  return tokens.version === "0.4" ? "comma" : "space";
}

function startsEntry(tokens: TokenStream): boolean {
  const { kind, text } = tokens.peek();
  if (kind === "name" || kind === "string" || kind === "variable") return true;
  return kind === "punctuation" && (text === "$" || text === "@" || text === "...");
}

function isAlias(tokens: TokenStream): boolean {
  const { kind } = tokens.peek();
  return (kind === "name" || kind === "string") && tokens.at(":", 1);
}

function parseEntry(tokens: TokenStream): Entry {
  const { start } = tokens.peek();
  if (tokens.at("...")) return parseSpread(tokens, start);
  if (isAlias(tokens)) {
    const key = parseKey(tokens);
    tokens.next();
    const value = parseAliased(tokens);
    return { kind: "keyed", key, shorthand: false, value, start, end: tokens.lastEnd };
  }
  const value = parsePath(tokens, lists);
  refuseOperator(tokens);
  const key = singleKey(value);
  if (key) return { kind: "keyed", key, shorthand: true, value, start, end: tokens.lastEnd };
  return { kind: "path", value, start, end: tokens.lastEnd };
}

function parseSpread(tokens: TokenStream, start: number): Entry {
  const spread = tokens.next();
  if (tokens.version !== "0.4") {
    tokens.report(
      `The spread \`...\` needs connect v0.4; this mapping is v${tokens.version}.`,
      spread,
      "Link connect v0.4.",
    );
  }
  const value = tokens.version === "0.4" ? parseExpression(tokens, lists) : parsePath(tokens, lists);
  return { kind: "spread", value, start, end: tokens.lastEnd };
}

/** What follows `alias:`: before v0.4 a group or a path, where a string is a key; from v0.4 any expression. */
function parseAliased(tokens: TokenStream): Expression {
  if (tokens.at("{")) {
    const start = tokens.peek().start;
    const list = lists.braced(tokens);
    const group: ObjectExpression = { kind: "object", group: true, list, start, end: tokens.lastEnd };
    // From v0.4 the braces are an expression like any other, which steps and operators may follow.
    return tokens.version === "0.4" ? parseExpression(tokens, lists, group) : group;
  }
  if (tokens.version === "0.4") return parseExpression(tokens, lists);
  const first = tokens.peek();
  if (first.kind === "number" || tokens.at("-") || tokens.at("[")) {
    const literal = parseExpression(tokens, lists);
    tokens.report(
      `A literal after an alias needs connect v0.4; this mapping is v${tokens.version}.`,
      literal,
      "Write it as `$( … )`.",
    );
    return literal;
  }
  const value = parsePath(tokens, lists);
  refuseOperator(tokens);
  return value;
}

/** Before v0.4 an operator stands only inside `$( … )` and method arguments. */
function refuseOperator(tokens: TokenStream): void {
  const operator = tokens.peek();
  if (!tokens.at("??") && !tokens.at("?!")) return;
  if (tokens.version === "0.4") {
    tokens.fail(
      `\`${operator.text}\` may follow only an aliased value or stand in a mapping that is one expression.`,
      operator,
      "Give the value an alias: `alias: a ?? b`.",
    );
  }
  const needs =
    tokens.version === "0.2" ? "connect v0.3, inside `$( … )`" : "to stand inside `$( … )` before connect v0.4";
  tokens.report(`The operator \`${operator.text}\` needs ${needs}.`, operator, "Wrap the chain: `$(a ?? b)`.");
  while (tokens.skip("??") || tokens.skip("?!")) parseExpression(tokens, lists);
}

/** The key that a path without an alias contributes: only a single key has one. */
function singleKey(path: PathExpression): Key | undefined {
  if (path.head.kind !== "key" || path.steps.length > 0) return undefined;
  return { name: path.head.name, start: path.head.start, end: path.head.end };
}

function parseKey(tokens: TokenStream): Key {
  const token = tokens.peek();
  if (token.kind !== "name" && token.kind !== "string") tokens.fail(`Expected a key, but found ${describe(token)}.`);
  tokens.next();
  return { name: token.kind === "string" ? unquote(token.text) : token.text, start: token.start, end: token.end };
}

/**
 * A path of several steps has no key of its own. It must end in `{ … }`, whose fields are merged, or be all there is.
 */
function checkUnnamed(tokens: TokenStream, list: SelectionList, place: "top" | "braced"): void {
  const alone = list.entries.length === 1;
  for (const entry of list.entries) {
    if (entry.kind !== "path" || entry.value.selection) continue;
    if (alone && (place === "top" || tokens.version !== "0.2")) continue;
    tokens.report(
      alone
        ? "A path without an alias must end in `{ … }` in connect v0.2, unless it is the whole mapping."
        : "This path has no key of its own, so it can stand only alone; here other entries stand beside it.",
      entry,
      "Give it an alias: `alias: path`.",
    );
  }
}
