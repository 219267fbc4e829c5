/**
 * GraphQL in programs: `gql` and `graphql` templates, `graphql("...")` calls, and strings behind a GraphQL comment.
 *
 *     const query = gql`query Me { me { ...Card } } ${CARD}`;       the fragment is found by its own template
 */
import type { ParserPlugin } from "@babel/parser";
import type { Source } from "graphql";
import { embed } from "./operation-source.ts";

/** @returns The documents, or why the program does not parse and where. */
export async function pluckDocuments(
  original: Source,
): Promise<{ readonly documents: readonly Source[] } | { readonly fault: string; readonly at: number }> {
  // Parsing a program takes much longer than this.
  if (!/gql|graphql/i.test(original.body)) return { documents: [] };
  // 2 MB that are loaded only where there are programs.
  const { parse } = await import("@babel/parser");
  const plugins = pluginsFor(original.name);
  const documents: Source[] = [];
  for (const { text, start } of scriptsOf(original)) {
    let root: unknown;
    try {
      root = parse(text, { sourceType: "unambiguous", errorRecovery: true, plugins }).program;
    } catch (error) {
      const at = typeof error === "object" && error !== null && "pos" in error ? Number(error.pos) : 0;
      const reason = error instanceof Error ? error.message : String(error);
      return { fault: `The program does not parse: ${reason.replace(/ \(\d+:\d+\)$/, "")}`, at: start + at };
    }
    for (const found of findLiterals(root)) {
      documents.push(embed(original, blank(text, found), start + found.start));
    }
  }
  return { documents };
}

function pluginsFor(file: string): ParserPlugin[] {
  const always: ParserPlugin[] = ["decorators", "explicitResourceManagement", "importAttributes"];
  if (/\.[cm]?ts$/.test(file)) return [...always, "typescript"];
  if (/\.[cm]?jsx?$/.test(file)) return [...always, "jsx", "flow"];
  return [...always, "typescript", "jsx"];
}

/** The scripts of a component; the whole of any other file. */
function scriptsOf({ name, body }: Source): { text: string; start: number }[] {
  if (!/\.(?:vue|svelte|astro)$/.test(name)) return [{ text: body, start: 0 }];
  const scripts = Array.from(body.matchAll(/(<script\b[^>]*>)([\s\S]*?)<\/script\s*>/gi), (match) => ({
    text: match[2] ?? "",
    start: match.index + (match[1] ?? "").length,
  }));
  const frontMatter = name.endsWith(".astro") ? /^---\n([\s\S]*?)\n---/.exec(body)?.[1] : undefined;
  return frontMatter === undefined ? scripts : [{ text: frontMatter, start: 4 }, ...scripts];
}

/** A string or template, without its quotes, and what stands for no text in it. */
interface Literal {
  readonly start: number;
  readonly end: number;
  readonly holes: readonly { readonly start: number; readonly end: number }[];
}

interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

function findLiterals(root: unknown): Literal[] {
  const found: Literal[] = [];
  const pending: unknown[] = [root];
  for (let value = pending.pop(); value !== undefined; value = pending.pop()) {
    if (Array.isArray(value)) {
      for (let index = value.length - 1; index >= 0; index--) pending.push(value[index] ?? null);
      continue;
    }
    if (!isNode(value)) continue;
    const literal = literalOf(documentIn(value));
    if (literal) found.push(literal);
    // The last pushed is the next read: documents come in the order of the file.
    for (const [key, child] of Object.entries(value).toReversed()) {
      if (typeof child === "object" && child !== null && key !== "loc" && !key.endsWith("Comments"))
        pending.push(child);
    }
  }
  return found;
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value && "start" in value;
}

/** What a node says is GraphQL. */
function documentIn(node: Node): unknown {
  if (node.type === "TaggedTemplateExpression") return isTag(node["tag"]) ? node["quasi"] : undefined;
  if (node.type === "CallExpression" && isTag(node["callee"])) {
    const first = Array.isArray(node["arguments"]) ? (node["arguments"] as unknown[])[0] : undefined;
    // Behind a comment it is found by itself.
    return isMarked(first) ? undefined : first;
  }
  return isMarked(node) ? node : undefined;
}

function isTag(node: unknown): boolean {
  return isNode(node) && node.type === "Identifier" && (node["name"] === "gql" || node["name"] === "graphql");
}

/** `/* GraphQL *\/` before it. */
function isMarked(node: unknown): boolean {
  if (!isNode(node) || (node.type !== "TemplateLiteral" && node.type !== "StringLiteral")) return false;
  const comments = node["leadingComments"];
  const last: unknown = Array.isArray(comments) ? comments.at(-1) : undefined;
  return isNode(last) && last.type === "CommentBlock" && String(last["value"]).trim().toLowerCase() === "graphql";
}

function literalOf(node: unknown): Literal | undefined {
  if (!isNode(node)) return undefined;
  if (node.type === "StringLiteral") return { start: node.start + 1, end: node.end - 1, holes: [] };
  if (node.type !== "TemplateLiteral") return undefined;
  const quasis = (Array.isArray(node["quasis"]) ? node["quasis"] : []).filter(isNode);
  const holes = quasis.slice(1).map((quasi, index) => ({ start: quasis[index]?.end ?? quasi.start, end: quasi.start }));
  return { start: node.start + 1, end: node.end - 1, holes };
}

/** The literal as it is written, with blanks for `${CARD}`. */
function blank(text: string, { start, end, holes }: Literal): string {
  let result = "";
  let at = start;
  for (const hole of holes) {
    result += `${text.slice(at, hole.start)}${" ".repeat(hole.end - hole.start)}`;
    at = hole.end;
  }
  return `${result}${text.slice(at, end)}`;
}
