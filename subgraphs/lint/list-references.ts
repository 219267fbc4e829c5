/**
 * Which lists of a subgraph refer to other objects, and what they say of them:
 *
 *     posts: [Post] @connect(selection: "id author: { id: userId }")     User: in `Query.posts`, by `id`
 */
import type { FieldDefinitionNode } from "graphql";
import { isListType, namedType } from "../connect/ast.ts";
import type { TypeIndex } from "../connect/type-index.ts";
import type { Output } from "../mapping/mapping.ts";
import type { LintedSource } from "./rule.ts";

export interface ListReference {
  /** Coordinate of the innermost list. */
  readonly list: string;
  /** What is known of the objects; `undefined` where code decides. */
  readonly fields: readonly string[] | undefined;
}

/** By the name of the type referred to. */
export function findListReferences(
  { model }: LintedSource,
  types: TypeIndex,
): ReadonlyMap<string, readonly ListReference[]> {
  const walk = new ListWalk(types);
  for (const { element, selection } of model?.connectors ?? []) {
    if (element.kind === "type") walk.object(element.typeName, selection.output, undefined, 0);
    else walk.field(element.typeName, element.fieldName, selection.output, undefined, 0);
  }
  if (!model) {
    // Code gives what it likes: whatever the schema lets it give is taken to be given.
    for (const type of types.values()) if (type.kind === "object") walk.object(type.name, undefined, undefined, 0);
  }
  return walk.found;
}

/** Selections nest no deeper than this, but for types that lead back to themselves. */
const MAX_DEPTH = 6;
/** A list and the object in it: what is deeper is found from there. */
const MAX_DEPTH_OF_CODE = 2;

class ListWalk {
  readonly found: Map<string, ListReference[]> = new Map();
  readonly #types: TypeIndex;

  constructor(types: TypeIndex) {
    this.#types = types;
  }

  /** @param list  The list that it is below of. */
  field(
    typeName: string,
    fieldName: string,
    output: Output | undefined,
    list: string | undefined,
    depth: number,
  ): void {
    const field = this.#types.get(typeName)?.fields.get(fieldName);
    if (!field || depth > MAX_DEPTH) return;
    this.#visit(field, output, isListType(field.type) ? `${typeName}.${fieldName}` : list, depth);
  }

  object(typeName: string, output: Output | undefined, list: string | undefined, depth: number): void {
    if (output === undefined) {
      if (depth >= MAX_DEPTH_OF_CODE) return;
      for (const name of this.#types.get(typeName)?.fields.keys() ?? [])
        this.field(typeName, name, undefined, list, depth + 1);
    } else if (output.kind === "object") {
      // What a connector does not select, another one brings, which is walked by itself.
      for (const [name, inner] of output.keys) this.field(typeName, name, inner, list, depth + 1);
    }
  }

  #visit(field: FieldDefinitionNode, output: Output | undefined, list: string | undefined, depth: number): void {
    const typeName = namedType(field.type).name.value;
    if (list !== undefined && (output === undefined || output.kind === "object")) {
      const fields = output && [...output.keys.keys()];
      const known = this.found.get(typeName);
      if (known) known.push({ list, fields });
      else this.found.set(typeName, [{ list, fields }]);
    }
    this.object(typeName, output, list, depth);
  }
}
