import { suggestionList } from "graphql/jsutils/suggestionList.js";

const MAX_SUGGESTIONS = 3;

/**
 * A sentence that names the options most like a word that is none of them.
 *
 * @returns ``Did you mean `id`?``, or `undefined` where nothing is near enough.
 */
export function didYouMean(word: string, options: Iterable<string>): string | undefined {
  const near = suggestionList(word, [...options])
    .slice(0, MAX_SUGGESTIONS)
    .map((option) => `\`${option}\``);
  const last = near.pop();
  if (last === undefined) return undefined;
  return near.length === 0 ? `Did you mean ${last}?` : `Did you mean ${near.join(", ")} or ${last}?`;
}
