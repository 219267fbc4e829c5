/**
 * What planning and execution need to know of the supergraph beyond the public schema: inaccessible types included, who
 * implements what, and by which keys an entity is found in which subgraph.
 */
import {
  isTypeDefinitionNode,
  Kind,
  parse,
  valueFromASTUntyped,
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type OperationTypeNode,
  type SelectionSetNode,
} from "graphql";
import type { Supergraph } from "../schema/read-supergraph.ts";

/** A key's field set as names: `{ id: true, organization: { id: true } }`. */
export interface KeyFields {
  readonly [name: string]: true | KeyFields;
}

export interface SupergraphTypes {
  isAbstract(typeName: string): boolean;
  /** True where an object of type `typeName` is of type `condition`: the same, a member or an implementer. */
  isOfType(typeName: string, condition: string): boolean;
  /** The object types of an abstract type; none for others. */
  membersOf(typeName: string): ReadonlySet<string>;
  /** True for an interface that some subgraph has as `@interfaceObject`. */
  isInterfaceObject(typeName: string): boolean;
  /** False where the field is not known. */
  isNonNull(typeName: string, fieldName: string): boolean;
  /** The named type of a field; undefined where it is not known. */
  typeOfField(typeName: string, fieldName: string): string | undefined;
  /** The resolvable keys of an entity in one subgraph. */
  keysOf(typeName: string, subgraph: string): readonly KeyFields[];
  /** As the supergraph names it: `Query`. */
  rootTypeOf(operation: OperationTypeNode): string;
  /** Every field name of the supergraph. */
  readonly fieldNames: ReadonlySet<string>;
  /** Names that occur in some `@key`, `@requires` or `@provides`: the planner adds such fields to what clients ask. */
  readonly fieldSetNames: ReadonlySet<string>;
  /** Those of them that occur with arguments. */
  readonly argumentNames: ReadonlySet<string>;
}

/** Who plans and who executes ask for the same. */
const known = new WeakMap<Supergraph, SupergraphTypes>();

export function readSupergraphTypes(supergraph: Supergraph): SupergraphTypes {
  let types = known.get(supergraph);
  if (!types) known.set(supergraph, (types = collectTypes(supergraph)));
  return types;
}

function collectTypes(supergraph: Supergraph): SupergraphTypes {
  const subgraphOf = new Map(supergraph.graphs.map(({ enumName, name }) => [enumName, name]));
  const members = new Map<string, Set<string>>();
  const objects = new Set<string>();
  const interfaceObjects = new Set<string>();
  const fieldNames = new Set<string>();
  const fieldSetNames = new Set<string>();
  const argumentNames = new Set<string>();
  const fields = new Map<string, FieldDefinitionNode>();
  const keys = new Map<string, KeyFields[]>();

  for (const definition of supergraph.document.definitions) {
    if (!isTypeDefinitionNode(definition)) continue;
    const typeName = definition.name.value;

    if (definition.kind === Kind.UNION_TYPE_DEFINITION) {
      for (const { name } of definition.types ?? []) append(members, typeName, name.value);
    }
    if (definition.kind === Kind.OBJECT_TYPE_DEFINITION || definition.kind === Kind.INTERFACE_TYPE_DEFINITION) {
      if (definition.kind === Kind.INTERFACE_TYPE_DEFINITION) members.set(typeName, members.get(typeName) ?? new Set());
      else objects.add(typeName);
      for (const { name } of definition.interfaces ?? []) append(members, name.value, typeName);
      for (const field of definition.fields ?? []) {
        fieldNames.add(field.name.value);
        fields.set(`${typeName}.${field.name.value}`, field);
        for (const join of argumentsOf(field.directives, "join__field")) {
          addNames(fieldSetNames, join["requires"]);
          addNames(fieldSetNames, join["provides"]);
          addNames(argumentNames, join["requires"], /[_A-Za-z][_0-9A-Za-z]*(?=\s*\()/g);
        }
      }
    }
    for (const join of argumentsOf(definition.directives, "join__type")) {
      if (join["isInterfaceObject"] === true) interfaceObjects.add(typeName);
      if (typeof join["key"] !== "string") continue;
      addNames(fieldSetNames, join["key"]);
      if (join["resolvable"] === false) continue;
      const place = `${typeName} ${subgraphOf.get(String(join["graph"]))}`;
      keys.set(place, [...(keys.get(place) ?? []), keyFields(parseFieldSet(join["key"]))]);
    }
  }
  for (const [abstract, names] of members) {
    members.set(abstract, new Set([...names].filter((name) => objects.has(name))));
  }

  return {
    isAbstract: (typeName) => members.has(typeName),
    isOfType: (typeName, condition) => typeName === condition || members.get(condition)?.has(typeName) === true,
    membersOf: (typeName) => members.get(typeName) ?? none,
    isInterfaceObject: (typeName) => interfaceObjects.has(typeName),
    isNonNull: (typeName, fieldName) => fields.get(`${typeName}.${fieldName}`)?.type.kind === Kind.NON_NULL_TYPE,
    typeOfField: (typeName, fieldName) => namedType(fields.get(`${typeName}.${fieldName}`)),
    keysOf: (typeName, subgraph) => keys.get(`${typeName} ${subgraph}`) ?? [],
    rootTypeOf: (operation) => supergraph.publicSchema.getRootType(operation)?.name ?? "",
    fieldNames,
    fieldSetNames,
    argumentNames,
  };
}

const none: ReadonlySet<string> = new Set();

function append(map: Map<string, Set<string>>, key: string, value: string): void {
  const values = map.get(key);
  if (values) values.add(value);
  else map.set(key, new Set([value]));
}

function argumentsOf(directives: readonly ConstDirectiveNode[] | undefined, name: string): Record<string, unknown>[] {
  return (directives ?? [])
    .filter((directive) => directive.name.value === name)
    .map((directive) =>
      Object.fromEntries(
        (directive.arguments ?? []).map((argument) => [argument.name.value, valueFromASTUntyped(argument.value)]),
      ),
    );
}

function addNames(names: Set<string>, fieldSet: unknown, pattern: RegExp = /[_A-Za-z][_0-9A-Za-z]*/g): void {
  if (typeof fieldSet !== "string") return;
  for (const name of fieldSet.match(pattern) ?? []) names.add(name);
}

function parseFieldSet(fieldSet: string): SelectionSetNode {
  const document: DocumentNode = parse(`{${fieldSet}}`, { noLocation: true });
  const [operation] = document.definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error(`\`${fieldSet}\` is not a field set.`);
  return operation.selectionSet;
}

function keyFields(selectionSet: SelectionSetNode): KeyFields {
  const fields: Record<string, true | KeyFields> = {};
  for (const selection of selectionSet.selections) {
    if (selection.kind === Kind.FIELD) {
      fields[selection.name.value] = selection.selectionSet ? keyFields(selection.selectionSet) : true;
    } else if (selection.kind === Kind.INLINE_FRAGMENT) {
      Object.assign(fields, keyFields(selection.selectionSet));
    }
  }
  return fields;
}

function namedType(field: FieldDefinitionNode | undefined): string | undefined {
  let type = field?.type;
  while (type && type.kind !== Kind.NAMED_TYPE) type = type.type;
  return type?.name.value;
}
