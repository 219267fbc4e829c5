/** Our directives on their way through composition, and their pasted definitions, which no composer is to see. */
import { Kind, type ConstDirectiveNode, type ConstValueNode, type DefinitionNode, type DocumentNode } from "graphql";
import type { CarriedDirective } from "../../schema/carried-directive.ts";
import { readRestLink, restDirectiveName, type RestLink } from "./rest-link.ts";

/** All but the link itself. */
export function collectRestDirectives(document: DocumentNode): CarriedDirective[] {
  const link = readRestLink(document);
  if (!link) return [];
  return document.definitions.flatMap((node): CarriedDirective[] => {
    switch (node.kind) {
      case Kind.OBJECT_TYPE_DEFINITION:
      case Kind.OBJECT_TYPE_EXTENSION:
      case Kind.INTERFACE_TYPE_DEFINITION:
      case Kind.INTERFACE_TYPE_EXTENSION: {
        const typeName = node.name.value;
        const onFields = (node.fields ?? []).flatMap((field) =>
          carry(field.directives, { kind: "field", typeName, fieldName: field.name.value }, link),
        );
        return [...carry(node.directives, { kind: "type", typeName }, link), ...onFields];
      }
      case Kind.UNION_TYPE_DEFINITION:
      case Kind.UNION_TYPE_EXTENSION:
        return carry(node.directives, { kind: "schema" }, link, {
          on: { kind: Kind.STRING, value: node.name.value },
        });
      default:
        return [];
    }
  });
}

function carry(
  directives: readonly ConstDirectiveNode[] | undefined,
  element: CarriedDirective["element"],
  link: RestLink,
  added: Readonly<Record<string, ConstValueNode>> = {},
): CarriedDirective[] {
  return (directives ?? []).flatMap((node) => {
    const name = restDirectiveName(link, node);
    if (!name) return [];
    const args = Object.fromEntries((node.arguments ?? []).map((argument) => [argument.name.value, argument.value]));
    return [{ element, name, args: { ...added, ...args } }];
  });
}

export function isRestPart(node: DefinitionNode, link: RestLink | undefined): boolean {
  if (!link) return false;
  if (node.kind === Kind.DIRECTIVE_DEFINITION) return restDirectiveName(link, node) !== undefined;
  // What the pasted definitions take: `input rest__Parameter`, `enum rest__Place`.
  const isInput = node.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION || node.kind === Kind.ENUM_TYPE_DEFINITION;
  return isInput && node.name.value.startsWith(`${link.namespace}__`);
}
