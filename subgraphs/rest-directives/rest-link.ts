/**
 * The link of our own directives, which stand beside those of connect: docs/rest-directives.md.
 *
 *     @link(url: "https://restuary.dev/rest/v0.1", import: ["@request", "@mapping"])
 */
import type { ConstDirectiveNode, DocumentNode } from "graphql";
import { directiveNameIn, readLinks, type Link } from "../../schema/link.ts";

export interface RestLink extends Link {
  /** The directives as this document calls them, without `@`. */
  readonly requestName: string;
  readonly mappingName: string;
}

/** `undefined` where the document does not use the spec. Its version is checked by `validateConnectors`. */
export function readRestLink(document: DocumentNode): RestLink | undefined {
  const link = readLinks(document).find(({ spec }) => spec === "rest");
  return (
    link && {
      ...link,
      requestName: directiveNameIn(link, "request"),
      mappingName: directiveNameIn(link, "mapping"),
    }
  );
}

/** The name in the spec of one of its directives. */
export function restDirectiveName(
  link: RestLink | undefined,
  { name }: Pick<ConstDirectiveNode, "name">,
): "request" | "mapping" | undefined {
  if (name.value === link?.requestName) return "request";
  return name.value === link?.mappingName ? "mapping" : undefined;
}
