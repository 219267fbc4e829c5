/** A first operation for clients, written from what a root field answers. */
import {
  getNamedType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
  isRequiredInputField,
  isUnionType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
} from "graphql";

export interface FirstOperation {
  /** As it is named in the text: `PetById`. */
  readonly name: string;
  readonly field: string;
  readonly text: string;
  /** For all that it needs. */
  readonly variables: Readonly<Record<string, unknown>>;
}

const mostFields = 8;
const deepest = 3;

/**
 * @param asksAgain  Whether a field costs a call of its own, by its coordinate: a first operation makes one.
 */
export function writeOperation(
  schema: GraphQLSchema,
  target: { readonly root: "query" | "mutation"; readonly field: string },
  asksAgain: (coordinate: string) => boolean,
): FirstOperation | undefined {
  const root = target.root === "query" ? schema.getQueryType() : schema.getMutationType();
  const field = root?.getFields()[target.field];
  if (!field) return undefined;
  const needed = field.args.filter(isRequiredArgument);
  const name = `${target.field.charAt(0).toUpperCase()}${target.field.slice(1)}`;
  const head = needed.length === 0 ? "" : `(${needed.map((arg) => `$${arg.name}: ${String(arg.type)}`).join(", ")})`;
  const given = needed.length === 0 ? "" : `(${needed.map((arg) => `${arg.name}: $${arg.name}`).join(", ")})`;
  const selection = selectFields(field, [], asksAgain);
  const body = selection.length === 0 ? [] : [" {", ...indent(indent(selection)), "  }"];
  const [open = "", ...rest] = body;
  const lines = [`${target.root} ${name}${head} {`, `  ${target.field}${given}${open}`, ...rest, "}"];
  return {
    name,
    field: target.field,
    text: `${lines.join("\n")}\n`,
    variables: Object.fromEntries(needed.map((arg) => [arg.name, sampleInput(arg.type, arg.name)])),
  };
}

function selectFields(
  { type }: Pick<GraphQLField<unknown, unknown>, "type">,
  path: readonly GraphQLNamedType[],
  asksAgain: (coordinate: string) => boolean,
): readonly string[] {
  const named = getNamedType(type);
  if (isLeafType(named)) return [];
  if (isUnionType(named)) return ["__typename"];
  const fields = Object.values(named.getFields()).filter(
    (field) => !field.args.some(isRequiredArgument) && !asksAgain(`${named.name}.${field.name}`),
  );
  const leaves = fields.filter((field) => isLeafType(getNamedType(field.type))).slice(0, mostFields);
  // The list in a page is what the page is asked for, so that inner objects come with their fields.
  const inside = [...path, named];
  const objects = fields.filter((field) => isObjectType(getNamedType(field.type)));
  const inner = objects.filter((field) => !inside.includes(getNamedType(field.type))).slice(0, 2);
  const lines = (inside.length < deepest ? inner : []).flatMap((field) => {
    const own = selectFields(field, inside, asksAgain);
    // Of an object that only says its type there is nothing to show.
    return own.length === 0 || own[0] === "__typename" ? [] : [`${field.name} {`, ...indent(own), "}"];
  });
  const own = [...leaves.map(({ name }) => name), ...lines];
  return own.length === 0 ? ["__typename"] : own;
}

function indent(lines: readonly string[]): readonly string[] {
  return lines.map((line) => `  ${line}`);
}

/** A value of the type that could be sent; of an object only what has to be in it. */
export function sampleInput(type: GraphQLInputType, name: string): unknown {
  if (isNonNullType(type)) return sampleInput(type.ofType, name);
  if (isListType(type)) return [sampleInput(type.ofType, name)];
  if (isEnumType(type)) return type.getValues()[0]?.name ?? null;
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields());
    const given = type.isOneOf ? fields.slice(0, 1) : fields.filter(isRequiredInputField);
    return Object.fromEntries(given.map((field) => [field.name, sampleInput(field.type, field.name)]));
  }
  switch (type.name) {
    case "Int":
    case "Float":
    case "BigInt":
      return 1;
    case "Boolean":
      return true;
    case "ID":
      return "1";
    case "String":
      return name;
    default:
      return {};
  }
}

/** Fewer of them is easier to begin with. */
export function requiredArguments(type: GraphQLObjectType | null | undefined, field: string): number {
  return type?.getFields()[field]?.args.filter(isRequiredArgument).length ?? 0;
}
