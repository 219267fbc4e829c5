/**
 * What the response has of one object: the fields of all fragments that apply, those of one response name together.
 * Spec: https://spec.graphql.org/draft/#CollectFields()
 */
import {
  isAbstractType,
  isUnionType,
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
} from "graphql";
import type { Selection } from "./normal-operation.ts";

export interface CollectedField {
  readonly responseName: string;
  readonly key: string;
  readonly name: string;
  readonly nodes: FieldNode[];
  readonly selections: Selection[];
  /** True where it is null, whatever the data say: each selection of it is denied. */
  isDenied: boolean;
}

export function collectFields(
  type: GraphQLCompositeType,
  selections: readonly Selection[],
  schema: GraphQLSchema,
): readonly CollectedField[] {
  const fields = new Map<string, CollectedField>();
  collectInto(fields, type, selections, schema);
  return [...fields.values()];
}

function collectInto(
  fields: Map<string, CollectedField>,
  type: GraphQLCompositeType,
  selections: readonly Selection[],
  schema: GraphQLSchema,
): void {
  for (const selection of selections) {
    if (selection.kind === "fragment") {
      if (applies(selection.type, type, schema)) collectInto(fields, type, selection.selections, schema);
      continue;
    }
    const { responseName, key, name, node, isDenied = false } = selection;
    let field = fields.get(responseName);
    if (!field) {
      field = { responseName, key, name, nodes: [], selections: [], isDenied };
      fields.set(responseName, field);
    } else if (field.isDenied && !isDenied) {
      // Denied for some objects of an interface, and asked for on those that it is not denied for.
      field.isDenied = false;
    }
    field.nodes.push(node);
    field.selections.push(...(selection.selections ?? []));
  }
}

function applies(condition: GraphQLCompositeType, type: GraphQLCompositeType, schema: GraphQLSchema): boolean {
  return condition === type || (isAbstractType(condition) && !isUnionType(type) && schema.isSubType(condition, type));
}

export function fieldOf(type: GraphQLCompositeType, name: string): GraphQLField<unknown, unknown> | undefined {
  return isUnionType(type) ? undefined : type.getFields()[name];
}
