/** A schema from the web: SDL behind a URL, or the introspection of a server. */
import { getIntrospectionQuery } from "graphql";
import { fetchText } from "../fetch-text.ts";
import { reasonOf, ToolError } from "../tool-error.ts";

/**
 * @returns SDL, or the JSON that a server answers to an introspection.
 * @throws ToolError when neither can be had.
 */
export async function fetchSchema(url: string): Promise<string> {
  try {
    // A file is asked for; a server is asked about itself.
    const isDocument = /\.(graphqls?|gql|json|txt)$/i.test(new URL(url).pathname);
    const introspected = isDocument ? undefined : await introspect(url);
    if (introspected?.text !== undefined) return introspected.text;
    const { status, text } = await fetchText(url, { headers: { accept: "*/*" } });
    if (status === 200 && !/^\s*</.test(text)) return text;
    const asked = introspected === undefined ? "" : `, and ${introspected.status} to an introspection`;
    throw new ToolError(`--against ${url}: it answers ${status} to GET${asked}; neither is a schema.`);
  } catch (error) {
    if (error instanceof ToolError) throw error;
    throw new ToolError(`--against ${url} could not be fetched: ${reasonOf(error)}.`, { cause: error });
  }
}

async function introspect(url: string): Promise<{ readonly text?: string; readonly status: number }> {
  let status = 0;
  // Servers of before 2021 do not know deprecated arguments.
  for (const inputValueDeprecation of [true, false]) {
    const body = JSON.stringify({ query: getIntrospectionQuery({ inputValueDeprecation, descriptions: false }) });
    const headers = { "content-type": "application/json", accept: "application/json" };
    const answer = await fetchText(url, { method: "POST", headers, body });
    if (isIntrospection(answer.text)) return answer;
    status = answer.status;
  }
  return { status };
}

function isIntrospection(text: string): boolean {
  return /^\s*\{/.test(text) && text.includes('"__schema"');
}
