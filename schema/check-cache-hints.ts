/** Faults in `@cacheControl`, which no composer sees: a hint that is not understood would be silently without effect. */
import {
  Kind,
  visit,
  type ASTNode,
  type ConstArgumentNode,
  type DefinitionNode,
  type DirectiveDefinitionNode,
  type DocumentNode,
} from "graphql";
import { CACHE_HINT } from "./cache-hints.ts";
import type { Diagnostic } from "./diagnostic.ts";
import { didYouMean } from "./did-you-mean.ts";
import { rangeOf } from "./source-text.ts";

const ownArguments = ["maxAge", "scope", "inheritMaxAge"];
const ownPlaces: ReadonlySet<string> = new Set([
  Kind.FIELD_DEFINITION,
  Kind.OBJECT_TYPE_DEFINITION,
  Kind.OBJECT_TYPE_EXTENSION,
  Kind.INTERFACE_TYPE_DEFINITION,
  Kind.INTERFACE_TYPE_EXTENSION,
  Kind.UNION_TYPE_DEFINITION,
  Kind.UNION_TYPE_EXTENSION,
]);

/** @returns Diagnostics `CACHE_HINT_INVALID`. */
export function checkCacheHints(document: DocumentNode, file: string): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const definition = document.definitions.find(isDefinition);
  const known = [...ownArguments, ...(definition?.arguments ?? []).map(({ name }) => name.value)];
  visit(document, {
    Directive(node, _key, _parent, _path, ancestors) {
      if (node.name.value !== CACHE_HINT) return;
      // Directives are in a list, and that in what they are on.
      const on = ancestors.at(-1);
      if (!definition && on && "kind" in on && !ownPlaces.has(on.kind)) {
        const message = "`@cacheControl` is for fields, objects, interfaces and unions, and has no effect here.";
        diagnostics.push(invalid({ message, fix: "Put it on a field or its type." }, node, file));
        return;
      }
      for (const argument of (node.arguments ?? []) as readonly ConstArgumentNode[]) {
        const fault = faultOf(argument, known);
        if (fault) diagnostics.push(invalid(fault, argument, file));
      }
    },
  });
  return diagnostics;
}

/** A server may have a directive of that name that takes more, and in more places. */
function isDefinition(node: DefinitionNode): node is DirectiveDefinitionNode {
  return node.kind === Kind.DIRECTIVE_DEFINITION && node.name.value === CACHE_HINT;
}

interface Fault {
  readonly message: string;
  readonly fix?: string;
}

function faultOf({ name, value }: ConstArgumentNode, known: readonly string[]): Fault | undefined {
  switch (name.value) {
    case "maxAge":
      if (value.kind === Kind.INT && Number(value.value) >= 0) return undefined;
      return { message: "`maxAge` of `@cacheControl` is a number of seconds, from 0 on." };
    case "scope":
      if (value.kind === Kind.ENUM && ["PUBLIC", "PRIVATE"].includes(value.value)) return undefined;
      return { message: "`scope` of `@cacheControl` is `PUBLIC` or `PRIVATE`." };
    case "inheritMaxAge":
      if (value.kind === Kind.BOOLEAN) return undefined;
      return { message: "`inheritMaxAge` of `@cacheControl` is `true` or `false`." };
    default:
      if (known.includes(name.value)) return undefined;
      return {
        message: `\`${name.value}\` is not an argument of \`@cacheControl\`.`,
        fix: didYouMean(name.value, known) ?? `Known: ${ownArguments.map((each) => `\`${each}\``).join(", ")}.`,
      };
  }
}

function invalid({ message, fix }: Fault, node: ASTNode, file: string): Diagnostic {
  return {
    code: "CACHE_HINT_INVALID",
    severity: "error",
    message,
    locations: [rangeOf(node, file)],
    ...(fix !== undefined && { fix }),
  };
}
