/** The connectors of a subgraph, by what they can bring. */
import { getNamedType, isAbstractType, isObjectType } from "graphql";
import type { KeyTree, VariableName } from "../mapping/mapping.ts";
import { mappingsOf } from "../rest-directives/request-extras.ts";
import type { CompiledConnector } from "./connector-call.ts";
import type { Connector } from "./connector.ts";
import type { ExecutableSchema } from "./executable-schema.ts";

export interface ConnectorIndex {
  /** Those on the field itself, in the order of the SDL. */
  ofField(typeName: string, fieldName: string): readonly IndexedConnector[];
  /** Those that bring an object of the type for what is known of it: on the type, and `entity: true` fields. */
  ofEntity(typeName: string): readonly IndexedConnector[];
}

export interface IndexedConnector {
  readonly compiled: CompiledConnector;
  /** What must be known of the object. */
  readonly inputs: KeyTree;
}

export function indexConnectors(connectors: readonly CompiledConnector[], schema: ExecutableSchema): ConnectorIndex {
  const fields = new Map<string, IndexedConnector[]>();
  const entities = new Map<string, IndexedConnector[]>();
  for (const compiled of connectors) {
    const { element, resolver } = compiled.connector;
    const inputs = inputsOf(compiled.connector, schema);
    if (element.kind === "type") {
      push(entities, element.typeName, { compiled, inputs });
      continue;
    }
    push(fields, `${element.typeName}.${element.fieldName}`, {
      compiled,
      inputs: resolver === "implicit" ? inputs : none,
    });
    if (resolver !== "explicit") continue;
    for (const typeName of entityTypes(schema, element.fieldName)) push(entities, typeName, { compiled, inputs });
  }
  return {
    ofField: (typeName, fieldName) => fields.get(`${typeName}.${fieldName}`) ?? [],
    ofEntity: (typeName) => entities.get(typeName) ?? [],
  };
}

function push<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

/** The type that an `entity: true` field gives; for an interface or union, that and each type it can be. */
function entityTypes({ types, roots }: ExecutableSchema, fieldName: string): readonly string[] {
  const query = types.getType(roots.query);
  const field = isObjectType(query) ? query.getFields()[fieldName] : undefined;
  if (!field) return [];
  const type = getNamedType(field.type);
  return isAbstractType(type) ? [type.name, ...types.getPossibleTypes(type).map(({ name }) => name)] : [type.name];
}

/** `$this` or `$batch` as a whole stands for the keys of the type. */
function inputsOf(connector: Connector, { keys }: ExecutableSchema): KeyTree {
  const { inputs, resolver, element } = connector;
  if (inputs.size > 0) return inputs;
  const variable = resolver === "typeBatch" ? "$batch" : "$this";
  return resolver !== "root" && resolver !== "explicit" && readsVariable(connector, variable)
    ? (keys.get(element.typeName) ?? none)
    : none;
}

const none: KeyTree = new Map();

function readsVariable({ http, request, selection, isSuccess, errors }: Connector, variable: VariableName): boolean {
  const headers = http?.headers.map((header) => (header.kind === "value" ? header.value : undefined)) ?? [];
  const parts = [
    http?.url,
    http?.path,
    http?.queryParams,
    http?.body,
    ...headers,
    ...mappingsOf(request),
    selection,
    isSuccess,
    errors?.message,
    errors?.extensions,
  ];
  return parts.some((part) => part?.reads.has(variable));
}
