/**
 * Connect directives travel inside the supergraph, recorded as `@join__directive` and otherwise untouched:
 *
 *     type Query { users: [User] @connect(http: { GET: "https://users.internal/users" }, selection: "id") }
 *     type Query { users: [User] @join__directive(graphs: [USERS], name: "connect", args: { http: {...}, selection: "id" }) }
 */
import {
  Kind,
  parse,
  type ConstArgumentNode,
  type ConstDirectiveNode,
  type ConstObjectFieldNode,
  type ConstValueNode,
  type DefinitionNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type NameNode,
} from "graphql";
import { readGraphs } from "./join-graphs.ts";

export type CarriedElement =
  | { readonly kind: "schema" }
  | { readonly kind: "type"; readonly typeName: string }
  | { readonly kind: "field"; readonly typeName: string; readonly fieldName: string };

/**
 * One directive of a subgraph that composition does not interpret. `name` is its name in its spec: link, connect, our
 * own (`rest`, `request`, `mapping`), or Apollo Server's `cacheControl`. `@join__directive` cannot stand on a union: what is meant for one is carried on the
 * schema, with the union's name as the argument `on`.
 */
export interface CarriedDirective {
  readonly element: CarriedElement;
  readonly name: "connect" | "source" | "link" | "request" | "mapping" | "cacheControl";
  readonly args: Readonly<Record<string, ConstValueNode>>;
}

/** The supergraph with the subgraphs' carried directives written in, by the subgraph's name. */
export function writeCarried(
  supergraph: DocumentNode,
  carriedBySubgraph: ReadonlyMap<string, readonly CarriedDirective[]>,
): DocumentNode {
  const byElement = new Map<string, ConstDirectiveNode[]>();
  for (const { name, enumName } of readGraphs(supergraph)) {
    for (const carried of carriedBySubgraph.get(name) ?? []) {
      const key = elementKey(carried.element);
      byElement.set(key, [...(byElement.get(key) ?? []), joinDirective(carried, enumName)]);
    }
  }
  const connectVersion = newestConnectVersion([...carriedBySubgraph.values()].flat());
  const definitions = supergraph.definitions.map((definition) => writeOn(definition, byElement, connectVersion));
  return { ...supergraph, definitions: [...definitions, ...missingDefinitions(supergraph)] };
}

function elementKey(element: CarriedElement): string {
  if (element.kind === "schema") return "";
  return element.kind === "type" ? element.typeName : `${element.typeName}.${element.fieldName}`;
}

function writeOn(
  definition: DefinitionNode,
  byElement: ReadonlyMap<string, readonly ConstDirectiveNode[]>,
  connectVersion: string | undefined,
): DefinitionNode {
  switch (definition.kind) {
    case Kind.SCHEMA_DEFINITION: {
      const links = (definition.directives ?? []).map(raiseJoinVersion);
      if (connectVersion !== undefined) links.push(connectLink(connectVersion));
      return { ...definition, directives: [...links, ...(byElement.get("") ?? [])] };
    }
    case Kind.OBJECT_TYPE_DEFINITION:
    case Kind.INTERFACE_TYPE_DEFINITION: {
      const typeName = definition.name.value;
      const fields = definition.fields?.map((field): FieldDefinitionNode => {
        const added = byElement.get(`${typeName}.${field.name.value}`);
        return added ? { ...field, directives: [...(field.directives ?? []), ...added] } : field;
      });
      const added = byElement.get(typeName) ?? [];
      return { ...definition, directives: [...(definition.directives ?? []), ...added], ...(fields ? { fields } : {}) };
    }
    default:
      return definition;
  }
}

/** `@join__directive` came with v0.5 of the join spec. */
function raiseJoinVersion(directive: ConstDirectiveNode): ConstDirectiveNode {
  const replaced = directive.arguments?.map((argument): ConstArgumentNode =>
    argument.value.kind === Kind.STRING && /^https:\/\/specs\.apollo\.dev\/join\/v0\.[1-4]$/.test(argument.value.value)
      ? { ...argument, value: { kind: Kind.STRING, value: "https://specs.apollo.dev/join/v0.5" } }
      : argument,
  );
  return replaced ? { ...directive, arguments: replaced } : directive;
}

function connectLink(version: string): ConstDirectiveNode {
  return makeDirective("link", {
    url: { kind: Kind.STRING, value: `https://specs.apollo.dev/connect/${version}` },
    for: { kind: Kind.ENUM, value: "EXECUTION" },
  });
}

/** `v0.4` of the carried links; as text, since minor versions of one digit are all there are. */
function newestConnectVersion(carried: readonly CarriedDirective[]): string | undefined {
  return carried
    .flatMap(({ name, args }) => {
      const url = args["url"];
      if (name !== "link" || url?.kind !== Kind.STRING) return [];
      return /\/connect\/(v\d+\.\d+)\/?$/.exec(url.value)?.[1] ?? [];
    })
    .toSorted()
    .at(-1);
}

function joinDirective(carried: CarriedDirective, enumName: string): ConstDirectiveNode {
  return makeDirective("join__directive", {
    graphs: { kind: Kind.LIST, values: [{ kind: Kind.ENUM, value: enumName }] },
    name: { kind: Kind.STRING, value: carried.name },
    args: {
      kind: Kind.OBJECT,
      fields: Object.entries(carried.args).map(([name, value]): ConstObjectFieldNode => ({
        kind: Kind.OBJECT_FIELD,
        name: nameNode(name),
        value,
      })),
    },
  });
}

const joinDirectiveSdl = parse(
  `directive @join__directive(graphs: [join__Graph!], name: String!, args: join__DirectiveArguments) repeatable on SCHEMA | OBJECT | INTERFACE | FIELD_DEFINITION
   scalar join__DirectiveArguments`,
  { noLocation: true },
).definitions;

/** Another composer may have defined them already. */
function missingDefinitions(supergraph: DocumentNode): DefinitionNode[] {
  const present = new Set(supergraph.definitions.map(nameOf));
  return joinDirectiveSdl.filter((definition) => !present.has(nameOf(definition)));
}

function nameOf(node: DefinitionNode): string | undefined {
  return "name" in node ? node.name?.value : undefined;
}

interface Carried {
  readonly name: string;
  readonly args: readonly ConstArgumentNode[];
}

/** What `directives` of a supergraph element record for one graph, by their names in the record. */
export function readCarried(directives: readonly ConstDirectiveNode[] | undefined, enumName: string): Carried[] {
  return (directives ?? []).flatMap((node) => (carriedFor(node).includes(enumName) ? (readRecord(node) ?? []) : []));
}

/** The graphs for which something is recorded by one of `directives`, unless its name is among `except`. */
export function graphsWithCarried(
  directives: readonly ConstDirectiveNode[],
  except: ReadonlySet<string>,
): ReadonlySet<string> {
  const graphs = new Set<string>();
  for (const node of directives) {
    const name = argumentOf(node, "name");
    if (name?.kind !== Kind.STRING || except.has(name.value)) continue;
    for (const graph of carriedFor(node)) graphs.add(graph);
  }
  return graphs;
}

/** The graphs that a `@join__directive` is for; none for other directives. */
function carriedFor(node: ConstDirectiveNode): readonly string[] {
  if (node.name.value !== "join__directive") return [];
  const graphs = argumentOf(node, "graphs");
  const values = graphs?.kind === Kind.LIST ? graphs.values : graphs ? [graphs] : [];
  return values.flatMap((value) => (value.kind === Kind.ENUM ? [value.value] : []));
}

function readRecord(node: ConstDirectiveNode): Carried | undefined {
  const name = argumentOf(node, "name");
  const args = argumentOf(node, "args");
  if (name?.kind !== Kind.STRING) return undefined;
  const fields = args?.kind === Kind.OBJECT ? args.fields : [];
  // The nodes are kept as they are: their places in the supergraph are where a fault in them is shown.
  return { name: name.value, args: fields.map((field) => ({ ...field, kind: Kind.ARGUMENT })) };
}

function argumentOf(node: ConstDirectiveNode, name: string): ConstValueNode | undefined {
  return node.arguments?.find((argument) => argument.name.value === name)?.value;
}

function makeDirective(name: string, args: Readonly<Record<string, ConstValueNode>>): ConstDirectiveNode {
  return {
    kind: Kind.DIRECTIVE,
    name: nameNode(name),
    arguments: Object.entries(args).map(([key, value]) => ({ kind: Kind.ARGUMENT, name: nameNode(key), value })),
  };
}

function nameNode(value: string): NameNode {
  return { kind: Kind.NAME, value };
}
