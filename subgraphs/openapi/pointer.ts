/** JSON pointers as URI fragments (RFC 6901, section 6): `#/paths/~1pets~1{id}/get`. */

export function pointerTo(base: string, ...keys: readonly (string | number)[]): string {
  return keys.reduce<string>((pointer, key) => `${pointer}/${escapeKey(String(key))}`, base);
}

function escapeKey(key: string): string {
  return key.includes("~") || key.includes("/") ? key.replaceAll("~", "~0").replaceAll("/", "~1") : key;
}

/** The keys of a fragment without its `#`. `undefined` where it is no pointer. */
export function pointerKeys(fragment: string): readonly string[] | undefined {
  if (fragment === "") return [];
  if (!fragment.startsWith("/")) return undefined;
  return fragment.slice(1).split("/").map(unescapeKey);
}

function unescapeKey(key: string): string {
  return decoded(key).replaceAll("~1", "/").replaceAll("~0", "~");
}

function decoded(text: string): string {
  if (!text.includes("%")) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    // Not an escape after all: `50%`.
    return text;
  }
}
