/** Small readings of GraphQL syntax trees that the connect directives need everywhere. */
import {
  Kind,
  type ConstArgumentNode,
  type ConstDirectiveNode,
  type ConstObjectFieldNode,
  type ConstObjectValueNode,
  type ConstValueNode,
  type NamedTypeNode,
  type StringValueNode,
  type TypeNode,
} from "graphql";

export function argumentNode(directive: ConstDirectiveNode, name: string): ConstArgumentNode | undefined {
  return directive.arguments?.find((argument) => argument.name.value === name);
}

export function argumentOf(directive: ConstDirectiveNode, name: string): ConstValueNode | undefined {
  return argumentNode(directive, name)?.value;
}

export function fieldNode(object: ConstObjectValueNode, name: string): ConstObjectFieldNode | undefined {
  return object.fields.find((field) => field.name.value === name);
}

export function fieldOf(object: ConstObjectValueNode, name: string): ConstValueNode | undefined {
  return fieldNode(object, name)?.value;
}

export function stringOf(value: ConstValueNode | undefined): StringValueNode | undefined {
  return value?.kind === Kind.STRING ? value : undefined;
}

/** `User` of `[User!]!`. */
export function namedType(type: TypeNode): NamedTypeNode {
  return type.kind === Kind.NAMED_TYPE ? type : namedType(type.type);
}

export function isListType(type: TypeNode): boolean {
  return type.kind === Kind.LIST_TYPE || (type.kind === Kind.NON_NULL_TYPE && isListType(type.type));
}

/** A directive that is written by us rather than read. */
export function makeDirective(name: string, args: Readonly<Record<string, ConstValueNode>>): ConstDirectiveNode {
  return {
    kind: Kind.DIRECTIVE,
    name: { kind: Kind.NAME, value: name },
    arguments: Object.entries(args).map(([key, value]) => ({
      kind: Kind.ARGUMENT,
      name: { kind: Kind.NAME, value: key },
      value,
    })),
  };
}
