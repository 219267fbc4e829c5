/** Which types of a schema clients can meet in answers, and which they can send. */
import {
  getNamedType,
  isAbstractType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
} from "graphql";

export interface SchemaReach {
  /** Names of the types that an operation can select from, or write a fragment on, or get as a value. */
  readonly output: ReadonlySet<string>;
  /** Names of the types of arguments and variables. */
  readonly input: ReadonlySet<string>;
  /** Interfaces and unions that a field returns, so that each of their types may come. */
  readonly abstract: ReadonlySet<string>;
}

/** @param skips  Fields and arguments, by coordinate, that are passed over. */
export function reachTypes(schema: GraphQLSchema, skips: (coordinate: string) => boolean = () => false): SchemaReach {
  const output = new Set<string>();
  const input = new Set<string>();
  const abstract = new Set<string>();
  const pending: GraphQLNamedType[] = [];

  const meet = (type: GraphQLNamedType): void => {
    if (isAbstractType(type) && !abstract.has(type.name)) {
      abstract.add(type.name);
      for (const possible of schema.getPossibleTypes(type)) meet(possible);
      if (isInterfaceType(type)) for (const narrower of schema.getImplementations(type).interfaces) meet(narrower);
    }
    if (output.has(type.name)) return;
    output.add(type.name);
    pending.push(type);
  };
  const send = (type: GraphQLNamedType): void => {
    if (input.has(type.name)) return;
    input.add(type.name);
    if (!isInputObjectType(type)) return;
    for (const field of Object.values(type.getFields())) {
      if (!skips(`${type.name}.${field.name}`)) send(getNamedType(field.type));
    }
  };
  const sendArguments = (owner: string, args: readonly GraphQLArgument[]): void => {
    for (const argument of args) if (!skips(`${owner}(${argument.name}:)`)) send(getNamedType(argument.type));
  };
  const meetField = (typeName: string, field: GraphQLField<unknown, unknown>): void => {
    const coordinate = `${typeName}.${field.name}`;
    sendArguments(coordinate, field.args);
    if (!skips(coordinate)) meet(getNamedType(field.type));
  };

  for (const root of [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]) {
    if (root) meet(root);
  }
  for (const directive of schema.getDirectives()) sendArguments(`@${directive.name}`, directive.args);
  for (let type = pending.pop(); type; type = pending.pop()) {
    if (!isObjectType(type) && !isInterfaceType(type)) continue;
    // A fragment can name an interface that no field returns. None of its other types can come of that.
    for (const wider of type.getInterfaces()) {
      if (output.has(wider.name)) continue;
      output.add(wider.name);
      pending.push(wider);
    }
    for (const field of Object.values(type.getFields())) meetField(type.name, field);
  }
  return { output, input, abstract };
}
