/** What running a declared subgraph needs to know of its SDL: types, and which fields make up keys. */
import {
  buildASTSchema,
  Kind,
  print,
  type ConstDirectiveNode,
  type DefinitionNode,
  type DocumentNode,
  type GraphQLSchema,
} from "graphql";
import type { KeyTree } from "../mapping/mapping.ts";
import { argumentOf, stringOf } from "./ast.ts";
import { mergeTrees, parseFieldSet } from "./field-set.ts";
import { rootTypes, type RootTypes } from "./root-types.ts";

export interface ExecutableSchema {
  readonly types: GraphQLSchema;
  readonly roots: RootTypes;
  /** Fields of every `@key` of a type, as one tree. Types without a key are absent. */
  readonly keys: ReadonlyMap<string, KeyTree>;
  /** Fields that are `@external` here: they come with a representation or not at all. */
  readonly external: ReadonlyMap<string, KeyTree>;
  /** What `_service { sdl }` answers. */
  readonly sdl: string;
}

export function readExecutableSchema(document: DocumentNode): ExecutableSchema {
  const keys = new Map<string, KeyTree>();
  const external = new Map<string, KeyTree>();
  for (const node of document.definitions) {
    if (!("name" in node) || !node.name || !("directives" in node)) continue;
    const typeName = node.name.value;
    // A directive of a definition has no variables.
    for (const directive of (node.directives ?? []) as readonly ConstDirectiveNode[]) {
      if (!isFederationDirective(directive, "key")) continue;
      const tree = parseFieldSet(stringOf(argumentOf(directive, "fields"))?.value ?? "");
      if (tree) keys.set(typeName, mergeTrees(keys.get(typeName) ?? new Map(), tree));
    }
    for (const field of "fields" in node ? (node.fields ?? []) : []) {
      if (!field.directives?.some((directive) => isFederationDirective(directive, "external"))) continue;
      external.set(typeName, mergeTrees(external.get(typeName) ?? new Map(), new Map([[field.name.value, new Map()]])));
    }
  }
  return { types: buildTypes(document), roots: rootTypes(document), keys, external, sdl: print(document) };
}

function isFederationDirective(directive: ConstDirectiveNode, name: string): boolean {
  return directive.name.value === name || directive.name.value === `federation__${name}`;
}

/**
 * Directive definitions are dropped, because the scalars in their arguments (`FieldSet`, `URLPathTemplate`, ...) may not
 * be defined in the document; nothing here reads them. A type that is only extended is one that this subgraph defines.
 */
function buildTypes(document: DocumentNode): GraphQLSchema {
  const defined = new Set<string>();
  for (const node of document.definitions) {
    if (node.kind in definitionOf || !("name" in node) || !node.name) continue;
    if (node.kind !== Kind.DIRECTIVE_DEFINITION) defined.add(node.name.value);
  }
  const definitions: DefinitionNode[] = [];
  for (const node of document.definitions) {
    if (node.kind === Kind.DIRECTIVE_DEFINITION) continue;
    const kind = definitionOf[node.kind];
    if (kind && "name" in node && node.name && !defined.has(node.name.value)) {
      defined.add(node.name.value);
      // The two kinds of node differ in `kind` alone.
      definitions.push({ ...node, kind } as DefinitionNode);
    } else {
      definitions.push(node);
    }
  }
  return buildASTSchema({ kind: Kind.DOCUMENT, definitions }, { assumeValid: true, assumeValidSDL: true });
}

const definitionOf: Readonly<Record<string, Kind>> = {
  [Kind.OBJECT_TYPE_EXTENSION]: Kind.OBJECT_TYPE_DEFINITION,
  [Kind.INTERFACE_TYPE_EXTENSION]: Kind.INTERFACE_TYPE_DEFINITION,
  [Kind.UNION_TYPE_EXTENSION]: Kind.UNION_TYPE_DEFINITION,
  [Kind.ENUM_TYPE_EXTENSION]: Kind.ENUM_TYPE_DEFINITION,
  [Kind.INPUT_OBJECT_TYPE_EXTENSION]: Kind.INPUT_OBJECT_TYPE_DEFINITION,
  [Kind.SCALAR_TYPE_EXTENSION]: Kind.SCALAR_TYPE_DEFINITION,
};
