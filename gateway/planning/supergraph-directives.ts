/** Reading and rewriting the `join__` directives of a supergraph. */
import { Kind, type ConstDirectiveNode } from "graphql";

/** The directives of one name. */
export function joinsOf(
  node: { readonly directives?: readonly ConstDirectiveNode[] | undefined },
  name: string,
): ConstDirectiveNode[] {
  return (node.directives ?? []).filter((directive) => directive.name.value === name);
}

export function has(directive: ConstDirectiveNode, name: string): boolean {
  return directive.arguments?.some((known) => known.name.value === name) === true;
}

/** An argument as text: strings, enum values and booleans. */
export function value(directive: ConstDirectiveNode, name: string): string | undefined {
  const node = directive.arguments?.find((known) => known.name.value === name)?.value;
  return node && "value" in node ? String(node.value) : undefined;
}

export function makeDirective(name: string, args: ConstDirectiveNode["arguments"] = []): ConstDirectiveNode {
  return { kind: Kind.DIRECTIVE, name: { kind: Kind.NAME, value: name }, arguments: args };
}

export type ArgumentValue = NonNullable<ConstDirectiveNode["arguments"]>[number]["value"];

export function makeArgument(name: string, node: ArgumentValue): NonNullable<ConstDirectiveNode["arguments"]>[number] {
  return { kind: Kind.ARGUMENT, name: { kind: Kind.NAME, value: name }, value: node };
}

export function stringOf(text: string): ArgumentValue {
  return { kind: Kind.STRING, value: text };
}

export function enumOf(name: string): ArgumentValue {
  return { kind: Kind.ENUM, value: name };
}

export function withArgument(directive: ConstDirectiveNode, name: string, node: ArgumentValue): ConstDirectiveNode {
  const others = (directive.arguments ?? []).map((known) =>
    known.name.value === name ? makeArgument(name, node) : known,
  );
  return { ...directive, arguments: others };
}

export function withoutArgument(directive: ConstDirectiveNode, name: string): ConstDirectiveNode {
  return { ...directive, arguments: (directive.arguments ?? []).filter((known) => known.name.value !== name) };
}
