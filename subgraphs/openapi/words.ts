/** Names as words: `listUserRepos`, `list-user-repos` and `List user_repos` are all list, user, repos. */

const spelled: ReadonlyMap<string, string> = new Map([
  ["+", "plus"],
  ["-", "minus"],
  ["*", "star"],
  ["/", "slash"],
  ["<", "less"],
  [">", "greater"],
  ["=", "equal"],
  ["!", "not"],
  ["%", "percent"],
  ["&", "and"],
  ["|", "or"],
  ["@", "at"],
  ["#", "hash"],
  ["$", "dollar"],
  [".", "dot"],
  [":", "colon"],
  ["~", "tilde"],
  ["?", "question"],
  ["^", "caret"],
  ["_", "underscore"],
  [" ", "space"],
  [",", "comma"],
]);

// A document has few names beside how often each of them is met. Holds what was split last, at most so many.
const split = new Map<string, readonly string[]>();
const mostSplit = 10_000;

export function wordsOf(text: string): string[] {
  const known = split.get(text);
  if (known) return [...known];
  if (split.size >= mostSplit) split.clear();
  const words = splitWords(text);
  split.set(text, words);
  return [...words];
}

function splitWords(text: string): readonly string[] {
  if (/^[a-z0-9]+$/.test(text)) return [text];
  const spaced = /[^ -~]/.test(text)
    ? text
        .normalize("NFKD")
        .replace(/\p{M}/gu, "")
        .replace(/([\p{Ll}\d])(\p{Lu})/gu, "$1 $2")
        .replace(/(\p{Lu}+)(\p{Lu}\p{Ll})/gu, "$1 $2")
    : text.replace(/([a-z\d])([A-Z])/g, "$1 $2").replace(/([A-Z]+)([A-Z][a-z])/g, "$1 $2");
  return spaced.split(/[^A-Za-z0-9]+/).filter((word) => word !== "");
}

/** `+1` and `-1` have the same words; spelled out they are told apart. */
export function spellOut(text: string): string {
  return Array.from(text)
    .map((character) => {
      if (/[A-Za-z0-9]/.test(character)) return character;
      return ` ${spelled.get(character) ?? `u${(character.codePointAt(0) ?? 0).toString(16)}`} `;
    })
    .join("");
}

export function pascalCase(words: readonly string[]): string {
  return words.map((word) => word.charAt(0).toUpperCase() + rest(word)).join("");
}

export function camelCase(words: readonly string[]): string {
  const pascal = pascalCase(words);
  const [first = ""] = words;
  return first.toLowerCase() + pascal.slice(first.length);
}

/** `ID` and `URL` become `Id` and `Url`, as GraphQL names usually are; `iPhone` and `v2beta` stay. */
function rest(word: string): string {
  return /^[A-Z0-9]+$/.test(word) ? word.slice(1).toLowerCase() : word.slice(1);
}

const irregular: ReadonlyMap<string, string> = new Map([
  ["people", "person"],
  ["children", "child"],
  ["men", "man"],
  ["women", "woman"],
  ["indices", "index"],
  ["matrices", "matrix"],
  ["vertices", "vertex"],
  ["statuses", "status"],
  ["analyses", "analysis"],
  ["movies", "movie"],
  ["caches", "cache"],
  ["cookies", "cookie"],
  ["databases", "database"],
  ["aliases", "alias"],
  ["buses", "bus"],
  ["series", "series"],
  ["species", "species"],
  ["news", "news"],
]);
const unchanging =
  /(?:ss|us|is|ics|[dms]ata|settings|kubernetes)$|^(?:sms|dns|https?|aws|gps|css|js|ios|os|tls|this|has|always|s3)$/i;

export function singular(word: string): string {
  const lower = word.toLowerCase();
  const known = irregular.get(lower);
  if (known !== undefined) return /^[A-Z]/.test(word) ? known.charAt(0).toUpperCase() + known.slice(1) : known;
  if (unchanging.test(lower) || lower.length < 4) return word;
  if (/[^aeiou]ies$/i.test(word)) return `${word.slice(0, -3)}y`;
  if (/(?:sses|shes|ches|xes|zzes)$/i.test(word)) return word.slice(0, -2);
  return /s$/i.test(word) ? word.slice(0, -1) : word;
}

export function singularLast(words: readonly string[]): string[] {
  const last = words.at(-1);
  return last === undefined ? [] : [...words.slice(0, -1), singular(last)];
}

export function isName(text: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(text) && !text.startsWith("__");
}

/** Digits in letters: what tells two names apart when nothing else does, and is no counter. */
export function letterHash(text: string): string {
  let hash = 2_166_136_261;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 16_777_619) >>> 0;
  }
  let letters = "";
  for (let index = 0; index < 4; index += 1) {
    letters += String.fromCharCode(97 + (hash % 26));
    hash = Math.floor(hash / 26);
  }
  return letters;
}
