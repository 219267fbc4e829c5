import { Kind, type DocumentNode, type FieldDefinitionNode } from "graphql";
import type { ContractFilter } from "./contract-filter.ts";
import { accessNames, directiveArguments, graphTypes, hasDirective, queryRootOf } from "./supergraph-elements.ts";
import type { GraphType } from "./supergraph-elements.ts";

type Element = Parameters<typeof hasDirective>[0];

/**
 * Coordinates that a contract hides, with those that are `@inaccessible` already. Of a hidden type the type alone.
 *
 * A tag on a type is one on each of its fields. `include` is a matter of fields and unions: an argument, an enum or an
 * input type is there for the field that takes it, and is only left out by `exclude`.
 */
export function findHidden(supergraph: DocumentNode, filter: ContractFilter): ReadonlySet<string> {
  const names = accessNames(supergraph);
  const include = new Set(filter.include);
  const exclude = new Set(filter.exclude);
  const tagsOf = (node: Element): string[] => directiveArguments(node, names.tag, "name");
  const isExcluded = (node: Element, inherited: readonly string[] = []): boolean =>
    hasDirective(node, names.inaccessible) || [...inherited, ...tagsOf(node)].some((tag) => exclude.has(tag));
  const isIncluded = (node: Element, inherited: readonly string[] = []): boolean =>
    include.size === 0 || [...inherited, ...tagsOf(node)].some((tag) => include.has(tag));

  const hidden = new Set<string>();
  const hideField = (owner: GraphType, field: FieldDefinitionNode): void => {
    const coordinate = `${owner.name.value}.${field.name.value}`;
    const inherited = tagsOf(owner);
    if (isExcluded(field, inherited) || !isIncluded(field, inherited)) hidden.add(coordinate);
    for (const argument of field.arguments ?? []) {
      if (isExcluded(argument)) hidden.add(`${coordinate}(${argument.name.value}:)`);
    }
  };
  const types = graphTypes(supergraph);
  const root = queryRootOf(supergraph);
  for (const type of types) {
    const name = type.name.value;
    if (isExcluded(type)) hidden.add(name);
    if (type.kind === Kind.OBJECT_TYPE_DEFINITION || type.kind === Kind.INTERFACE_TYPE_DEFINITION) {
      const fields = type.fields ?? [];
      for (const field of fields) hideField(type, field);
      // A type that nothing is left of goes with its fields. Of the root it is said that nothing is left.
      if (name !== root && fields.every((field) => hidden.has(`${name}.${field.name.value}`))) hidden.add(name);
    }
    if (type.kind === Kind.UNION_TYPE_DEFINITION && !isIncluded(type)) hidden.add(name);
    if (type.kind === Kind.ENUM_TYPE_DEFINITION) {
      for (const value of type.values ?? []) if (isExcluded(value)) hidden.add(`${name}.${value.name.value}`);
    }
    if (type.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION) {
      for (const field of type.fields ?? []) if (isExcluded(field)) hidden.add(`${name}.${field.name.value}`);
    }
  }
  for (const type of types) {
    if (type.kind !== Kind.UNION_TYPE_DEFINITION) continue;
    if ((type.types ?? []).every((member) => hidden.has(member.name.value))) hidden.add(type.name.value);
  }
  return hidden;
}
