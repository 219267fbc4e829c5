import {
  isTypeDefinitionNode,
  isTypeExtensionNode,
  Kind,
  visit,
  type ASTNode,
  type DefinitionNode,
  type TypeDefinitionNode,
  type TypeExtensionNode,
} from "graphql";
import { renamedRootTypes } from "../../locate-coordinate.ts";
import { rangeOf } from "../../source-text.ts";
import { elementsOf } from "../elements.ts";
import type { LintedSubgraph, LintFinding, LintRule } from "../rule.ts";

/** Over all subgraphs: a type may be reached by a field that another has. */
export const unusedType: LintRule = {
  code: "UNUSED_TYPE",
  severity: "warning",
  find: (subgraphs) => {
    const used = reachedTypes(subgraphs);
    const found = new Map<string, LintFinding>();
    for (const { name: subgraph, file, document } of subgraphs) {
      for (const { kind, coordinate, node } of elementsOf(document)) {
        if (kind !== "type" || used.has(coordinate)) continue;
        const known = found.get(coordinate);
        found.set(coordinate, {
          subgraph,
          message: `No operation can reach the type \`${coordinate}\`.`,
          fix: "Give a field that type, or remove it.",
          coordinate,
          ...known,
          locations: [...(known?.locations ?? []), rangeOf(node.name, file)],
        });
      }
    }
    return [...found.values()];
  },
};

type TypeNode = TypeDefinitionNode | TypeExtensionNode;

function reachedTypes(subgraphs: readonly LintedSubgraph[]): ReadonlySet<string> {
  const nodes = new Map<string, TypeNode[]>();
  const implementers = new Map<string, string[]>();
  const pending = ["Query", "Mutation", "Subscription"];
  for (const { document } of subgraphs) {
    pending.push(...renamedRootTypes(document).keys());
    for (const definition of document.definitions) {
      if (definition.kind === Kind.DIRECTIVE_DEFINITION) pending.push(...namesIn(definition));
      if (!isTypeDefinitionNode(definition) && !isTypeExtensionNode(definition)) continue;
      const name = definition.name.value;
      nodes.set(name, [...(nodes.get(name) ?? []), definition]);
      for (const each of interfacesOf(definition)) implementers.set(each, [...(implementers.get(each) ?? []), name]);
    }
  }
  const reached = new Set<string>();
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    if (reached.has(name)) continue;
    reached.add(name);
    for (const node of nodes.get(name) ?? []) pending.push(...namesIn(node));
    pending.push(...(implementers.get(name) ?? []));
  }
  return reached;
}

function interfacesOf(definition: DefinitionNode): readonly string[] {
  return "interfaces" in definition ? (definition.interfaces ?? []).map(({ name }) => name.value) : [];
}

/** Every type that a definition names: of fields and arguments, its interfaces, its members. */
function namesIn(node: ASTNode): string[] {
  const names: string[] = [];
  visit(node, { NamedType: ({ name }) => void names.push(name.value) });
  return names;
}
