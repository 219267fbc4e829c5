import {
  buildSchema,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  Kind,
  type ASTNode,
  type ConstDirectiveNode,
  type ConstObjectValueNode,
  type ConstValueNode,
  type GraphQLDirective,
  type GraphQLInputType,
} from "graphql";
import type { Diagnostic } from "../../../schema/diagnostic.ts";
import { didYouMean } from "../../../schema/did-you-mean.ts";
import { connectorCoordinate, elementCoordinate } from "../coordinate.ts";
import { errorAt } from "../finding.ts";
import type { RuleContext } from "./rule.ts";

// What the spec declares, of every version read here. Mappings and templates are written as strings.
const spec = buildSchema(`
  directive @connect(
    source: String
    id: String
    http: ConnectHTTP
    selection: String!
    entity: Boolean
    batch: ConnectBatch
    errors: ConnectorErrors
    isSuccess: String
  ) repeatable on FIELD_DEFINITION | OBJECT
  directive @source(name: String!, http: SourceHTTP!, errors: ConnectorErrors, isSuccess: String) repeatable on SCHEMA
  input ConnectHTTP {
    GET: String
    POST: String
    PUT: String
    PATCH: String
    DELETE: String
    path: String
    queryParams: String
    headers: [HTTPHeaderMapping!]
    body: String
  }
  input SourceHTTP { baseURL: String! path: String queryParams: String headers: [HTTPHeaderMapping!] }
  input HTTPHeaderMapping { name: String! from: String value: String }
  input ConnectBatch { maxSize: Int }
  input ConnectorErrors { message: String extensions: String }
`);

/** GRAPHQL_ERROR for arguments of `@source` and `@connect` that the spec does not declare, or declares otherwise. */
export function* directiveArguments({ uses, file, link, subgraph }: RuleContext): Iterable<Diagnostic> {
  for (const { directive } of uses.sources) {
    for (const { node, message } of argumentFaults(directive, spec.getDirective("source"))) {
      yield errorAt(file, node, { code: "GRAPHQL_ERROR", message: `\`@${link.sourceName}\`: ${message}` });
    }
  }
  for (const use of uses.connects) {
    const owner = elementCoordinate(use.element);
    for (const { node, message } of argumentFaults(use.directive, spec.getDirective("connect"))) {
      yield errorAt(file, node, {
        code: "GRAPHQL_ERROR",
        message: `\`${owner}\`, \`@${link.connectName}\`: ${message}`,
        coordinate: connectorCoordinate(subgraph, use),
      });
    }
  }
}

export interface Fault {
  readonly node: ASTNode;
  readonly message: string;
}

/** Arguments that a directive's definition does not have, has otherwise, or wants. */
export function* argumentFaults(
  directive: ConstDirectiveNode,
  definition: GraphQLDirective | null | undefined,
): Iterable<Fault> {
  const declared = new Map(definition?.args.map((argument) => [argument.name, argument.type]));
  yield* memberFaults(directive, directive.arguments ?? [], declared, "argument");
}

/** Arguments and fields of input objects are checked alike. */
function* memberFaults(
  owner: ASTNode,
  members: readonly { readonly name: ASTNode & { readonly value: string }; readonly value: ConstValueNode }[],
  declared: ReadonlyMap<string, GraphQLInputType>,
  what: "argument" | "field",
): Iterable<Fault> {
  for (const { name, value } of members) {
    const type = declared.get(name.value);
    if (type) yield* valueFaults(value, type, name.value);
    else yield { node: name, message: unknownMember(name.value, declared, what) };
  }
  for (const [name, type] of declared) {
    if (!isNonNullType(type) || members.some((member) => member.name.value === name)) continue;
    yield { node: owner, message: `The ${what} \`${name}\` is missing.` };
  }
}

function unknownMember(name: string, declared: ReadonlyMap<string, unknown>, what: string): string {
  const hint = didYouMean(name, declared.keys());
  return `There is no ${what} \`${name}\`.${hint === undefined ? "" : ` ${hint}`}`;
}

function* valueFaults(value: ConstValueNode, type: GraphQLInputType, name: string): Iterable<Fault> {
  if (isNonNullType(type)) {
    if (value.kind === Kind.NULL) yield { node: value, message: `\`${name}\` cannot be null.` };
    else yield* valueFaults(value, type.ofType, name);
  } else if (value.kind === Kind.NULL) {
    return;
  } else if (isListType(type)) {
    // Spec: https://spec.graphql.org/draft/#sec-List.Input-Coercion -- one item may stand for a list of one.
    for (const item of value.kind === Kind.LIST ? value.values : [value]) yield* valueFaults(item, type.ofType, name);
  } else if (isInputObjectType(type)) {
    if (value.kind === Kind.OBJECT)
      yield* objectFaults(value, new Map(Object.values(type.getFields()).map((field) => [field.name, field.type])));
    else yield { node: value, message: `\`${name}\` has to be an object.` };
  } else if (isEnumType(type)) {
    if (value.kind === Kind.ENUM && type.getValue(value.value)) return;
    const names = type.getValues().map((each) => each.name);
    const hint = value.kind === Kind.ENUM || value.kind === Kind.STRING ? didYouMean(value.value, names) : undefined;
    const listed = names.map((each) => `\`${each}\``).join(", ");
    yield { node: value, message: `\`${name}\` has to be one of ${listed}.${hint === undefined ? "" : ` ${hint}`}` };
  } else if (value.kind !== kinds[type.name]) {
    yield { node: value, message: `\`${name}\` has to be of type \`${type.name}\`.` };
  } else if (name === "maxSize" && value.kind === Kind.INT && Number(value.value) < 1) {
    yield { node: value, message: "`maxSize` has to be 1 or more." };
  }
}

const kinds: Readonly<Record<string, Kind>> = { String: Kind.STRING, Boolean: Kind.BOOLEAN, Int: Kind.INT };

function objectFaults(value: ConstObjectValueNode, declared: ReadonlyMap<string, GraphQLInputType>): Iterable<Fault> {
  return memberFaults(value, value.fields, declared, "field");
}
