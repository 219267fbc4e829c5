/**
 * The connect link of a document: its version, and the names it gives the directives.
 *
 *     @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@source", { name: "@connect", as: "@rest" }])
 *
 * makes `@connect` of the spec `@rest` in this document.
 */
import type { DocumentNode, StringValueNode } from "graphql";
import type { Diagnostic } from "../../schema/diagnostic.ts";
import { directiveNameIn, readLinks, schemaDirectives, type Link } from "../../schema/link.ts";
import type { SpecVersion } from "../mapping/mapping.ts";
import { argumentOf, stringOf } from "./ast.ts";
import { errorInString } from "./finding.ts";

export interface ConnectLink extends Link {
  readonly specVersion: SpecVersion;
  /** `connect` and `source` as this document calls them, without `@`. */
  readonly connectName: string;
  readonly sourceName: string;
}

/** The connect link of a document. Neither a link nor a diagnostic: the document uses no connectors. */
export function readConnectLink(
  document: DocumentNode,
  file: string,
): { link?: ConnectLink; diagnostics: readonly Diagnostic[] } {
  const link = readLinks(document).find(({ spec }) => spec === "connect");
  const version = link && supportedVersions.get(`${link.major}.${link.minor}`);
  if (link && version) {
    const connectName = directiveNameIn(link, "connect");
    const sourceName = directiveNameIn(link, "source");
    return { link: { ...link, specVersion: version, connectName, sourceName }, diagnostics: [] };
  }
  const url = link?.url ?? malformedUrl(document);
  return { diagnostics: url ? [unknownVersion(url, file)] : [] };
}

const supportedVersions: ReadonlyMap<string, SpecVersion> = new Map([
  // v0.1 has nothing that v0.2 reads otherwise; composition has always rewritten it.
  ["0.1", "0.2"],
  ["0.2", "0.2"],
  ["0.3", "0.3"],
  ["0.4", "0.4"],
]);

/** `…/connect/vNext` is a wrong version rather than no connect link at all. */
function malformedUrl(document: DocumentNode): StringValueNode | undefined {
  return schemaDirectives(document)
    .map((directive) => stringOf(argumentOf(directive, "url")))
    .find((url) => url && /^https?:\/\/specs\.apollo\.dev\/connect(?:\/|$)/.test(url.value));
}

function unknownVersion(url: StringValueNode, file: string): Diagnostic {
  const slash = url.value.indexOf("/connect") + "/connect".length;
  const start = Math.min(slash + 1, url.value.length);
  const preview = /\/v0\.5\/?$/.test(url.value);
  return errorInString(
    file,
    url,
    { start, end: url.value.length },
    {
      code: "UNKNOWN_CONNECTORS_VERSION",
      message: preview
        ? "Connect spec `v0.5` is a preview that still changes, and is not supported. Supported are `v0.1` to `v0.4`."
        : `\`${url.value}\` is not a known version of the connect spec. Supported are \`v0.1\` to \`v0.4\`.`,
      fix: "Link `https://specs.apollo.dev/connect/v0.4`.",
    },
  );
}
