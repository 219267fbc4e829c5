import { print, type DocumentNode } from "graphql";

/** Documents do not change, and those of a project are compared, hashed and handed on as text. */
const printed = new WeakMap<DocumentNode, string>();

/** The document as text, which is kept as long as the document is. */
export function printOnce(document: DocumentNode): string {
  let text = printed.get(document);
  if (text === undefined) printed.set(document, (text = print(document)));
  return text;
}
