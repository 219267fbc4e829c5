/**
 * Definitions of the connect spec written into the document, as tools that do not know the spec want them. They are no
 * part of the subgraph's schema: `directive @connect(...)`, `scalar connect__JSONSelection`, `input ConnectHTTP`.
 */
import { Kind, type DefinitionNode, type DirectiveDefinitionNode, type DocumentNode } from "graphql";
import { namedType } from "./ast.ts";
import type { ConnectLink } from "./link.ts";

const specTypes = [
  "ConnectBatch",
  "ConnectHTTP",
  "ConnectorErrors",
  "HTTPHeaderMapping",
  "JSONSelection",
  "SourceHTTP",
  "URLPathTemplate",
  "URLTemplate",
];

/** Names of pasted types: those with the link's prefix or import, and those that a pasted directive takes. */
export function pastedTypes(document: DocumentNode, link: ConnectLink): ReadonlySet<string> {
  const names = new Set(
    specTypes.flatMap((name) => [
      `${link.namespace}__${name}`,
      ...(link.imports.has(name) ? [link.imports.get(name) ?? name] : []),
    ]),
  );
  // A type of the user's own may be called `JSONSelection`: the bare name counts only where a pasted directive uses it.
  const waiting = document.definitions.filter((node) => isPastedDirective(node, link)).flatMap(inputTypes);
  const inputs = new Map(
    document.definitions.flatMap((node) =>
      node.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION ? [[node.name.value, node]] : [],
    ),
  );
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (names.has(name) || !specTypes.includes(name)) continue;
    names.add(name);
    waiting.push(...(inputs.get(name)?.fields ?? []).map((field) => namedType(field.type).name.value));
  }
  return names;
}

export function isConnectDefinition(node: DefinitionNode, link: ConnectLink, pasted: ReadonlySet<string>): boolean {
  if (isPastedDirective(node, link)) return true;
  return (
    (node.kind === Kind.SCALAR_TYPE_DEFINITION || node.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION) &&
    pasted.has(node.name.value)
  );
}

function isPastedDirective(node: DefinitionNode, link: ConnectLink): node is DirectiveDefinitionNode {
  return (
    node.kind === Kind.DIRECTIVE_DEFINITION &&
    (node.name.value === link.connectName || node.name.value === link.sourceName)
  );
}

function inputTypes(node: DefinitionNode): string[] {
  return node.kind === Kind.DIRECTIVE_DEFINITION
    ? (node.arguments ?? []).map((argument) => namedType(argument.type).name.value)
    : [];
}
