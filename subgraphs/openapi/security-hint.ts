/** Security schemes are how a source is reached, and no arguments: a comment says what the config needs. */
import { isObject, objectAt, textAt, type JsonObject } from "./json.ts";

/** Lines for a comment; none where the document names no scheme. */
export function securityHint(root: JsonObject, subgraph: string): string[] {
  const schemes =
    objectAt(objectAt(root, "components") ?? {}, "securitySchemes") ?? objectAt(root, "securityDefinitions") ?? {};
  const forwarded = new Set<string>();
  const inQuery = new Set<string>();
  for (const scheme of Object.values(schemes)) {
    if (!isObject(scheme)) continue;
    const type = textAt(scheme, "type");
    const name = textAt(scheme, "name");
    if (type !== "apiKey") forwarded.add("authorization");
    else if (textAt(scheme, "in") === "header" && name !== undefined) forwarded.add(name.toLowerCase());
    else if (textAt(scheme, "in") === "cookie") forwarded.add("cookie");
    else if (textAt(scheme, "in") === "query" && name !== undefined) inQuery.add(name);
  }
  const lines: string[] = [];
  if (forwarded.size > 0) {
    lines.push(
      "The service knows its clients by headers. To pass on those of the graph's clients, write in the config:",
      `  sources: { ${subgraph}.api: { forward: [${[...forwarded].toSorted().join(", ")}] } }`,
    );
  }
  for (const name of inQuery) {
    const key = /^[A-Za-z_]\w*$/.test(name) ? name : JSON.stringify(name);
    lines.push(
      `The service knows its clients by \`?${name}=\`. Add to the source: queryParams: ${JSON.stringify(`${key}: $config.apiKey`)}`,
    );
  }
  return lines.map((line) => line.replaceAll(/[\r\n]+/g, " "));
}
