import type { EnumValue } from "./model.ts";
import { isName, spellOut, wordsOf } from "./words.ts";

// GraphQL, section 3.9: these cannot be values of an enum.
const reserved = new Set(["true", "false", "null"]);
// Each mapped value is written out in every selection.
const mostMapped = 60;
const operators: ReadonlyMap<string, string> = new Map([
  ["=", "equal"],
  ["==", "equal"],
  ["!=", "not_equal"],
  ["<>", "not_equal"],
  [">", "greater_than"],
  [">=", "greater_than_or_equal"],
  ["<", "less_than"],
  ["<=", "less_than_or_equal"],
  ["&&", "and"],
  ["||", "or"],
]);
// These mean something where a text begins or ends with them: `-1`, `-created`, `>5`, `A+`, `orders.*`.
const meaningful = /^[-+<>=!~]+|[-+*]+$/g;

/** Values with names for them: the same where that is a GraphQL name. `undefined` where they are no use as an enum. */
export function enumValues(texts: readonly string[]): readonly EnumValue[] | undefined {
  if (texts.every(isFree)) return texts.map((text) => ({ wire: text, name: text }));
  if (texts.length > mostMapped || texts.some((text) => text.length > 200)) return undefined;
  const taken = new Set(texts.filter(isFree));
  const isLower = texts.some((text) => /[a-z]/.test(text));
  const values: EnumValue[] = [];
  for (const text of texts) {
    const name = isFree(text) ? text : namesOf(text, isLower).find((each) => !taken.has(each));
    if (name === undefined) return undefined;
    taken.add(name);
    values.push({ wire: text, name });
  }
  return values;
}

function isFree(text: string): boolean {
  return isName(text) && !reserved.has(text);
}

/** The best first. What is nothing but signs is written as the other values are. */
function namesOf(text: string, isLower: boolean): readonly string[] {
  if (text === "") return [isLower ? "empty" : "EMPTY"];
  const words = wordsOf(text);
  const spelled = nameOf(wordsOf(spellOut(text)));
  if (words.length > 0) return [nameOf(wordsOf(text.replace(meaningful, spellOut))), spelled];
  const operator = operators.get(text);
  const names = operator === undefined ? [spelled] : [operator, spelled];
  return isLower ? names : names.map((name) => name.toUpperCase());
}

function nameOf(words: readonly string[]): string {
  const name = words.join("_");
  if (/^\d/.test(name)) return `_${name}`;
  return reserved.has(name) ? name.toUpperCase() : name;
}
