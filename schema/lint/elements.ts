/** Everything that a document gives a name to, with its coordinate: types, fields, arguments, input fields, enum values. */
import {
  isTypeDefinitionNode,
  isTypeExtensionNode,
  Kind,
  type ConstDirectiveNode,
  type DocumentNode,
  type EnumValueDefinitionNode,
  type FieldDefinitionNode,
  type InputValueDefinitionNode,
  type NameNode,
  type TypeDefinitionNode,
  type TypeExtensionNode,
} from "graphql";

export type SdlElement =
  | { readonly kind: "type"; readonly coordinate: string; readonly node: TypeDefinitionNode | TypeExtensionNode }
  | { readonly kind: "field"; readonly coordinate: string; readonly node: FieldDefinitionNode }
  | { readonly kind: "argument" | "inputField"; readonly coordinate: string; readonly node: InputValueDefinitionNode }
  | { readonly kind: "enumValue"; readonly coordinate: string; readonly node: EnumValueDefinitionNode };

/** Without what specs define: `federation__FieldSet`, `_Any`, `_entities`. */
export function elementsOf(document: DocumentNode): SdlElement[] {
  return document.definitions.flatMap((node): SdlElement[] => {
    if (!isTypeDefinitionNode(node) && !isTypeExtensionNode(node)) return [];
    const typeName = node.name.value;
    if (isOfSpec(node)) return [];
    return [{ kind: "type", coordinate: typeName, node }, ...membersOf(node, typeName)];
  });
}

function membersOf(node: TypeDefinitionNode | TypeExtensionNode, typeName: string): SdlElement[] {
  const fields: readonly (FieldDefinitionNode | InputValueDefinitionNode)[] =
    "fields" in node ? (node.fields ?? []) : [];
  const values = "values" in node ? (node.values ?? []) : [];
  return [
    ...fields.flatMap((field): SdlElement[] => {
      const coordinate = `${typeName}.${field.name.value}`;
      if (isOfSpec(field)) return [];
      if (field.kind === Kind.INPUT_VALUE_DEFINITION) return [{ kind: "inputField", coordinate, node: field }];
      const args = (field.arguments ?? []).map((argument): SdlElement => ({
        kind: "argument",
        coordinate: `${coordinate}(${argument.name.value}:)`,
        node: argument,
      }));
      return [{ kind: "field", coordinate, node: field }, ...args];
    }),
    ...values.map((value): SdlElement => ({
      kind: "enumValue",
      coordinate: `${typeName}.${value.name.value}`,
      node: value,
    })),
  ];
}

export function directiveOf(
  node: { readonly directives?: readonly ConstDirectiveNode[] },
  name: string,
): ConstDirectiveNode | undefined {
  return node.directives?.find((directive) => directive.name.value === name);
}

function isOfSpec({ name: { value } }: { readonly name: NameNode }): boolean {
  return value.includes("__") || /^_(?:Any|Entity|Service|entities|service)$/.test(value);
}
