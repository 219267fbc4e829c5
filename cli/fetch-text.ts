/** Documents from the web that a command is told to read. REST services are asked elsewhere: by subgraphs/rest/. */
import { reasonOf, ToolError } from "./tool-error.ts";

const timeoutMs = 30_000;
const maxBytes = 256 * 1024 * 1024;

/** Follows redirects, as files on the web move. @throws Error that says what kept the answer from coming. */
export async function fetchText(
  url: string,
  request: {
    readonly method?: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: string;
  } = {},
): Promise<{ readonly status: number; readonly text: string }> {
  try {
    const response = await fetch(url, { ...request, signal: AbortSignal.timeout(timeoutMs) });
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of response.body ?? []) {
      size += chunk.length;
      if (size > maxBytes) throw new Error(`it is larger than ${maxBytes / 1024 / 1024} MB`);
      chunks.push(chunk);
    }
    return { status: response.status, text: new TextDecoder().decode(Buffer.concat(chunks)) };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if (error.name === "TimeoutError")
      throw new Error(`there was no answer within ${timeoutMs / 1_000} s`, { cause: error });
    // `fetch failed` says nothing; what failed is its cause.
    throw error.cause instanceof Error ? error.cause : error;
  }
}

/**
 * An OpenAPI document behind a URL.
 *
 * @param what  Names it in the error.
 * @throws ToolError when it cannot be had.
 */
export async function fetchDocument(url: string, what: string): Promise<string> {
  const accept = "application/json, application/yaml;q=0.9, */*;q=0.5";
  const { status, text } = await fetchText(url, { headers: { accept } }).catch((error: unknown) => {
    throw new ToolError(`${what} could not be fetched: ${reasonOf(error)}.`, { cause: error });
  });
  if (status !== 200) throw new ToolError(`${what} could not be fetched: the answer is ${status}.`);
  return text;
}
