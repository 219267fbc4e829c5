import {
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isSpecifiedScalarType,
  isUnionType,
  type GraphQLSchema,
} from "graphql";

/**
 * What a change did to the API, a line for each schema coordinate: `+ User.email: String`, `- User.mail: String`.
 * A changed type is one of each.
 */
export function changedCoordinates(before: GraphQLSchema, after: GraphQLSchema): string[] {
  const old = coordinatesOf(before);
  const now = coordinatesOf(after);
  const removed = [...old].filter((line) => !now.has(line)).map((line) => `- ${line}`);
  const added = [...now].filter((line) => !old.has(line)).map((line) => `+ ${line}`);
  return [...removed, ...added].toSorted((a, b) => (a.slice(2) < b.slice(2) ? -1 : 1));
}

function coordinatesOf(schema: GraphQLSchema): Set<string> {
  const lines = new Set<string>();
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith("__") || isSpecifiedScalarType(type)) continue;
    if (isObjectType(type) || isInterfaceType(type)) {
      for (const field of Object.values(type.getFields())) {
        const args = field.args.map((argument) => `${argument.name}: ${String(argument.type)}`).join(", ");
        lines.add(`${type.name}.${field.name}${args === "" ? "" : `(${args})`}: ${String(field.type)}`);
      }
    } else if (isInputObjectType(type)) {
      for (const field of Object.values(type.getFields()))
        lines.add(`${type.name}.${field.name}: ${String(field.type)}`);
    } else if (isEnumType(type)) {
      for (const { name } of type.getValues()) lines.add(`${type.name}.${name}`);
    } else if (isUnionType(type)) {
      for (const { name } of type.getTypes()) lines.add(`${type.name} | ${name}`);
    } else {
      lines.add(type.name);
    }
  }
  return lines;
}
