/**
 * Which names the directives of a spec have in one document: a subgraph chooses them by its `@link`.
 *
 *     @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", { name: "@external", as: "@ext" }])
 *
 * makes `@external` of the spec `@ext` in this document, and `@requires` `@federation__requires`.
 *
 * Spec: https://specs.apollo.dev/link/v1.0/
 */
import { Kind, type ConstDirectiveNode, type ConstValueNode, type DocumentNode, type StringValueNode } from "graphql";

export interface Link {
  readonly directive: ConstDirectiveNode;
  readonly url: StringValueNode;
  /** `federation`, `connect`, ... */
  readonly spec: string;
  readonly major: number;
  readonly minor: number;
  /** What names that are not imported are prefixed with: the spec's own name, or `as`. */
  readonly namespace: string;
  /** Name in the spec to name in the document; those of directives start with `@`. */
  readonly imports: ReadonlyMap<string, string>;
}

/** Every `@link` of the schema definition and its extensions whose URL names a spec with a version. */
export function readLinks(document: DocumentNode): Link[] {
  const links = schemaDirectives(document).map(readLink);
  // `@link` may itself be renamed: `@link(url: "https://specs.apollo.dev/link/v1.0", as: "use")` is found by its URL.
  const self = links.find((link) => link?.spec === "link")?.namespace ?? "link";
  return links.filter((link): link is Link => link?.directive.name.value === self);
}

/** The name, without `@`, that a spec's directive has in the document. */
export function directiveNameIn(link: Pick<Link, "spec" | "namespace" | "imports">, name: string): string {
  const imported = link.imports.get(`@${name}`);
  if (imported !== undefined) return imported.slice(1);
  // The directive that is named like its spec is called by the namespace alone.
  return name === link.spec ? link.namespace : `${link.namespace}__${name}`;
}

/** All directives on the schema definition and on its extensions, in document order. */
export function schemaDirectives(document: DocumentNode): ConstDirectiveNode[] {
  return document.definitions.flatMap((definition) =>
    definition.kind === Kind.SCHEMA_DEFINITION || definition.kind === Kind.SCHEMA_EXTENSION
      ? [...(definition.directives ?? [])]
      : [],
  );
}

/** Specs of the federation world, and our own. */
const linkUrl = /^https?:\/\/(?:specs\.apollo\.dev|restuary\.dev)\/([A-Za-z_]\w*)\/v(\d+)\.(\d+)\/?$/;

/** One `@link`; `undefined` where its URL names no spec with a version. */
export function readLink(directive: ConstDirectiveNode): Link | undefined {
  const argument = (name: string): ConstValueNode | undefined =>
    directive.arguments?.find((node) => node.name.value === name)?.value;
  const url = argument("url");
  if (url?.kind !== Kind.STRING) return undefined;
  const [, spec, major, minor] = linkUrl.exec(url.value) ?? [];
  if (spec === undefined) return undefined;
  return {
    directive,
    url,
    spec,
    major: Number(major),
    minor: Number(minor),
    namespace: stringOf(argument("as")) ?? spec,
    imports: new Map(importsOf(argument("import"))),
  };
}

/** Name and local name of each item of an `import` list. What is neither a string nor an object is passed over. */
function importsOf(value: ConstValueNode | undefined): [string, string][] {
  return (value?.kind === Kind.LIST ? value.values : []).flatMap((item): [string, string][] => {
    const name = importedName(item);
    if (name === undefined) return [];
    return [[name, (item.kind === Kind.OBJECT ? stringOf(fieldOf(item.fields, "as")) : undefined) ?? name]];
  });
}

/** `@key` of `"@key"` and of `{ name: "@key", as: "@k" }`. */
export function importedName(item: ConstValueNode): string | undefined {
  return stringOf(item.kind === Kind.OBJECT ? fieldOf(item.fields, "name") : item);
}

function fieldOf(
  fields: readonly { readonly name: { readonly value: string }; readonly value: ConstValueNode }[],
  name: string,
): ConstValueNode | undefined {
  return fields.find((field) => field.name.value === name)?.value;
}

function stringOf(value: ConstValueNode | undefined): string | undefined {
  return value?.kind === Kind.STRING ? value.value : undefined;
}
