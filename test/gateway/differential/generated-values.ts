/**
 * The data of a generated graph. Every value follows from the object's id, the field and its argument alone, so that the
 * subgraphs and the reference agree without sharing anything.
 */
import {
  getNullableType,
  isListType,
  isNonNullType,
  type GraphQLFieldResolver,
  type GraphQLOutputType,
  type GraphQLTypeResolver,
} from "graphql";
import type { GeneratedField, GeneratedGraph } from "./generate-graph.ts";

export interface GeneratedObject {
  readonly __typename: string;
  /** Unique over all types: `E0-2`. */
  readonly objectId: string;
  /** The representation that the object was asked with. */
  readonly representation?: Readonly<Record<string, unknown>>;
}

export const rootObject: GeneratedObject = { __typename: "Query", objectId: "root" };

export const resolveType: GraphQLTypeResolver<GeneratedObject, unknown> = ({ __typename }) => __typename;

/** @param isReference  True: required fields are taken from the data; else from the representation. */
export function fieldResolverOf(
  graph: GeneratedGraph,
  isReference: boolean,
): GraphQLFieldResolver<GeneratedObject, unknown> {
  return (source, args: { x?: number }, _context, { fieldName, parentType, returnType }) => {
    const key = keyValue(source.objectId, fieldName);
    if (key !== undefined && parentType.name !== "Value") return key;
    const field =
      graph.fields.get(`${parentType.name}.${fieldName}`) ??
      [...graph.members.keys()].map((name) => graph.fields.get(`${name}.${fieldName}`)).find(Boolean);
    if (!field) throw new Error(`There is no field ${parentType.name}.${fieldName}.`);

    if (field.requires === undefined) return valueOf(graph, source.objectId, field, args.x, returnType);
    const required = graph.fields.get(`${parentType.name}.${field.requires}`);
    if (!required) throw new Error(`${fieldName} requires what is not there.`);
    const expected = requiredValue(source.objectId, required);
    const value = isReference ? expected : source.representation?.[field.requires];
    return `${fieldName} of ${source.objectId} with ${JSON.stringify(value)}`;
  };
}

function requiredValue(objectId: string, field: GeneratedField): unknown {
  const isInt = field.type.startsWith("Int");
  return leafOrNull(objectId, field, field.hasArgument ? 7 : undefined, isInt ? "Int" : "String");
}

function keyValue(objectId: string, name: string): unknown {
  if (name === "id" || name === "x") return objectId;
  if (name === "code" || name === "a" || name === "b") return `${name}:${objectId}`;
  return name === "nest" ? { __typename: "Nest", objectId } : undefined;
}

/** The object that a representation stands for, by whichever key it has. */
export function resolveReference(typeName: string, representation: Record<string, unknown>): GeneratedObject {
  const { id, code, a, b, nest } = representation;
  const found =
    id ??
    withoutName(code) ??
    (b === undefined ? undefined : withoutName(a)) ??
    (nest as { x?: string } | undefined)?.x;
  if (typeof found !== "string") throw new Error(`No key in ${JSON.stringify(representation)}`);
  return { __typename: typeName, objectId: found, representation };
}

function withoutName(key: unknown): string | undefined {
  return typeof key === "string" ? key.slice(key.indexOf(":") + 1) : undefined;
}

export function typeOfId(objectId: string): string {
  return objectId.slice(0, objectId.indexOf("-"));
}

function leafOrNull(objectId: string, field: GeneratedField, x: number | undefined, named: string): unknown {
  const place = `${objectId}.${field.name}(${x})`;
  const number = hash(place);
  if (!field.isSolid && !field.type.endsWith("!") && number % 5 === 0) return null;
  return leaf(place, named);
}

function valueOf(
  graph: GeneratedGraph,
  objectId: string,
  field: GeneratedField,
  x: number | undefined,
  type: GraphQLOutputType,
): unknown {
  const place = `${objectId}.${field.name}(${x})`;
  if (field.fault && hash(`fault ${place}`) % 4 === 0) {
    if (field.fault === "throw") throw new Error(`${field.name} of ${objectId} failed`);
    return null;
  }
  return valueOfType(graph, place, type, field);
}

function valueOfType(graph: GeneratedGraph, place: string, type: GraphQLOutputType, field: GeneratedField): unknown {
  const number = hash(place);
  // The field's own type decides, not the subgraph's, where those differ.
  const isNullable = !isNonNullType(type) && !field.isSolid;
  if (isNullable && number % 5 === 0) return null;
  const nullable = getNullableType(type);
  if (isListType(nullable)) {
    return Array.from({ length: number % 4 }, (_, index) =>
      valueOfType(graph, `${place}[${index}]`, nullable.ofType, field),
    );
  }
  const named = String(nullable);
  if (named === "Value") return { __typename: "Value", objectId: place };
  const members = graph.members.get(named);
  const concrete = members ? members[number % members.length] : graph.entities.includes(named) ? named : undefined;
  if (concrete === undefined) return leaf(place, named);
  return { __typename: concrete, objectId: `${concrete}-${1 + (hash(`id ${place}`) % 3)}` };
}

function leaf(place: string, named: string): unknown {
  const number = hash(`leaf ${place}`);
  if (named === "Int") return number % 1000;
  if (named === "Color") return ["RED", "GREEN", "BLUE"][number % 3];
  return `${place}#${number % 100}`;
}

/** FNV-1a. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  value ^= value >>> 15;
  return Math.imul(value, 0x2c1b3c6d) >>> 1;
}
