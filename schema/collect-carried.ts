import { Kind, type ConstDirectiveNode, type ConstValueNode, type DocumentNode } from "graphql";
import type { CarriedDirective, CarriedElement } from "./carried-directive.ts";

/**
 * Directives of a subgraph's types and fields as composition carries them; those of a union on the schema, with its name
 * as `on`.
 *
 * @param nameOf  What a directive is carried as; `undefined` for one that is not.
 */
export function collectCarried(
  document: DocumentNode,
  nameOf: (directive: ConstDirectiveNode) => CarriedDirective["name"] | undefined,
): CarriedDirective[] {
  const carry = (
    directives: readonly ConstDirectiveNode[] | undefined,
    element: CarriedElement,
    added: CarriedDirective["args"] = {},
  ): CarriedDirective[] =>
    (directives ?? []).flatMap((directive) => {
      const name = nameOf(directive);
      return name === undefined ? [] : [{ element, name, args: { ...added, ...argumentsOf(directive) } }];
    });
  return document.definitions.flatMap((node): CarriedDirective[] => {
    switch (node.kind) {
      case Kind.OBJECT_TYPE_DEFINITION:
      case Kind.OBJECT_TYPE_EXTENSION:
      case Kind.INTERFACE_TYPE_DEFINITION:
      case Kind.INTERFACE_TYPE_EXTENSION: {
        const typeName = node.name.value;
        const onFields = (node.fields ?? []).flatMap(({ name, directives }) =>
          carry(directives, { kind: "field", typeName, fieldName: name.value }),
        );
        return [...carry(node.directives, { kind: "type", typeName }), ...onFields];
      }
      case Kind.UNION_TYPE_DEFINITION:
      case Kind.UNION_TYPE_EXTENSION:
        return carry(node.directives, { kind: "schema" }, { on: { kind: Kind.STRING, value: node.name.value } });
      default:
        return [];
    }
  });
}

/** By their names. */
export function argumentsOf({
  arguments: args = [],
}: Pick<ConstDirectiveNode, "arguments">): Record<string, ConstValueNode> {
  return Object.fromEntries(args.map((argument) => [argument.name.value, argument.value]));
}
