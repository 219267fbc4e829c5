/** What the document says of itself. */
import { isObject, textAt, type JsonObject } from "./json.ts";
import type { RootField } from "./print-sdl.ts";
import { wordsOf } from "./words.ts";

/** Lines of the comment at the top. */
export function headOf(document: JsonObject, file: string | undefined): string[] {
  const info = isObject(document["info"]) ? document["info"] : {};
  const title = (textAt(info, "title") ?? "").replaceAll(/\s+/g, " ").trim();
  const version = textAt(info, "version") ?? "";
  const what = [title, version].filter((text) => text !== "").join(" ");
  return [
    `${what === "" ? "Imported" : `${what}, imported`}${file === undefined ? "" : ` from ${file}`} by \`restuary import\`.`,
  ];
}

/** Connect v0.4: a field without a request. A graph needs a query, and this document has none. */
export function versionField(document: JsonObject): RootField {
  const info = isObject(document["info"]) ? document["info"] : {};
  const title = wordsOf(textAt(info, "title") ?? "api")
    .slice(0, 4)
    .join("");
  const name = `${title.charAt(0).toLowerCase()}${title.slice(1)}Version`.replace(/^\d/, "_$&");
  const text = (textAt(info, "version") ?? "unknown").replaceAll(/[^\w.+-]/g, "");
  return {
    root: "query",
    name,
    description: "Version of the document that this was imported from, which has no operation that reads.",
    deprecated: false,
    type: "String",
    arguments: [],
    connect: { selection: [`$('${text}')`] },
  };
}
