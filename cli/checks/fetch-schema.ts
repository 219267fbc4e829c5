/** A schema from the web: SDL behind a URL, or the introspection of a server. */
import { getIntrospectionQuery } from "graphql";
import { RestError } from "../../subgraphs/rest/rest-error.ts";
import { createRestTransport, type RestTransport } from "../../subgraphs/rest/transport.ts";
import { ToolError } from "../tool-error.ts";

const timeoutMs = 30_000;
const maxBodyBytes = 256 * 1024 * 1024;

/**
 * @returns SDL, or the JSON that a server answers to an introspection.
 * @throws ToolError when neither can be had.
 */
export async function fetchSchema(url: string): Promise<string> {
  const transport = createRestTransport();
  try {
    // A file is asked for; a server is asked about itself.
    const isDocument = /\.(graphqls?|gql|json|txt)$/i.test(new URL(url).pathname);
    const introspected = isDocument ? undefined : await introspect(transport, url);
    if (introspected?.text !== undefined) return introspected.text;
    const { status, text } = await send(transport, { method: "GET", url, headers: ["accept", "*/*"] });
    if (status === 200 && !/^\s*</.test(text)) return text;
    const asked = introspected === undefined ? "" : `, and ${introspected.status} to an introspection`;
    throw new ToolError(`--against ${url}: it answers ${status} to GET${asked}; neither is a schema.`);
  } catch (error) {
    if (!(error instanceof RestError) && !(error instanceof TypeError)) throw error;
    throw new ToolError(`--against ${url} could not be fetched: ${error.message}`, { cause: error });
  } finally {
    await transport.close();
  }
}

/**
 * A document behind a URL, as text.
 *
 * @param what  Names it in the error.
 * @throws ToolError when it cannot be had.
 */
export async function fetchDocument(url: string, what: string): Promise<string> {
  const transport = createRestTransport();
  try {
    const accept = "application/json, application/yaml;q=0.9, */*;q=0.5";
    const { status, text } = await send(transport, { method: "GET", url, headers: ["accept", accept] });
    if (status === 200) return text;
    throw new ToolError(`${what} could not be fetched: ${url} answers ${status}.`);
  } catch (error) {
    if (!(error instanceof RestError)) throw error;
    throw new ToolError(`${what} could not be fetched from ${url}: ${error.message}`, { cause: error });
  } finally {
    await transport.close();
  }
}

async function introspect(
  transport: RestTransport,
  url: string,
): Promise<{ readonly text?: string; readonly status: number }> {
  let status = 0;
  // Servers of before 2021 do not know deprecated arguments.
  for (const inputValueDeprecation of [true, false]) {
    const body = JSON.stringify({ query: getIntrospectionQuery({ inputValueDeprecation, descriptions: false }) });
    const headers = ["content-type", "application/json", "accept", "application/json"];
    const answer = await send(transport, { method: "POST", url, headers, body });
    if (isIntrospection(answer.text)) return answer;
    status = answer.status;
  }
  return { status };
}

function isIntrospection(text: string): boolean {
  return /^\s*\{/.test(text) && text.includes('"__schema"');
}

async function send(
  transport: RestTransport,
  request: Parameters<RestTransport["request"]>[0],
): Promise<{ readonly status: number; readonly text: string }> {
  const { status, body } = await transport.request({ ...request, timeoutMs, maxBodyBytes }).response;
  return { status, text: new TextDecoder().decode(body) };
}
