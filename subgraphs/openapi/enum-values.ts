import type { EnumValue } from "./model.ts";
import { isName, spellOut, wordsOf } from "./words.ts";

// GraphQL, section 3.9: these cannot be values of an enum.
const reserved = new Set(["true", "false", "null"]);
// Each mapped value is written out in every selection.
const mostMapped = 60;

/** Values with names for them: the same where that is a GraphQL name. `undefined` where they are no use as an enum. */
export function enumValues(texts: readonly string[]): readonly EnumValue[] | undefined {
  if (texts.every(isFree)) return texts.map((text) => ({ wire: text, name: text }));
  if (texts.length > mostMapped || texts.some((text) => text.length > 200)) return undefined;
  const taken = new Set(texts.filter(isFree));
  const values: EnumValue[] = [];
  for (const text of texts) {
    if (isFree(text)) {
      values.push({ wire: text, name: text });
      continue;
    }
    const candidates = [nameOf(wordsOf(text)), nameOf(wordsOf(spellOut(text)))];
    const name = candidates.find((candidate) => candidate !== undefined && !taken.has(candidate));
    if (name === undefined) return undefined;
    taken.add(name);
    values.push({ wire: text, name });
  }
  return values;
}

function isFree(text: string): boolean {
  return isName(text) && !reserved.has(text);
}

function nameOf(words: readonly string[]): string | undefined {
  const name = words.join("_");
  if (name === "") return "EMPTY";
  if (/^\d/.test(name)) return `_${name}`;
  return reserved.has(name) ? name.toUpperCase() : name;
}
