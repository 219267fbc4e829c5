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
  if (link.minor <= COMPOSER_MINOR) {
    const raised = options.raise === true && link.minor < COMPOSER_MINOR;
    return { document: raised ? relink(document, link, new Set()) : document, diagnostics };
  }
  const names = new Set(dropped.map((name) => directiveNameIn(link, name)));
  return { document: relink(document, link, names), diagnostics };
}

/** Links v2.9, without what it does not know. */
function relink(document: DocumentNode, link: Link, droppedNames: ReadonlySet<string>): DocumentNode {
  return visit(document, {
    Directive(node) {
      if (node === link.directive) return lowerLink(link.directive);
      return droppedNames.has(node.name.value) ? null : undefined;
    },
    DirectiveDefinition: (node) => (droppedNames.has(node.name.value) ? null : undefined),
  });
}

function lowerLink(directive: ConstDirectiveNode): ConstDirectiveNode {
  const lowered = directive.arguments?.map((argument): ConstArgumentNode => {
    if (argument.name.value === "url") {
      const value = `https://specs.apollo.dev/federation/v2.${COMPOSER_MINOR}`;
      return { ...argument, value: { ...argument.value, kind: Kind.STRING, value } };
    }
    if (argument.name.value === "import" && argument.value.kind === Kind.LIST) {
      return { ...argument, value: { ...argument.value, values: argument.value.values.filter(isKept) } };
    }
    return argument;
  });
  return { ...directive, ...(lowered ? { arguments: lowered } : {}) };
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
