/** What a URL is about, however it is written. A fragment is never sent, and has no say. */
export function resourceOf(url: string): string {
  if (!URL.canParse(url)) return url;
  const { href, hash } = new URL(url);
  return hash === "" ? href : href.slice(0, -hash.length);
}
