/** What running a declared subgraph needs to know of its SDL: types, and which fields make up keys. */
import {
  buildASTSchema,
  isScalarType,
  isSpecifiedScalarType,
  Kind,
  print,
  type DocumentNode,
  type GraphQLSchema,
} from "graphql";
import type { KeyTree } from "../mapping/mapping.ts";
import { federationNames, isExternal, writtenKeys } from "./federation-names.ts";
import { mergeTrees } from "./field-set.ts";
import { losslessLiteral } from "./lossless-literal.ts";
import { rootTypes, type RootTypes } from "./root-types.ts";
import { typeDefinitions } from "./type-definitions.ts";
import { indexTypes } from "./type-index.ts";

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
  const names = federationNames(document);
  const keys = new Map<string, KeyTree>();
  const external = new Map<string, KeyTree>();
  for (const type of indexTypes(document).values()) {
    for (const { fields } of writtenKeys(type, names)) {
      keys.set(type.name, mergeTrees(keys.get(type.name) ?? new Map(), fields));
    }
    const outside = [...type.fields.values()].filter((field) => isExternal(type, field, names));
    if (outside.length > 0) external.set(type.name, new Map(outside.map(({ name }) => [name.value, new Map()])));
  }
  let sdl: string | undefined;
  return {
    types: buildTypes(document),
    roots: rootTypes(document),
    keys,
    external,
    // Who serves the whole graph is not asked for it.
    get sdl() {
      return (sdl ??= print(document));
    },
  };
}

/** An extracted document was composed, so it is valid; a source's was validated before. */
function buildTypes(document: DocumentNode): GraphQLSchema {
  const schema: DocumentNode = { kind: Kind.DOCUMENT, definitions: typeDefinitions(document) };
  const types = buildASTSchema(schema, { assumeValid: true, assumeValidSDL: true });
  for (const type of Object.values(types.getTypeMap())) {
    if (isScalarType(type) && !isSpecifiedScalarType(type)) type.parseLiteral = losslessLiteral;
  }
  return types;
}
