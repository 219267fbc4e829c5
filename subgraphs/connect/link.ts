/**
 * Which names the directives of a spec have in one document: a subgraph chooses them by its `@link`.
 *
 *     @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@source", { name: "@connect", as: "@rest" }])
 *
 * makes `@connect` of the spec `@rest` in this document, and `ConnectHTTP` `connect__ConnectHTTP`.
 *
 * Spec: https://specs.apollo.dev/link/v1.0/
 */
import { Kind, type ConstDirectiveNode, type ConstValueNode, type DocumentNode, type StringValueNode } from "graphql";
import type { Diagnostic } from "../../schema/diagnostic.ts";
import { rangeOf, rangeInString } from "../../schema/source-text.ts";
import type { SpecVersion } from "../mapping/mapping.ts";
import { argumentOf, fieldOf, stringOf } from "./ast.ts";

/** One `@link`, with the names that it gives. Names are written without `@`. */
export interface SpecLink {
  readonly directive: ConstDirectiveNode;
  readonly url: StringValueNode;
  /** `v0.3` of the URL, without the `v`. */
  readonly version: string;
  /** What unimported names are prefixed with: the spec's own name, or `as`. */
  readonly namespace: string;
  /** Imported directives and types: spec name (directives with `@`) to document name (likewise). */
  readonly imports: ReadonlyMap<string, string>;
}

export interface ConnectLink extends SpecLink {
  readonly specVersion: SpecVersion;
  readonly connectName: string;
  readonly sourceName: string;
}

/** The `@link`s of the schema definition and its extensions to `https://specs.apollo.dev/<spec>/v…`. */
export function findLink(document: DocumentNode, spec: "connect" | "federation"): SpecLink | undefined {
  for (const directive of schemaDirectives(document)) {
    const link = directive.name.value === linkDirectiveName(document) ? readLink(directive, spec) : undefined;
    if (link) return link;
  }
  return undefined;
}

/** All directives on the schema and on its extensions, in document order. */
export function schemaDirectives(document: DocumentNode): ConstDirectiveNode[] {
  return document.definitions.flatMap((definition) =>
    definition.kind === Kind.SCHEMA_DEFINITION || definition.kind === Kind.SCHEMA_EXTENSION
      ? [...(definition.directives ?? [])]
      : [],
  );
}

/** The name that a spec's directive has in the document. */
export function directiveName(link: SpecLink, name: string): string {
  const imported = link.imports.get(`@${name}`);
  if (imported) return imported.slice(1);
  // The directive named like its spec is the spec's root directive and is called by the namespace alone.
  return link.url.value.includes(`/${name}/`) ? link.namespace : `${link.namespace}__${name}`;
}

/** The name that a spec's type has in the document. */
export function typeName(link: SpecLink, name: string): string {
  return link.imports.get(name) ?? `${link.namespace}__${name}`;
}

const supportedVersions: Readonly<Record<string, SpecVersion>> = {
  // v0.1 has nothing that v0.2 reads otherwise; composition has always rewritten it.
  "0.1": "0.2",
  "0.2": "0.2",
  "0.3": "0.3",
  "0.4": "0.4",
};

/** The connect link of a document. Neither a link nor a diagnostic: the document uses no connectors. */
export function readConnectLink(
  document: DocumentNode,
  file: string,
): { link?: ConnectLink; diagnostics: readonly Diagnostic[] } {
  const link = findLink(document, "connect");
  if (!link) return { diagnostics: [] };
  const specVersion = supportedVersions[link.version];
  if (!specVersion) return { diagnostics: [unknownVersion(link, file)] };
  return {
    link: {
      ...link,
      specVersion,
      connectName: directiveName(link, "connect"),
      sourceName: directiveName(link, "source"),
    },
    diagnostics: [],
  };
}

function unknownVersion(link: SpecLink, file: string): Diagnostic {
  const at = link.url.value.lastIndexOf("/v") + 1;
  const preview = link.version === "0.5";
  return {
    code: "UNKNOWN_CONNECTORS_VERSION",
    severity: "error",
    message: preview
      ? "Connect spec `v0.5` is a preview that still changes, and is not supported. Supported are `v0.1` to `v0.4`."
      : `\`${link.url.value}\` is not a known version of the connect spec. Supported are \`v0.1\` to \`v0.4\`.`,
    locations: [rangeInString(link.url, at, link.url.value.length, file)],
    fix: "Link `https://specs.apollo.dev/connect/v0.4`.",
  };
}

function readLink(directive: ConstDirectiveNode, spec: string): SpecLink | undefined {
  const url = stringOf(argumentOf(directive, "url"));
  const match = url && linkUrl.exec(url.value);
  if (!url || !match || match[1] !== spec || match[2] === undefined) return undefined;
  const as = stringOf(argumentOf(directive, "as"))?.value;
  return { directive, url, version: match[2], namespace: as ?? spec, imports: readImports(argumentOf(directive, "import")) };
}

// Anything may follow the `v`, so that `connect/vNext` is a wrong version rather than no connect link at all.
const linkUrl = /^https?:\/\/specs\.apollo\.dev\/([A-Za-z_]\w*)\/v([^/]*)\/?$/;

function readImports(value: ConstValueNode | undefined): ReadonlyMap<string, string> {
  const imports = new Map<string, string>();
  for (const item of value?.kind === Kind.LIST ? value.values : []) {
    const name = item.kind === Kind.OBJECT ? stringOf(fieldOf(item, "name"))?.value : stringOf(item)?.value;
    const as = item.kind === Kind.OBJECT ? stringOf(fieldOf(item, "as"))?.value : undefined;
    if (name !== undefined) imports.set(name, as ?? name);
  }
  return imports;
}

/** `@link` itself may be renamed: `@link(url: "https://specs.apollo.dev/link/v1.0", as: "use")` is found by its URL. */
function linkDirectiveName(document: DocumentNode): string {
  for (const directive of schemaDirectives(document)) {
    const self = readLink(directive, "link");
    if (self) return self.namespace;
  }
  return "link";
}

/** The range to underline when a link as a whole is at fault. */
export function linkRange(link: SpecLink, file: string): Diagnostic["locations"] {
  return [rangeOf(link.directive, file)];
}
