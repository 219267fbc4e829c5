const preferred = [/^application\/json/i, /json/i, /urlencoded/i, /multipart/i, /^text\/plain/i, /^\*\/\*/];

/** The one that a connector handles best. `undefined` where there is none. */
export function chooseMediaType(types: readonly string[]): string | undefined {
  for (const like of preferred) {
    const found = types.find((type) => like.test(type));
    if (found !== undefined) return found;
  }
  return types[0];
}

/** Whether a connector reads an answer of this type as JSON. */
export function isJson(mediaType: string): boolean {
  return /^(?:[^/]+\/(?:[^;]*\+)?json|\*\/\*|application\/\*)\s*(?:;|$)/i.test(mediaType);
}

export function isPlainText(mediaType: string): boolean {
  return /^text\/plain\s*(?:;|$)/i.test(mediaType);
}

/** Whether a body of this type is something that people could read. */
export function isText(mediaType: string): boolean {
  return /^text\/|[/+](?:xml|yaml|x-yaml|csv|javascript|x-ndjson|jsonl|graphql|sql|html)\s*(?:;|$)/i.test(mediaType);
}

export function isMultipart(mediaType: string): boolean {
  return /^multipart\//i.test(mediaType);
}

export function isUrlEncoded(mediaType: string): boolean {
  return /^application\/x-www-form-urlencoded\s*(?:;|$)/i.test(mediaType);
}
