import {
  Kind,
  OperationTypeNode,
  type ArgumentNode,
  type DefinitionNode,
  type DirectiveNode,
  type DocumentNode,
  type EnumTypeDefinitionNode,
  type InputObjectTypeDefinitionNode,
  type InterfaceTypeDefinitionNode,
  type ObjectTypeDefinitionNode,
  type ScalarTypeDefinitionNode,
  type UnionTypeDefinitionNode,
} from "graphql";
import { directiveNameIn, readLinks } from "../link.ts";

/** A type of the graph itself, as opposed to those of the specs that a supergraph links. */
export type GraphType =
  | ObjectTypeDefinitionNode
  | InterfaceTypeDefinitionNode
  | UnionTypeDefinitionNode
  | EnumTypeDefinitionNode
  | InputObjectTypeDefinitionNode
  | ScalarTypeDefinitionNode;

export function graphTypes(supergraph: DocumentNode): GraphType[] {
  return supergraph.definitions.filter(isGraphType);
}

export function isGraphType(definition: DefinitionNode): definition is GraphType {
  switch (definition.kind) {
    case Kind.OBJECT_TYPE_DEFINITION:
    case Kind.INTERFACE_TYPE_DEFINITION:
    case Kind.UNION_TYPE_DEFINITION:
    case Kind.ENUM_TYPE_DEFINITION:
    case Kind.INPUT_OBJECT_TYPE_DEFINITION:
    case Kind.SCALAR_TYPE_DEFINITION:
      return hasDirective(definition, "join__type");
    default:
      return false;
  }
}

interface WithDirectives {
  readonly directives?: readonly DirectiveNode[] | undefined;
}

export function hasDirective({ directives }: WithDirectives, name: string): boolean {
  return directives?.some((directive) => directive.name.value === name) === true;
}

/** The string that each directive of a name has for an argument. */
export function directiveArguments({ directives }: WithDirectives, name: string, argument: string): string[] {
  return (directives ?? []).flatMap((directive) => {
    if (directive.name.value !== name) return [];
    const value = directive.arguments?.find((node: ArgumentNode) => node.name.value === argument)?.value;
    return value?.kind === Kind.STRING ? [value.value] : [];
  });
}

/** What `@tag` and `@inaccessible` are called in a supergraph. */
export function accessNames(supergraph: DocumentNode): { readonly tag: string; readonly inaccessible: string } {
  const links = readLinks(supergraph);
  const nameOf = (spec: string): string => {
    const link = links.find((candidate) => candidate.spec === spec);
    return link ? directiveNameIn(link, spec) : spec;
  };
  return { tag: nameOf("tag"), inaccessible: nameOf("inaccessible") };
}

export function queryRootOf(supergraph: DocumentNode): string {
  const schema = supergraph.definitions.find(({ kind }) => kind === Kind.SCHEMA_DEFINITION);
  const types = schema?.kind === Kind.SCHEMA_DEFINITION ? schema.operationTypes : [];
  return types.find(({ operation }) => operation === OperationTypeNode.QUERY)?.type.name.value ?? "Query";
}
