/**
 * A subgraph's own SDL out of the supergraph:
 *
 *     type User @join__type(graph: USERS, key: "id") @join__type(graph: POSTS, key: "id") {
 *       id: ID!
 *       name: String @join__field(graph: USERS) @join__directive(graphs: [USERS], name: "connect", args: {...})
 *     }
 *
 * is for `users`: `type User @key(fields: "id") { id: ID! @shareable  name: String @connect(...) }`. Root types have their
 * default names, and arguments are those that all subgraphs agreed on. Nodes keep their places in the supergraph's file.
 */
import {
  Kind,
  parseConstValue,
  parseType,
  type ConstArgumentNode,
  type ConstDirectiveNode,
  type ConstValueNode,
  type DefinitionNode,
  type DocumentNode,
  type EnumValueDefinitionNode,
  type FieldDefinitionNode,
  type InputValueDefinitionNode,
  type NamedTypeNode,
  type TypeDefinitionNode,
  type TypeNode,
} from "graphql";
import { readCarried } from "./carried-directive.ts";
import { GraphIndex, graphOf } from "./graph-index.ts";
import { stringArgument } from "./join-graphs.ts";
import { directiveNameIn, readLink, type Link } from "./link.ts";
import type { Supergraph } from "./read-supergraph.ts";

/**
 * The SDL of one subgraph, with federation and connect directives as that subgraph would write them.
 *
 * @throws Error when the supergraph has no such subgraph; ask for names out of `supergraph.graphs` only.
 */
export function extractSubgraph(supergraph: Pick<Supergraph, "document" | "graphs">, graphName: string): DocumentNode {
  const graph = supergraph.graphs.find(({ name }) => name === graphName);
  if (!graph) throw new Error(`The supergraph has no subgraph \`${graphName}\`.`);
  const extraction = new Extraction(supergraph.document, graph.enumName);
  const types = GraphIndex.of(supergraph.document)
    .typesOf(graph.enumName)
    .flatMap((definition) => extraction.typeOf(definition));
  // Last, since the federation link imports what the types turned out to use.
  return { kind: Kind.DOCUMENT, definitions: [extraction.schemaExtension(), ...types] };
}

/** Directives that the extracted SDL may have besides those rebuilt from the join spec. */
const keptFederationDirectives = [
  "inaccessible",
  "tag",
  "cost",
  "listSize",
  "authenticated",
  "requiresScopes",
  "policy",
];
const keptDirectives = new Set([...keptFederationDirectives, "deprecated", "specifiedBy", "oneOf"]);

type Fielded = Extract<TypeDefinitionNode, { fields?: readonly FieldDefinitionNode[] }>;

/** Lives for one call of `extractSubgraph`. Invariant: `used` holds every federation directive written so far. */
class Extraction {
  private readonly index: GraphIndex;
  private readonly graph: string;
  private readonly link: Link | undefined;
  private readonly restLink: Link | undefined;
  private readonly used = new Set<string>();

  constructor(document: DocumentNode, graph: string) {
    this.index = GraphIndex.of(document);
    this.graph = graph;
    const links = this.carriedOnSchema("link").map((args) => readLink(directive("link", args)));
    this.link = links.find((link) => link?.spec === "connect");
    this.restLink = links.find((link) => link?.spec === "rest");
  }

  schemaExtension(): DefinitionNode {
    const links = this.carriedOnSchema("link").map((args) => directive("link", args));
    const sources = this.carriedOnSchema("source").map((args) => directive(this.connectName("source"), args));
    return { kind: Kind.SCHEMA_EXTENSION, directives: [this.federationLink(), ...links, ...sources] };
  }

  typeOf(definition: TypeDefinitionNode): TypeDefinitionNode[] {
    const joins = this.own(definition.directives, "join__type");
    switch (definition.kind) {
      case Kind.OBJECT_TYPE_DEFINITION:
      case Kind.INTERFACE_TYPE_DEFINITION:
        return this.objectOf(definition, joins);
      case Kind.UNION_TYPE_DEFINITION:
        return [
          {
            ...definition,
            directives: [...this.kept(definition), ...this.unionMappings(definition.name.value)],
            types: this.membersOf(definition),
          },
        ];
      case Kind.ENUM_TYPE_DEFINITION: {
        const values = this.index.membersOf(this.graph, definition.values, "join__enumValue");
        return [{ ...definition, directives: this.kept(definition), values: values.map((value) => this.plain(value)) }];
      }
      case Kind.INPUT_OBJECT_TYPE_DEFINITION: {
        const fields = this.index.membersOf(this.graph, definition.fields, "join__field");
        return [
          { ...definition, directives: this.kept(definition), fields: fields.map((field) => this.inputField(field)) },
        ];
      }
      case Kind.SCALAR_TYPE_DEFINITION:
        return [{ ...definition, directives: this.kept(definition) }];
      default:
        return [];
    }
  }

  private objectOf(definition: Fielded, joins: readonly ConstDirectiveNode[]): TypeDefinitionNode[] {
    const fields = this.index
      .membersOf(this.graph, definition.fields, "join__field")
      .map((field) => this.fieldOf(definition, field));
    // The composer lists the query root under every subgraph, also under those that add nothing to it.
    if (fields.length === 0) return [];

    const isInterfaceObject = joins.some((join) => isTrue(join, "isInterfaceObject"));
    const directives = [
      ...joins.flatMap((join) => this.keyOf(join)),
      ...(isInterfaceObject ? [this.federation("interfaceObject")] : []),
      ...this.kept(definition),
      ...this.connectors(definition.directives),
    ];
    const kind = isInterfaceObject ? Kind.OBJECT_TYPE_DEFINITION : definition.kind;
    return [{ ...definition, kind, directives, interfaces: this.interfacesOf(definition), fields }];
  }

  private keyOf(join: ConstDirectiveNode): ConstDirectiveNode[] {
    const fields = stringArgument(join, "key");
    if (fields === undefined) return [];
    const resolvable = argumentOf(join, "resolvable");
    return [
      this.federation("key", {
        fields,
        ...(resolvable?.kind === Kind.BOOLEAN && !resolvable.value ? { resolvable } : {}),
      }),
    ];
  }

  private interfacesOf(definition: Fielded): NamedTypeNode[] {
    const names = this.own(definition.directives, "join__implements").map((join) => stringArgument(join, "interface"));
    return (definition.interfaces ?? []).filter(({ name }) => names.includes(name.value));
  }

  private membersOf(definition: Extract<TypeDefinitionNode, { types?: unknown }>): NamedTypeNode[] {
    const { types = [], directives = [] } = definition;
    // Before v0.3 the join spec did not say which members are whose.
    if (!directives.some(({ name }) => name.value === "join__unionMember")) return [...types];
    const names = this.own(directives, "join__unionMember").map((join) => stringArgument(join, "member"));
    return types.filter(({ name }) => names.includes(name.value));
  }

  private fieldOf(type: Fielded, field: FieldDefinitionNode): FieldDefinitionNode {
    const [join] = this.own(field.directives, "join__field");
    const directives = [
      ...(join ? this.federationOf(join) : []),
      ...(this.isShared(type, field) ? [this.federation("shareable")] : []),
      ...this.kept(field),
      ...this.connectors(field.directives),
    ];
    const args = field.arguments?.map((argument) => ({ ...argument, directives: this.kept(argument) }));
    return { ...field, type: ownType(field.type, join), directives, ...(args ? { arguments: args } : {}) };
  }

  private federationOf(join: ConstDirectiveNode): ConstDirectiveNode[] {
    const requires = stringArgument(join, "requires");
    const provides = stringArgument(join, "provides");
    const from = stringArgument(join, "override");
    const label = stringArgument(join, "overrideLabel");
    return [
      ...(isTrue(join, "external") ? [this.federation("external")] : []),
      ...(requires === undefined ? [] : [this.federation("requires", { fields: requires })]),
      ...(provides === undefined ? [] : [this.federation("provides", { fields: provides })]),
      ...(from === undefined ? [] : [this.federation("override", { from, ...(label === undefined ? {} : { label }) })]),
    ];
  }

  /** Whether other subgraphs answer the field as well. Key fields may be; `@shareable` on them changes nothing. */
  private isShared(type: Fielded, field: FieldDefinitionNode): boolean {
    if (type.kind === Kind.INTERFACE_TYPE_DEFINITION) return false;
    const joins = (field.directives ?? []).filter(({ name }) => name.value === "join__field");
    const own = this.own(joins, "join__field")[0];
    if (own && isTrue(own, "external")) return false;
    const answering = joins.filter((join) => !isTrue(join, "external") && !isTrue(join, "usedOverridden"));
    const graphs = new Set((joins.length > 0 ? answering : joinTypes(type)).map(graphOf));
    return graphs.size > 1;
  }

  private inputField(field: InputValueDefinitionNode): InputValueDefinitionNode {
    const [join] = this.own(field.directives, "join__field");
    return { ...field, type: ownType(field.type, join), directives: this.kept(field) };
  }

  private plain(value: EnumValueDefinitionNode): EnumValueDefinitionNode {
    return { ...value, directives: this.kept(value) };
  }

  /** Directives of a join spec kind that name this graph. */
  private own(directives: readonly ConstDirectiveNode[] | undefined, name: string): ConstDirectiveNode[] {
    return (directives ?? []).filter((node) => node.name.value === name && graphOf(node) === this.graph);
  }

  private kept(node: { readonly directives?: readonly ConstDirectiveNode[] | undefined }): ConstDirectiveNode[] {
    const kept = (node.directives ?? []).filter(({ name }) => keptDirectives.has(name.value));
    for (const { name } of kept) if (keptFederationDirectives.includes(name.value)) this.used.add(name.value);
    return kept;
  }

  private connectors(directives: readonly ConstDirectiveNode[] | undefined): ConstDirectiveNode[] {
    return readCarried(directives, this.graph).flatMap(({ name, args }) => {
      if (name === "request" || name === "mapping") return [directive(this.restName(name), args)];
      return this.isConnect(name, "connect") ? [directive(this.connectName("connect"), args)] : [];
    });
  }

  private unionMappings(unionName: string): ConstDirectiveNode[] {
    return this.carriedOnSchema("mapping").flatMap((args) => {
      const on = args.find((argument) => argument.name.value === "on");
      if (on?.value.kind !== Kind.STRING || on.value.value !== unionName) return [];
      return [
        directive(
          this.restName("mapping"),
          args.filter((argument) => argument !== on),
        ),
      ];
    });
  }

  private restName(name: string): string {
    return this.restLink ? directiveNameIn(this.restLink, name) : name;
  }

  private carriedOnSchema(name: "link" | "source" | "mapping"): (readonly ConstArgumentNode[])[] {
    return this.index
      .carriedOnSchema(this.graph)
      .filter((carried) => (name === "source" ? this.isConnect(carried.name, name) : carried.name === name))
      .map(({ args }) => args);
  }

  /** Composers record a directive by its name in the spec or by its name in the subgraph. */
  private isConnect(recorded: string, name: string): boolean {
    return recorded === name || recorded === this.connectName(name);
  }

  private connectName(name: string): string {
    return this.link ? directiveNameIn(this.link, name) : name;
  }

  private federation(name: string, args: Readonly<Record<string, string | ConstValueNode>> = {}): ConstDirectiveNode {
    this.used.add(name);
    return directive(
      name,
      Object.entries(args).map(([key, value]) => ({
        kind: Kind.ARGUMENT,
        name: { kind: Kind.NAME, value: key },
        value: typeof value === "string" ? { kind: Kind.STRING, value } : value,
      })),
    );
  }

  private federationLink(): ConstDirectiveNode {
    const imports = [...this.used].toSorted().map((name): ConstValueNode => ({ kind: Kind.STRING, value: `@${name}` }));
    // The connect spec asks for the federation version that came with it: v0.1 for v2.10, v0.2 for v2.11, ...
    const minor = this.link ? 9 + this.link.minor : 9;
    const url = parseConstValue(`"https://specs.apollo.dev/federation/v2.${minor}"`, { noLocation: true });
    return directive("link", [
      { kind: Kind.ARGUMENT, name: { kind: Kind.NAME, value: "url" }, value: url },
      { kind: Kind.ARGUMENT, name: { kind: Kind.NAME, value: "import" }, value: { kind: Kind.LIST, values: imports } },
    ]);
  }
}

/** The type that a subgraph gives to a field, where it differs from the composed one. */
function ownType(composed: TypeNode, join: ConstDirectiveNode | undefined): TypeNode {
  const type = join && stringArgument(join, "type");
  return type === undefined ? composed : parseType(type, { noLocation: true });
}

function joinTypes(type: TypeDefinitionNode): ConstDirectiveNode[] {
  return (type.directives ?? []).filter(({ name }) => name.value === "join__type");
}

function isTrue(join: ConstDirectiveNode, name: string): boolean {
  const value = argumentOf(join, name);
  return value?.kind === Kind.BOOLEAN && value.value;
}

function argumentOf(node: ConstDirectiveNode, name: string): ConstValueNode | undefined {
  return node.arguments?.find((argument) => argument.name.value === name)?.value;
}

function directive(name: string, args: readonly ConstArgumentNode[]): ConstDirectiveNode {
  return { kind: Kind.DIRECTIVE, name: { kind: Kind.NAME, value: name }, arguments: args };
}
