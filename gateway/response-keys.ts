/**
 * Names that the planned operation uses for the fields that a client asks for. The planner adds key and required fields
 * of its own, under their plain names, and takes what stands under a name for the field of that name; so no client's
 * alias may look like a field:
 *
 *     { user { id: legacyId name: friend { id } } }   is planned as   { user { legacyId _r0: friend { id } } }
 *
 * Invariant: within one operation a key stands for one field with one set of arguments. Objects that several places of
 * the response share can therefore be merged into without harm.
 */
import { Kind, print, type ArgumentNode, type FieldNode, type ValueNode } from "graphql";
import type { SupergraphTypes } from "./supergraph-types.ts";

export class ResponseKeys {
  readonly #types: SupergraphTypes;
  readonly #meanings = new Map<string, string>();
  readonly #generated = new Map<string, string>();

  constructor(types: SupergraphTypes) {
    this.#types = types;
  }

  /**
   * @param args  The arguments as printed by `printArguments`.
   * @param isShared  True for a leaf that may be asked for once, however often the client asks for it.
   */
  keyOf(node: FieldNode, args: string, isShared: boolean): string {
    const name = node.name.value;
    const responseName = isShared ? name : (node.alias?.value ?? name);
    const meaning = `${responseName}: ${name}${args}`;
    if (this.#canKeep(responseName, name, args !== "")) {
      const known = this.#meanings.get(responseName);
      if (known === undefined) this.#meanings.set(responseName, meaning);
      if (known === undefined || known === meaning) return responseName;
    }
    const key = this.#generated.get(meaning) ?? this.#generate();
    this.#generated.set(meaning, key);
    return key;
  }

  #canKeep(responseName: string, name: string, hasArguments: boolean): boolean {
    // What an object has by nature must not be taken for data: `{ constructor }`.
    if (responseName in Object.prototype) return false;
    if (responseName !== name) return !responseName.startsWith("_") && !this.#types.fieldNames.has(responseName);
    if (this.#types.argumentNames.has(name)) return false;
    return !hasArguments || !this.#types.fieldSetNames.has(name);
  }

  #generate(): string {
    let index = this.#generated.size;
    while (this.#types.fieldNames.has(`_r${index}`)) index += 1;
    return `_r${index}`;
  }
}

/** `(a: 1, b: {c: $d})`, sorted by name: arguments in another order are the same arguments. Empty without arguments. */
export function printArguments(args: readonly ArgumentNode[] | undefined): string {
  if (!args || args.length === 0) return "";
  const printed = args.map(({ name, value }) => `${name.value}: ${print(normalise(value))}`);
  return `(${printed.toSorted().join(", ")})`;
}

function normalise(value: ValueNode): ValueNode {
  if (value.kind === Kind.STRING) return { ...value, block: false };
  if (value.kind === Kind.LIST) return { ...value, values: value.values.map(normalise) };
  if (value.kind !== Kind.OBJECT) return value;
  const fields = value.fields.map((field) => ({ ...field, value: normalise(field.value) }));
  return { ...value, fields: fields.toSorted((a, b) => (a.name.value < b.name.value ? -1 : 1)) };
}
