/**
 * The keys and requirements that connectors imply, so that a planner which knows nothing of connectors makes plans
 * that they can carry out.
 *
 *     type User @connect(http: { GET: "/users/{$this.id}" } ...) { id: ID! name: String }
 *
 * can be resolved by `id`: `@key(fields: "id")`. A key is resolvable only where every field of the type can be found
 * from it (see reach.ts); with some other key, a plan would ask the subgraph for a field it has no way to.
 */
import type { DocumentNode, FieldDefinitionNode } from "graphql";
import type { KeyTree } from "../mapping/mapping.ts";
import { isListType, namedType } from "./ast.ts";
import type { ConnectModel, Connector } from "./connector.ts";
import { isExternal, writtenKeys, type FederationNames } from "./federation-names.ts";
import { mergeTrees, printFieldSet } from "./field-set.ts";
import { reachableFields, typeProvider, type Provider } from "./reach.ts";
import { rootTypes } from "./root-types.ts";
import { indexTypes, type IndexedType, type TypeIndex } from "./type-index.ts";

export interface DerivedKey {
  readonly fields: KeyTree;
  readonly resolvable: boolean;
}

export interface Derived {
  /** Keys to add, by type name; none that is written already. */
  readonly keys: ReadonlyMap<string, readonly DerivedKey[]>;
  /** External fields that a field's connector reads, by `Type.field`. */
  readonly requires: ReadonlyMap<string, KeyTree>;
}

export function deriveKeys(document: DocumentNode, model: ConnectModel, names: FederationNames): Derived {
  const types = indexTypes(document);
  const roots = rootTypes(document);
  const keys = new Map<string, DerivedKey[]>();
  const requires = new Map<string, KeyTree>();

  for (const type of types.values()) {
    if (type.kind !== "object" || Object.values(roots).includes(type.name)) continue;
    const view = viewType(type, model, types, names);
    for (const { fieldName, external } of view.fieldConnectors) {
      const coordinate = `${type.name}.${fieldName}`;
      if (external.size > 0) requires.set(coordinate, mergeTrees(requires.get(coordinate) ?? new Map(), external));
    }
    const added = keysOf(view).filter(
      (key, index, all) =>
        all.findIndex(({ fields }) => printFieldSet(fields) === printFieldSet(key.fields)) === index &&
        !view.written.some(({ fields }) => printFieldSet(fields) === printFieldSet(key.fields)),
    );
    if (added.length > 0) keys.set(type.name, added);
  }
  return { keys, requires };
}

/** A type as its connectors see it. */
export interface TypeView {
  readonly type: IndexedType;
  readonly types: TypeIndex;
  readonly written: readonly { readonly fields: KeyTree; readonly resolvable: boolean }[];
  /** Connectors that resolve the type itself: on the type, or `entity: true`. */
  readonly typeConnectors: readonly Connector[];
  readonly fieldConnectors: readonly FieldConnector[];
  readonly providers: readonly Provider[];
  readonly externalFields: ReadonlySet<string>;
}

export interface FieldConnector {
  readonly fieldName: string;
  /** What is read from `$this`, without external fields. */
  readonly own: KeyTree;
  /** External fields that are no key: another subgraph gives them. */
  readonly external: KeyTree;
}

export function viewType(type: IndexedType, model: ConnectModel, types: TypeIndex, names: FederationNames): TypeView {
  const written = writtenKeys(type, names);
  const keyFields = new Set(written.flatMap(({ fields }) => [...fields.keys()]));
  const externalFields = new Set(
    [...type.fields.values()]
      .filter((field) => isExternal(type, field, names) && !keyFields.has(field.name.value))
      .map((field) => field.name.value),
  );
  const typeConnectors = model.connectors.filter((connector) => resolvesType(connector, type, types));
  const fieldConnectors = model.connectors.flatMap(({ element, resolver, inputs }): FieldConnector[] => {
    if (resolver !== "implicit" || element.kind !== "field" || element.typeName !== type.name) return [];
    const part = (external: boolean): KeyTree =>
      new Map([...inputs].filter(([name]) => externalFields.has(name) === external));
    return [{ fieldName: element.fieldName, own: part(false), external: part(true) }];
  });
  const providers = [
    ...typeConnectors.map(typeProvider),
    ...fieldConnectors.map(({ fieldName, own }) => ({ inputs: own, yields: new Set([fieldName]) })),
  ];
  return { type, types, written, typeConnectors, fieldConnectors, providers, externalFields };
}

function resolvesType({ element, resolver }: Connector, type: IndexedType, types: TypeIndex): boolean {
  if (element.kind === "type") return element.typeName === type.name;
  if (resolver !== "explicit") return false;
  const field = types.get(element.typeName)?.fields.get(element.fieldName);
  const result = field && types.get(namedType(field.type).name.value);
  return result?.possibleTypes.includes(type.name) ?? false;
}

function keysOf(view: TypeView): DerivedKey[] {
  const candidates =
    view.typeConnectors.length > 0
      ? view.typeConnectors.map(({ inputs }) => withUnsuppliedInputs(inputs, view))
      : [fieldConnectorKey(view)];
  const keys = candidates
    .filter((fields) => fields.size > 0 && isKeyable(fields, view.type, view.types))
    .map((fields) => ({ fields, resolvable: resolvesEverything(fields, view) }));
  return keys.length > 0 || view.written.length > 0 ? keys : stubKey(view);
}

/** A key that the type's connector can use, with those inputs of field connectors that it does not lead to. */
function withUnsuppliedInputs(key: KeyTree, view: TypeView): KeyTree {
  const reached = reachableFields(key, view.providers);
  if (reached === "all") return key;
  const unsupplied = view.fieldConnectors
    .filter(({ fieldName }) => !reached.has(fieldName))
    .flatMap(({ own }) => [...own].filter(([name]) => !reached.has(name)));
  return mergeTrees(key, new Map(unsupplied));
}

/**
 * One key for all field connectors together. Their inputs one by one would each be a key from which the other fields
 * cannot be found. An input that another field's connector yields is not needed.
 */
function fieldConnectorKey(view: TypeView): KeyTree {
  const union = view.fieldConnectors.map(({ own }) => own).reduce(mergeTrees, new Map());
  let key: KeyTree = union;
  for (const name of union.keys()) {
    const rest = new Map([...key].filter(([other]) => other !== name));
    const reached = reachableFields(rest, view.providers);
    if (reached === "all" || reached.has(name)) key = rest;
  }
  return key;
}

function resolvesEverything(key: KeyTree, view: TypeView): boolean {
  const reached = reachableFields(key, view.providers);
  return (
    reached === "all" ||
    [...view.type.fields.keys()].every((name) => reached.has(name) || view.externalFields.has(name))
  );
}

/** Federation allows no lists, abstract types or arguments in a key, and an object only with its own fields. */
function isKeyable(fields: KeyTree, type: IndexedType, types: TypeIndex): boolean {
  return [...fields].every(([name, inner]) => {
    const field = type.fields.get(name);
    if (!field || isListType(field.type) || (field.arguments?.length ?? 0) > 0) return false;
    const fieldType = types.get(namedType(field.type).name.value);
    if (!fieldType || fieldType.kind === "enum" || fieldType.kind === "scalar") return inner.size === 0;
    return fieldType.kind === "object" && inner.size > 0 && isKeyable(inner, fieldType, types);
  });
}

/**
 * `type User { id: ID! }` beside a selection `user: { id: userId }` refers to a `User` that another subgraph resolves.
 * Only a single field that looks like an id counts: any other small type may as well be a value.
 */
function stubKey({ type, typeConnectors, fieldConnectors }: TypeView): DerivedKey[] {
  const [field, second] = type.fields.values();
  if (!field || second || typeConnectors.length > 0 || fieldConnectors.length > 0 || !looksLikeId(field)) return [];
  return [{ fields: new Map([[field.name.value, new Map()]]), resolvable: false }];
}

function looksLikeId(field: FieldDefinitionNode): boolean {
  return !isListType(field.type) && (namedType(field.type).name.value === "ID" || field.name.value === "id");
}
