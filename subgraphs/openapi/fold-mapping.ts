/**
 * A mapping over several lines, where one would be too long:
 *
 *     $args.input { ... $ "x-a": xA }      $args.input {
 *                                            ... $ "x-a": xA
 *                                          }
 */
const opening = new Set(["{", "(", "["]);
const closing = new Set(["}", ")", "]"]);

/** @param width  Of a line, if the text can be broken so often. */
export function foldMapping(text: string, width: number): readonly string[] {
  if (text.length <= width) return [text];
  const group = lastGroup(text, "{") ?? lastGroup(text, "(");
  if (!group) return [text];
  const { before, inner, after } = group;
  const lines = before.endsWith("{") ? foldEntries(inner, width - 2) : foldOperands(inner, width - 2);
  return [before, ...lines.map((line) => `  ${line}`), after];
}

/** Fields of an object, as many in a line as fit. */
function foldEntries(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let isOpen = false;
  for (const entry of entriesOf(text)) {
    const last = lines.at(-1);
    if (isOpen && last !== undefined && last.length + 1 + entry.length <= width) {
      lines[lines.length - 1] = `${last} ${entry}`;
      continue;
    }
    lines.push(...foldMapping(entry, width));
    isOpen = entry.length <= width;
  }
  return lines;
}

/** Arguments of a method, or what `??` chooses from, each in its own line. */
function foldOperands(text: string, width: number): readonly string[] {
  const parts = splitAt(text, ", ");
  if (parts.length > 1) {
    return parts.flatMap((part, index) => foldMapping(index < parts.length - 1 ? `${part},` : part, width));
  }
  return splitAt(text, " ?? ").flatMap((part, index) => foldMapping(index > 0 ? `?? ${part}` : part, width));
}

/** `a b: c { d } ... $` has three. */
function entriesOf(text: string): readonly string[] {
  const entries: string[] = [];
  let continues = false;
  for (const token of splitAt(text, " ")) {
    const last = entries.at(-1);
    if (last !== undefined && (continues || token.startsWith("{"))) entries[entries.length - 1] = `${last} ${token}`;
    else entries.push(token);
    continues = token.endsWith(":") || token === "...";
  }
  return entries;
}

function splitAt(text: string, separator: string): readonly string[] {
  const parts: string[] = [];
  let from = 0;
  for (const { at, depth } of outsideOfStrings(text)) {
    if (depth > 0 || at < from || !text.startsWith(separator, at)) continue;
    parts.push(text.slice(from, at));
    from = at + separator.length;
  }
  return [...parts, text.slice(from)];
}

/** The last brackets of this kind that are in no others. */
function lastGroup(
  text: string,
  bracket: "{" | "(",
): { readonly before: string; readonly inner: string; readonly after: string } | undefined {
  let start: number | undefined;
  let end: number | undefined;
  for (const { at, character, depth } of outsideOfStrings(text)) {
    if (character === bracket && depth === 1) [start, end] = [at, undefined];
    if (closing.has(character) && depth === 0 && start !== undefined) end ??= at;
  }
  if (start === undefined || end === undefined) return undefined;
  return { before: text.slice(0, start + 1), inner: text.slice(start + 1, end).trim(), after: text.slice(end) };
}

/** Each character that is in no string, with the number of brackets around what comes after it. */
function* outsideOfStrings(text: string): Iterable<{ at: number; character: string; depth: number }> {
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === '"' || character === "'") {
      at = endOfString(text, at);
      continue;
    }
    if (opening.has(character)) depth += 1;
    if (closing.has(character)) depth -= 1;
    yield { at, character, depth };
  }
}

function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== text[start]) at += text[at] === "\\" ? 2 : 1;
  return at;
}
