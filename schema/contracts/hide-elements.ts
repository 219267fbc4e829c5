import {
  Kind,
  parse,
  type ConstDirectiveNode,
  type DefinitionNode,
  type DocumentNode,
  type FieldDefinitionNode,
} from "graphql";
import { readLinks } from "../link.ts";
import { accessNames, hasDirective, isGraphType, type GraphType } from "./supergraph-elements.ts";

/** The supergraph with `@inaccessible` on what the coordinates name. */
export function hideElements(supergraph: DocumentNode, hidden: ReadonlySet<string>): DocumentNode {
  const { inaccessible } = accessNames(supergraph);
  const directive: ConstDirectiveNode = {
    kind: Kind.DIRECTIVE,
    name: { kind: Kind.NAME, value: inaccessible },
  };
  const hide = <T extends { readonly directives?: readonly ConstDirectiveNode[] }>(node: T, coordinate: string): T => {
    if (!hidden.has(coordinate) || hasDirective(node, inaccessible)) return node;
    return { ...node, directives: [...(node.directives ?? []), directive] };
  };
  const definitions = supergraph.definitions.map((definition): DefinitionNode => {
    return isGraphType(definition) ? hideIn(hide(definition, definition.name.value), hide) : definition;
  });
  return linkInaccessible({ ...supergraph, definitions });
}

type Hide = <T extends { readonly directives?: readonly ConstDirectiveNode[] }>(node: T, coordinate: string) => T;

function hideIn(type: GraphType, hide: Hide): GraphType {
  const name = type.name.value;
  switch (type.kind) {
    case Kind.OBJECT_TYPE_DEFINITION:
    case Kind.INTERFACE_TYPE_DEFINITION:
      return { ...type, fields: (type.fields ?? []).map((field) => hideField(name, field, hide)) };
    case Kind.INPUT_OBJECT_TYPE_DEFINITION:
      return { ...type, fields: (type.fields ?? []).map((field) => hide(field, `${name}.${field.name.value}`)) };
    case Kind.ENUM_TYPE_DEFINITION:
      return { ...type, values: (type.values ?? []).map((value) => hide(value, `${name}.${value.name.value}`)) };
    default:
      return type;
  }
}

function hideField(typeName: string, field: FieldDefinitionNode, hide: Hide): FieldDefinitionNode {
  const coordinate = `${typeName}.${field.name.value}`;
  const args = (field.arguments ?? []).map((argument) => hide(argument, `${coordinate}(${argument.name.value}:)`));
  return hide({ ...field, arguments: args }, coordinate);
}

/** As composition links it where a subgraph uses it. */
const inaccessibleSpec = parse(
  `schema @link(url: "https://specs.apollo.dev/inaccessible/v0.2", for: SECURITY) { query: Query }
  directive @inaccessible on FIELD_DEFINITION | OBJECT | INTERFACE | UNION | ARGUMENT_DEFINITION | SCALAR | ENUM | ENUM_VALUE | INPUT_OBJECT | INPUT_FIELD_DEFINITION`,
  { noLocation: true },
);

function linkInaccessible(supergraph: DocumentNode): DocumentNode {
  if (readLinks(supergraph).some(({ spec }) => spec === "inaccessible")) return supergraph;
  const [schema, definition] = inaccessibleSpec.definitions;
  if (schema?.kind !== Kind.SCHEMA_DEFINITION || !definition) return supergraph;
  const definitions = supergraph.definitions.flatMap((node): DefinitionNode[] => {
    if (node.kind !== Kind.SCHEMA_DEFINITION) return [node];
    return [{ ...node, directives: [...(node.directives ?? []), ...(schema.directives ?? [])] }, definition];
  });
  return { ...supergraph, definitions };
}
