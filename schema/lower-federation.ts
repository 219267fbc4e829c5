/**
 * The composer knows federation up to v2.9. Later versions brought the connect spec (v2.10 to v2.13), which is taken out
 * before, and `@cacheTag` (v2.12), which no plan depends on; a subgraph that links one of them composes as v2.9.
 */
import {
  Kind,
  visit,
  type ConstArgumentNode,
  type ConstDirectiveNode,
  type ConstValueNode,
  type DocumentNode,
  type NameNode,
} from "graphql";
import type { Diagnostic } from "./diagnostic.ts";
import { directiveNameIn, importedName, readLinks, type Link } from "./link.ts";
import { rangeOf } from "./source-text.ts";

const COMPOSER_MINOR = 9;
const NEWEST_MINOR = 14;
/** Directives that came after v2.9 and may be left out of the composition. */
const dropped = ["cacheTag"];

/**
 * @param options.raise  Raise older 2.x links as well: `@join__directive` needs a supergraph of v2.9.
 * @returns The document for the composer. Diagnostics: `UNKNOWN_FEDERATION_LINK_VERSION`, `CONTEXT_UNSUPPORTED`.
 */
export function lowerFederation(
  document: DocumentNode,
  file: string,
  options: { readonly raise?: boolean } = {},
): { document: DocumentNode; diagnostics: Diagnostic[] } {
  const link = readLinks(document).find(({ spec }) => spec === "federation");
  if (!link) return { document, diagnostics: [] };
  if (link.major !== 2 || link.minor > NEWEST_MINOR) return { document, diagnostics: [unknownVersion(link, file)] };

  const diagnostics = findContextUse(document, link, file);
  const isKnown = link.minor <= COMPOSER_MINOR && link.namespace === "federation";
  if (isKnown && (options.raise !== true || link.minor === COMPOSER_MINOR)) return { document, diagnostics };
  return { document: relink(document, link, options.raise === true), diagnostics };
}

/** Links a version that the composer knows, under the namespace `federation`, without what it does not know. */
function relink(document: DocumentNode, link: Link, raise: boolean): DocumentNode {
  const droppedNames = new Set(dropped.map((name) => directiveNameIn(link, name)));
  const minor = raise ? COMPOSER_MINOR : Math.min(link.minor, COMPOSER_MINOR);
  const prefix = `${link.namespace}__`;
  const underDefaultName = (node: { readonly name: NameNode }): { readonly name: NameNode } => {
    const { value } = node.name;
    if (!value.startsWith(prefix)) return node;
    return { ...node, name: { ...node.name, value: `federation__${value.slice(prefix.length)}` } };
  };
  return visit(document, {
    Directive(node) {
      if (node === link.directive) return lowerLink(link.directive, minor);
      return droppedNames.has(node.name.value) ? null : underDefaultName(node);
    },
    DirectiveDefinition: (node) => (droppedNames.has(node.name.value) ? null : underDefaultName(node)),
    NamedType: underDefaultName,
  });
}

function lowerLink(directive: ConstDirectiveNode, minor: number): ConstDirectiveNode {
  const lowered = (directive.arguments ?? []).flatMap((argument): ConstArgumentNode[] => {
    switch (argument.name.value) {
      case "url": {
        const value = `https://specs.apollo.dev/federation/v2.${minor}`;
        return [{ ...argument, value: { kind: Kind.STRING, value } }];
      }
      case "import":
        if (argument.value.kind !== Kind.LIST) return [argument];
        return [{ ...argument, value: { ...argument.value, values: argument.value.values.filter(isKept) } }];
      // The composer looks for `federation__key` alone.
      case "as":
        return [];
      default:
        return [argument];
    }
  });
  return { ...directive, arguments: lowered };
}

function isKept(imported: ConstValueNode): boolean {
  return !dropped.some((name) => `@${name}` === importedName(imported));
}

/** The composer knows `@fromContext` and the planner ignores it: the field would get no value for that argument. */
function findContextUse(document: DocumentNode, link: Link, file: string): Diagnostic[] {
  const names = new Set([directiveNameIn(link, "context"), directiveNameIn(link, "fromContext")]);
  const diagnostics: Diagnostic[] = [];
  visit(document, {
    Directive(node) {
      if (!names.has(node.name.value)) return;
      diagnostics.push({
        code: "CONTEXT_UNSUPPORTED",
        severity: "error",
        message: `\`@${node.name.value}\` is not supported: the query planner would leave the argument unset.`,
        locations: [rangeOf(node, file)],
        fix: "Pass the value as an argument, or take the field in with `@requires`.",
      });
    },
  });
  return diagnostics;
}

function unknownVersion(link: Link, file: string): Diagnostic {
  return {
    code: "UNKNOWN_FEDERATION_LINK_VERSION",
    severity: "error",
    message: `\`v${link.major}.${link.minor}\` is not a known version of the federation spec. Known are \`v2.0\` to \`v2.${NEWEST_MINOR}\`.`,
    locations: [rangeOf(link.url, file)],
    fix: "Link `https://specs.apollo.dev/federation/v2.9`.",
  };
}
