import { Kind, valueFromASTUntyped, type ValueNode } from "graphql";

/**
 * A value written in a document, of a type that says nothing of it: a custom scalar, a representation. Integers beyond
 * 2^53 are bigints, where graphql-js' own reading would round them.
 */
export function losslessLiteral(node: ValueNode, variables?: Readonly<Record<string, unknown>> | null): unknown {
  switch (node.kind) {
    case Kind.INT: {
      const number = Number(node.value);
      return Number.isSafeInteger(number) ? number : BigInt(node.value);
    }
    case Kind.LIST:
      return node.values.map((item) => losslessLiteral(item, variables));
    case Kind.OBJECT:
      return Object.fromEntries(node.fields.map(({ name, value }) => [name.value, losslessLiteral(value, variables)]));
    default:
      // It wants variables that can be changed, and changes none.
      return valueFromASTUntyped(node, variables && { ...variables });
  }
}
