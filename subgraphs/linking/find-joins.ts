/**
 * Fields that seem to hold the key of an entity that another subgraph resolves.
 *
 *     orders: type Order { customerId: ID }      customers: type Customer @key(fields: "id") { id: ID! }
 *
 * is the join `Order.customer: Customer`. It is a guess by names; what is there already is not proposed again.
 */
import { Kind, print, type DocumentNode, type FieldDefinitionNode, type TypeNode } from "graphql";
import { isListType, namedType } from "../connect/ast.ts";
import { federationNames, writtenKeys } from "../connect/federation-names.ts";
import { rootTypes } from "../connect/root-types.ts";
import { indexTypes, type IndexedType, type TypeIndex } from "../connect/type-index.ts";
import { plural } from "../openapi/name-operations.ts";
import { camelCase, wordsOf } from "../openapi/words.ts";

/** A subgraph as the composer sees it: keys that connectors imply are written. */
export interface LinkableSubgraph {
  readonly name: string;
  readonly typeDefs: DocumentNode;
}

export interface Join {
  readonly subgraph: string;
  readonly typeName: string;
  /** The field that holds the key, or a list of keys. */
  readonly keyField: string;
  /** The field to add. */
  readonly fieldName: string;
  readonly isList: boolean;
  readonly target: JoinTarget;
}

export interface JoinTarget {
  readonly typeName: string;
  readonly key: string;
  /** As SDL: `ID!`. */
  readonly keyType: string;
  /** Which resolve it. */
  readonly subgraphs: readonly string[];
}

export function findJoins(subgraphs: readonly LinkableSubgraph[]): Join[] {
  const indexed = subgraphs.map(({ name, typeDefs }) => ({ name, typeDefs, types: indexTypes(typeDefs) }));
  const entities = entitiesOf(indexed);
  return indexed.flatMap((subgraph) => {
    const roots = Object.values(rootTypes(subgraph.typeDefs));
    return [...subgraph.types.values()].flatMap((type) =>
      type.kind === "object" && !roots.includes(type.name)
        ? [...type.fields.values()].flatMap((field) => joinOf({ subgraph, type, field }, entities) ?? [])
        : [],
    );
  });
}

interface Indexed extends LinkableSubgraph {
  readonly types: TypeIndex;
}

/** By type name. Of several keys of one field each, `id` is the one. */
function entitiesOf(subgraphs: readonly Indexed[]): ReadonlyMap<string, readonly JoinTarget[]> {
  const entities = new Map<string, JoinTarget[]>();
  for (const { name, typeDefs, types } of subgraphs) {
    const names = federationNames(typeDefs);
    for (const type of types.values()) {
      if (type.kind !== "object") continue;
      for (const { fields, resolvable } of writtenKeys(type, names)) {
        const [key, more] = fields.keys();
        const field = key === undefined ? undefined : type.fields.get(key);
        if (!resolvable || !field || more !== undefined || fields.get(field.name.value)?.size !== 0) continue;
        add(entities, { typeName: type.name, key: field.name.value, keyType: print(field.type), subgraphs: [name] });
      }
    }
  }
  return entities;
}

function add(entities: Map<string, JoinTarget[]>, target: JoinTarget): void {
  const known = entities.get(target.typeName) ?? [];
  const same = known.find(({ key }) => key === target.key);
  const others = known.filter((each) => each !== same);
  const merged = same ? { ...same, subgraphs: [...same.subgraphs, ...target.subgraphs] } : target;
  entities.set(target.typeName, [...others, merged]);
}

interface Place {
  readonly subgraph: Indexed;
  readonly type: IndexedType;
  readonly field: FieldDefinitionNode;
}

function joinOf(
  { subgraph, type, field }: Place,
  entities: ReadonlyMap<string, readonly JoinTarget[]>,
): Join | undefined {
  const isList = isListType(field.type);
  if ((field.arguments ?? []).length > 0 || isListOfLists(field.type)) return undefined;
  for (const target of [...entities.values()].flat()) {
    const base = baseWords(field.name.value, target, isList);
    if (!base || target.typeName === type.name || !target.subgraphs.some((name) => name !== subgraph.name)) continue;
    // Its own entity: a relation of this subgraph alone.
    if (target.subgraphs.includes(subgraph.name) || !isSameKind(field.type, target, subgraph.types)) continue;
    const fieldName = nameOf(field.name.value, base, isList);
    if (type.fields.has(fieldName) || refersAlready(type, target, isList)) continue;
    if (!canRefer(subgraph, target)) continue;
    return { subgraph: subgraph.name, typeName: type.name, keyField: field.name.value, fieldName, isList, target };
  }
  return undefined;
}

/** `customerId` without the words of the key, where what is left is the name of the type. */
function baseWords(name: string, { typeName, key }: JoinTarget, isList: boolean): string[] | undefined {
  const words = wordsOf(name);
  const keyWords = wordsOf(key).map((word) => word.toLowerCase());
  const owner = wordsOf(typeName).join("").toLowerCase();
  const own = words.slice(0, words.length - keyWords.length);
  const rest = words.slice(own.length).map((word) => word.toLowerCase());
  const isKey = keyWords.every((word, index) =>
    isList && index === keyWords.length - 1
      ? rest[index] === plural(word) || rest[index] === `${word}s`
      : rest[index] === word,
  );
  if (isKey && own.join("").toLowerCase() === owner) return own;
  // A key that has the type's name in it itself: `customerNumber` of both.
  const isWhole = words.join("").toLowerCase() === keyWords.join("") && keyWords.join("").startsWith(owner);
  return isWhole && !isList && keyWords.join("") !== owner ? wordsOf(typeName) : undefined;
}

function nameOf(keyField: string, base: readonly string[], isList: boolean): string {
  const last = base.at(-1) ?? "";
  const words = [...base.slice(0, -1), isList ? plural(last) : last];
  return keyField.includes("_") ? words.join("_").toLowerCase() : camelCase(words);
}

/** Text and numbers can both be an `ID`; any other key has to be of its own type. */
function isSameKind(type: TypeNode, { keyType }: JoinTarget, types: TypeIndex): boolean {
  const name = namedType(type).name.value;
  const wanted = keyType.replace(/!$/, "");
  if (name === wanted) return true;
  if (wanted === "ID")
    return name === "String" || name === "Int" || (name === "BigInt" && types.get(name)?.kind === "scalar");
  return wanted === "String" && name === "ID";
}

function refersAlready(type: IndexedType, { typeName }: JoinTarget, isList: boolean): boolean {
  return [...type.fields.values()].some(
    (field) => namedType(field.type).name.value === typeName && isListType(field.type) === isList,
  );
}

/** A type of that name without that key is another thing. */
function canRefer({ typeDefs, types }: Indexed, { typeName, key }: JoinTarget): boolean {
  const own = types.get(typeName);
  if (!own) return true;
  return writtenKeys(own, federationNames(typeDefs)).some(({ fields }) => fields.size === 1 && fields.has(key));
}

function isListOfLists(type: TypeNode): boolean {
  const inner = type.kind === Kind.NON_NULL_TYPE ? type.type : type;
  return inner.kind === Kind.LIST_TYPE && isListType(inner.type);
}
