/**
 * The `@cost`s of a supergraph, whatever it calls the directive, by schema coordinate:
 *
 *     type Book @cost(weight: 5)                        Book -> 5
 *     books(search: String @cost(weight: 3)): [Book]    Query.books(search:) -> 3
 *     input Filter { deep: Boolean @cost(weight: 7) }   Filter.deep -> 7
 *
 * Spec: https://ibm.github.io/graphql-specs/cost-spec.html#sec-The-Cost-Directive, as federation 2.9 has it.
 */
import { Kind, valueFromASTUntyped, type ConstDirectiveNode, type DocumentNode } from "graphql";
import { directiveNameIn, readLinks } from "../../../schema/link.ts";

export type Weights = ReadonlyMap<string, number>;

export function readWeights(supergraph: DocumentNode): Weights {
  const weights = new Map<string, number>();
  const link = readLinks(supergraph).find(({ spec }) => spec === "cost");
  if (!link) return weights;
  const name = directiveNameIn(link, "cost");
  const read = (coordinate: string, { directives }: { readonly directives?: readonly ConstDirectiveNode[] }): void => {
    const directive = directives?.find((each) => each.name.value === name);
    const value = directive?.arguments?.find((argument) => argument.name.value === "weight")?.value;
    const weight: unknown = value && valueFromASTUntyped(value);
    if (typeof weight === "number") weights.set(coordinate, weight);
  };
  for (const definition of supergraph.definitions) {
    if (!("name" in definition) || !definition.name || definition.kind === Kind.DIRECTIVE_DEFINITION) continue;
    const type = definition.name.value;
    if ("directives" in definition) read(type, definition as { readonly directives?: readonly ConstDirectiveNode[] });
    if (!("fields" in definition)) continue;
    for (const field of definition.fields ?? []) {
      read(`${type}.${field.name.value}`, field);
      if (field.kind !== Kind.FIELD_DEFINITION) continue;
      for (const argument of field.arguments ?? []) {
        read(`${type}.${field.name.value}(${argument.name.value}:)`, argument);
      }
    }
  }
  return weights;
}
