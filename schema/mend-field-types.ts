/**
 * Puts back what the composer leaves out of a field that all subgraphs of its type have:
 *
 *     a: type Query { media: Media }   b: type Query { media: Book }        where Media is a union with Book in it
 *
 * composes to `media: Book`, or to `media: Media` without saying that `b` answers a `Book`; it has to be
 * `media: Media @join__field(graph: A, type: "Media") @join__field(graph: B, type: "Book")`. In the same way it loses that
 * a field of an `@interfaceObject` is `@external`, so that a plan would ask the wrong subgraph for it.
 */
import {
  Kind,
  print,
  type ConstArgumentNode,
  type ConstDirectiveNode,
  type ConstValueNode,
  type DefinitionNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type InterfaceTypeDefinitionNode,
  type ObjectTypeDefinitionNode,
  type TypeNode,
} from "graphql";
import type { ComposerService } from "./compose.ts";
import { readGraphs } from "./join-graphs.ts";
import { directiveNameIn, readLinks } from "./link.ts";
import { renamedRootTypes } from "./locate-coordinate.ts";
import { namedTypeOf, readTypes, type SubgraphTypes } from "./subgraph-types.ts";

/** @returns The same document where nothing was left out. */
export function mendFieldTypes(supergraph: DocumentNode, services: readonly ComposerService[]): DocumentNode {
  const enumNames = new Map(readGraphs(supergraph).map(({ name, enumName }) => [name, enumName]));
  const declared = new Map(
    services.map(({ name, typeDefs }): [string, Declarations] => [
      enumNames.get(name) ?? name,
      readDeclarations(typeDefs),
    ]),
  );
  const types = readTypes(supergraph);
  const definitions = supergraph.definitions.map((node) =>
    node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.INTERFACE_TYPE_DEFINITION
      ? mendType(node, declared, types)
      : node,
  );
  const isSame = definitions.every((node: DefinitionNode, index) => node === supergraph.definitions[index]);
  return isSame ? supergraph : { ...supergraph, definitions };
}

/** By `Type.field`. */
type Declarations = ReadonlyMap<string, Declaration>;
interface Declaration {
  readonly type: TypeNode;
  readonly isExternal: boolean;
}

function readDeclarations(document: DocumentNode): Declarations {
  const link = readLinks(document).find(({ spec }) => spec === "federation");
  const external = link ? directiveNameIn(link, "external") : "external";
  const roots = renamedRootTypes(document);
  const declarations = new Map<string, Declaration>();
  for (const node of document.definitions) {
    if (!("fields" in node) || node.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION) continue;
    if (node.kind === Kind.INPUT_OBJECT_TYPE_EXTENSION) continue;
    const typeName = roots.get(node.name.value)?.[0] ?? node.name.value;
    for (const field of node.fields ?? []) {
      const isExternal = field.directives?.some(({ name }) => name.value === external) === true;
      declarations.set(`${typeName}.${field.name.value}`, { type: field.type, isExternal });
    }
  }
  return declarations;
}

type Fielded = ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode;

function mendType(node: Fielded, declared: ReadonlyMap<string, Declarations>, types: SubgraphTypes): Fielded {
  const joins = (node.directives ?? []).filter(({ name }) => name.value === "join__type");
  const interfaceObjectGraphs = new Set(joins.filter(isInterfaceObject).map(graphOf));
  const fields = node.fields?.map((field) => {
    const own = [...declared].flatMap(([graph, declarations]) => {
      const declaration = declarations.get(`${node.name.value}.${field.name.value}`);
      if (!declaration) return [];
      // Elsewhere the composer gets `external` right, and knows better: key fields may be external and count all the same.
      const isExternal = declaration.isExternal && interfaceObjectGraphs.has(graph);
      return [{ graph, type: declaration.type, isExternal, counts: !declaration.isExternal }];
    });
    return mendField(field, own, types);
  });
  const isSame = fields === undefined || fields.every((field, index) => field === node.fields?.[index]);
  return isSame ? node : { ...node, fields };
}

interface OwnField {
  readonly graph: string;
  readonly type: TypeNode;
  readonly isExternal: boolean;
  readonly counts: boolean;
}

function mendField(field: FieldDefinitionNode, own: readonly OwnField[], types: SubgraphTypes): FieldDefinitionNode {
  const joins = (field.directives ?? []).filter(({ name }) => name.value === "join__field");
  const differs = new Set(own.map(({ type }) => print(type))).size > 1;
  const losesExternal = joins.length === 0 && own.some(({ isExternal }) => isExternal);
  if (!differs && !losesExternal) return field;

  const counted = own.filter(({ counts }) => counts).map(({ type }) => type);
  const type = (differs ? mergeTypes(counted, types) : undefined) ?? field.type;
  const directives =
    joins.length === 0
      ? [...(field.directives ?? []), ...own.map((each) => joinField(each, differs))]
      : (field.directives ?? []).map((node) => (joins.includes(node) ? withType(node, own, type) : node));
  return { ...field, type, directives };
}

function joinField({ graph, type, isExternal }: OwnField, withTypes: boolean): ConstDirectiveNode {
  return {
    kind: Kind.DIRECTIVE,
    name: { kind: Kind.NAME, value: "join__field" },
    arguments: [
      argument("graph", { kind: Kind.ENUM, value: graph }),
      ...(withTypes ? [argument("type", { kind: Kind.STRING, value: print(type) })] : []),
      ...(isExternal ? [argument("external", { kind: Kind.BOOLEAN, value: true })] : []),
    ],
  };
}

function withType(join: ConstDirectiveNode, own: readonly OwnField[], composed: TypeNode): ConstDirectiveNode {
  const declaration = own.find(({ graph }) => graph === graphOf(join));
  const args = join.arguments ?? [];
  if (!declaration || args.some(({ name }) => name.value === "type")) return join;
  if (print(declaration.type) === print(composed)) return join;
  return { ...join, arguments: [...args, argument("type", { kind: Kind.STRING, value: print(declaration.type) })] };
}

/**
 * The narrowest of the types that has room for all: nullable where one of them is, and of the named types the one that
 * all others are members of. `undefined` where there is none.
 */
function mergeTypes(all: readonly TypeNode[], types: SubgraphTypes): TypeNode | undefined {
  if (all.every((type) => type.kind === Kind.NON_NULL_TYPE)) {
    const type = mergeTypes(all.map(nullable), types);
    return type && type.kind !== Kind.NON_NULL_TYPE ? { kind: Kind.NON_NULL_TYPE, type } : undefined;
  }
  const inner = all.map(nullable);
  const items = inner.flatMap((type) => (type.kind === Kind.LIST_TYPE ? [type.type] : []));
  if (items.length > 0) {
    const type = items.length === inner.length ? mergeTypes(items, types) : undefined;
    return type && { kind: Kind.LIST_TYPE, type };
  }
  const names = new Set(inner.map(namedTypeOf));
  return inner.find((type) => [...names].every((name) => isWithin(name, namedTypeOf(type), types)));
}

function nullable(type: TypeNode): TypeNode {
  return type.kind === Kind.NON_NULL_TYPE ? type.type : type;
}

function isWithin(name: string, type: string, types: SubgraphTypes): boolean {
  if (name === type) return true;
  const members = types.members.get(type);
  const own = types.members.get(name) ?? new Set([name]);
  return members !== undefined && [...own].every((member) => members.has(member));
}

function isInterfaceObject(join: ConstDirectiveNode): boolean {
  return (
    join.arguments?.some(
      ({ name, value }) => name.value === "isInterfaceObject" && value.kind === Kind.BOOLEAN && value.value,
    ) === true
  );
}

function graphOf(join: ConstDirectiveNode): string | undefined {
  const graph = join.arguments?.find(({ name }) => name.value === "graph")?.value;
  return graph?.kind === Kind.ENUM ? graph.value : undefined;
}

function argument(name: string, value: ConstValueNode): ConstArgumentNode {
  return { kind: Kind.ARGUMENT, name: { kind: Kind.NAME, value: name }, value };
}
