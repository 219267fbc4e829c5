import type {
  Entry,
  Expression,
  Key,
  LiteralExpression,
  MethodStep,
  PathExpression,
  PathHead,
  SelectionList,
  Step,
} from "./ast.ts";
import { unquote } from "./lexer.ts";
import { describe, type TokenStream } from "./token-stream.ts";

/** The rules of selection lists, which call these and are called by them. */
export interface ListParser {
  /** `{ … }` as a selection list. */
  braced(tokens: TokenStream): SelectionList;
  keyAt(tokens: TokenStream): Key;
}

/**
 * An operand or a chain of them with one operator. A string, `true`, `false` and `null` are literals here.
 *
 * @param first  An object that was read already.
 */
export function parseExpression(tokens: TokenStream, lists: ListParser, first?: Expression): Expression {
  const start = first?.start ?? tokens.peek().start;
  const operands = [first ? parseTailOf(tokens, lists, first) : parseOperand(tokens, lists)];
  const operator = tokens.peek();
  if (!isOperator(tokens)) return operands[0] as Expression;
  if (tokens.version === "0.2") {
    tokens.report(
      `The operator \`${operator.text}\` needs connect v0.3; this mapping is v0.2.`,
      operator,
      "Link connect v0.3.",
    );
  }
  while (isOperator(tokens)) {
    const next = tokens.next();
    if (next.text !== operator.text) {
      tokens.fail(
        `\`${operator.text}\` and \`${next.text}\` cannot be mixed in one chain.`,
        next,
        "Put one of them into `$( … )`.",
      );
    }
    operands.push(parseOperand(tokens, lists));
  }
  return { kind: "chain", operator: operator.text === "??" ? "??" : "?!", operands, start, end: tokens.lastEnd };
}

function isOperator(tokens: TokenStream): boolean {
  return tokens.at("??") || tokens.at("?!");
}

function parseOperand(tokens: TokenStream, lists: ListParser): Expression {
  return tokens.nested(() => {
    const literal = parseLiteral(tokens, lists);
    if (literal) return parseTailOf(tokens, lists, literal);
    const path = parsePath(tokens, lists);
    if (tokens.version === "0.2" && path.head.kind === "key" && path.steps.length === 0) {
      tokens.report(
        `A single key is not a path in connect v0.2.`,
        path.head,
        `Write \`$.${path.head.name}\`, or link connect v0.3.`,
      );
    }
    return path;
  });
}

/** A literal followed by steps is a path that starts at its value. */
function parseTailOf(tokens: TokenStream, lists: ListParser, literal: Expression): Expression {
  const { start, end } = literal;
  const tail = parseTail(tokens, lists);
  if (!tail.optional && tail.steps.length === 0) return literal;
  const head: PathHead = { kind: "expression", value: literal, literal: true, optional: tail.optional, start, end };
  return finishPath(tokens, lists, head, tail.steps);
}

function parseLiteral(tokens: TokenStream, lists: ListParser): Expression | undefined {
  const token = tokens.peek();
  const { start, end } = token;
  if (token.kind === "string") {
    tokens.next();
    return { kind: "literal", value: unquote(token.text), text: token.text, start, end };
  }
  if (token.kind === "number" || tokens.at("-")) return parseNumber(tokens);
  if (token.kind === "name" && (token.text === "true" || token.text === "false" || token.text === "null")) {
    tokens.next();
    return {
      kind: "literal",
      value: token.text === "null" ? null : token.text === "true",
      text: token.text,
      start,
      end,
    };
  }
  if (tokens.at("[")) return parseArray(tokens, lists);
  if (!tokens.at("{")) return undefined;
  const list = tokens.version === "0.4" ? lists.braced(tokens) : parseLiteralObject(tokens, lists);
  return { kind: "object", group: false, list, start, end: tokens.lastEnd };
}

function parseNumber(tokens: TokenStream): LiteralExpression {
  const { start } = tokens.peek();
  const sign = tokens.skip("-") ? "-" : "";
  const token = tokens.peek();
  if (token.kind !== "number") tokens.fail(`Expected a number after \`-\`, but found ${describe(token)}.`);
  tokens.next();
  const [whole = "", fraction = ""] = token.text.split(".");
  const digits = whole.replace(/^0+(?=\d)/u, "") || "0";
  const text = sign + digits + (fraction === "" ? "" : `.${fraction}`);
  const value = Number(text);
  // An integer beyond 2^53 keeps its digits.
  const exact = fraction === "" && !Number.isSafeInteger(value) ? BigInt(text) : value;
  return { kind: "literal", value: exact, text, start, end: tokens.lastEnd };
}

function parseArray(tokens: TokenStream, lists: ListParser): Expression {
  const { start } = tokens.next();
  const items = parseCommaList(tokens, "]", () => parseExpression(tokens, lists));
  tokens.expect("]", "to close the array");
  return { kind: "array", items, start, end: tokens.lastEnd };
}

/** Before v0.4 a literal object has `key: expression` members, separated by commas. */
function parseLiteralObject(tokens: TokenStream, lists: ListParser): SelectionList {
  const { start } = tokens.next();
  const entries = parseCommaList(tokens, "}", (): Entry => {
    const key = lists.keyAt(tokens);
    if (!tokens.at(":")) {
      tokens.fail(
        `Expected \`:\` after the key \`${key.name}\` of a literal object, but found ${describe(tokens.peek())}.`,
        tokens.peek(),
        `Write \`${key.name}: …\`; the shorthand \`{ ${key.name} }\` needs connect v0.4.`,
      );
    }
    tokens.next();
    const value = parseExpression(tokens, lists);
    return { kind: "keyed", key, shorthand: false, value, start: key.start, end: tokens.lastEnd };
  });
  tokens.expect("}", "to close the object");
  return { entries, start, end: tokens.lastEnd };
}

/** Items up to `close`, which is left to the caller; a comma may follow the last. */
function parseCommaList<T>(tokens: TokenStream, close: string, item: () => T): T[] {
  return tokens.nested(() => {
    const items: T[] = [];
    while (!tokens.at(close)) {
      items.push(item());
      if (!tokens.skip(",")) break;
    }
    return items;
  });
}

/** A path; a string at its start is a key. */
export function parsePath(tokens: TokenStream, lists: ListParser): PathExpression {
  const start = parseHead(tokens, lists);
  const tail = parseTail(tokens, lists);
  return finishPath(tokens, lists, { ...start, optional: tail.optional }, tail.steps);
}

function finishPath(tokens: TokenStream, lists: ListParser, head: PathHead, steps: readonly Step[]): PathExpression {
  const selection = tokens.at("{") ? lists.braced(tokens) : undefined;
  return { kind: "path", head, steps, ...(selection ? { selection } : {}), start: head.start, end: tokens.lastEnd };
}

function parseHead(tokens: TokenStream, lists: ListParser): PathHead {
  const token = tokens.peek();
  const { start, end } = token;
  if (token.kind === "variable") {
    tokens.next();
    return { kind: "variable", name: token.text, optional: false, start, end };
  }
  if (token.kind === "name" || token.kind === "string") {
    return { kind: "key", ...lists.keyAt(tokens), optional: false };
  }
  if (tokens.skip("@")) return { kind: "flowing", optional: false, start, end };
  if (!tokens.skip("$")) tokens.fail(`Expected a path or a literal, but found ${describe(token)}.`);
  if (!tokens.skip("(")) return { kind: "current", optional: false, start, end };
  const value = tokens.nested(() => parseExpression(tokens, lists));
  tokens.expect(")", "to close `$(`");
  return { kind: "expression", value, literal: false, optional: false, start, end: tokens.lastEnd };
}

function parseTail(tokens: TokenStream, lists: ListParser): { optional: boolean; steps: readonly Step[] } {
  const optional = parseOptional(tokens);
  const steps: Step[] = [];
  for (;;) {
    const { start } = tokens.peek();
    if (tokens.skip(".")) {
      const key = parseStepKey(tokens, lists);
      steps.push({ kind: "key", name: key.name, optional: parseOptional(tokens), start, end: key.end });
    } else if (tokens.skip("->")) {
      steps.push(parseMethod(tokens, lists, start));
    } else {
      refuseIndex(tokens);
      return { optional, steps };
    }
  }
}

function parseOptional(tokens: TokenStream): boolean {
  const mark = tokens.peek();
  if (!tokens.skip("?")) return false;
  if (tokens.version === "0.2") {
    tokens.report(
      "Optional chaining with `?` needs connect v0.3; this mapping is v0.2.",
      mark,
      "Remove the `?`, or link connect v0.3.",
    );
  }
  if (tokens.at("?")) tokens.fail("A second `?` follows the first; one is enough.");
  return true;
}

function parseStepKey(tokens: TokenStream, lists: ListParser): Key {
  const token = tokens.peek();
  if (token.kind !== "name" && token.kind !== "string") {
    tokens.fail(`Expected a key after \`.\`, but found ${describe(token)}.`);
  }
  return lists.keyAt(tokens);
}

function parseMethod(tokens: TokenStream, lists: ListParser, start: number): MethodStep {
  const name = tokens.peek();
  if (name.kind !== "name") tokens.fail(`Expected the name of a method after \`->\`, but found ${describe(name)}.`);
  tokens.next();
  if (name.text === "as") tokens.countBinding(name);
  let args: readonly Expression[] | undefined;
  if (tokens.skip("(")) {
    args = parseCommaList(tokens, ")", () => parseExpression(tokens, lists));
    tokens.expect(")", `to close the arguments of \`->${name.text}\``);
  }
  const end = tokens.lastEnd;
  return { kind: "method", name: name.text, ...(args ? { args } : {}), optional: parseOptional(tokens), start, end };
}

/** Two habits from other languages: `items[0]` and `items.0`. */
function refuseIndex(tokens: TokenStream): void {
  const token = tokens.peek();
  if (tokens.at("[") && token.start === tokens.lastEnd) {
    tokens.fail("Indexing with `[…]` does not exist in mappings.", token, "Write `->get(0)`, or `->first`.");
  }
  if (token.kind === "number" && token.text.startsWith(".") && token.start === tokens.lastEnd) {
    tokens.fail(`\`${token.text}\` is not a key.`, token, `Write \`->get(${token.text.slice(1)})\`.`);
  }
}
