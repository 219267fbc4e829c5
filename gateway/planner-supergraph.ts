/**
 * The supergraph as the planner (0.0.38) is to see it. Where an entity has several keys, it gathers what a field
 * `@requires` in the wrong subgraph, finds no plan, or ends the process; where an entity leads to others of its type in
 * the same subgraph, it takes what is required from the wrong one of them. So such a field is put into a subgraph of
 * its own, which exists for the planner alone and is entered by a key that what is required is part of:
 *
 *     s0: type E @key(fields: "id") @key(fields: "code") { id code price @external tax @requires(fields: "price") }
 *
 *     s0:   type E @key(fields: "id") @key(fields: "code") { id code price @external }
 *     s0#0: type E @key(fields: "id price") @key(fields: "code price") { id code price @external tax }
 *
 * It costs a fetch where the planner would have taken other fields of `s0` along, so it is done where it must be. A fetch from `s0#0` is one from `s0`: the representation has the key and
 * the required fields either way.
 */
import {
  Kind,
  print,
  type ConstDirectiveNode,
  type DefinitionNode,
  type FieldDefinitionNode,
  type InterfaceTypeDefinitionNode,
  type ObjectTypeDefinitionNode,
} from "graphql";
import type { Supergraph } from "../schema/read-supergraph.ts";

export interface PlannerSupergraph {
  readonly sdl: string;
  /** From the planner's names of subgraphs to the real ones, where they differ. */
  readonly realNames: ReadonlyMap<string, string>;
}

/** @param which  `needed`: only where the planner is known to fail. `all`: for every `@requires`, where that is possible. */
export function makePlannerSupergraph(supergraph: Supergraph, which: "needed" | "all"): PlannerSupergraph {
  const groups = findGroups(supergraph, which);
  if (groups.length === 0) return { sdl: supergraph.sdl, realNames: new Map() };
  const rootTypes = findRootTypes(supergraph);
  let definitions = supergraph.document.definitions;
  for (const group of groups) {
    definitions = definitions.map((definition) => addGroup(definition, group, rootTypes));
  }
  return {
    sdl: definitions.map((definition) => print(definition)).join("\n\n"),
    realNames: new Map(groups.map(({ name, subgraph }) => [name, subgraph])),
  };
}

/** The fields of one entity that require the same in one subgraph. */
interface Group {
  readonly enumName: string;
  readonly name: string;
  readonly subgraph: string;
  readonly graph: string;
  readonly typeName: string;
  readonly requires: string;
  readonly keys: readonly string[];
}

function findGroups(supergraph: Supergraph, which: "needed" | "all"): Group[] {
  const subgraphOf = new Map(supergraph.graphs.map(({ enumName, name }) => [enumName, name]));
  const groups = new Map<string, Group>();
  for (const definition of supergraph.document.definitions) {
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION) continue;
    const joins = joinsOf(definition, "join__type").filter((join) => has(join, "key"));
    const isSimple = new Set(joins.map((join) => value(join, "key"))).size < 2;

    const joined = (definition.fields ?? []).flatMap((field) =>
      joinsOf(field, "join__field").map((join) => ({ field, join })),
    );
    for (const { field, join } of joined) {
      const requires = value(join, "requires");
      const graph = value(join, "graph");
      const subgraph = graph === undefined ? undefined : subgraphOf.get(graph);
      // Arguments and fragments have no place in a key.
      if (requires === undefined || graph === undefined || subgraph === undefined || /[(.]/.test(requires)) continue;
      // Behind the field the group's subgraph would lead to the entity again.
      if (leadsTo(namedType(field), definition.name.value, graph, supergraph)) continue;
      const place = `${definition.name.value} ${graph} ${requires}`;
      if (groups.has(place)) continue;
      if (which === "needed" && isSimple && !leadsBack(definition.name.value, graph, supergraph)) continue;
      const index = groups.size;
      groups.set(place, {
        enumName: `${graph}__REQUIRES_${index}`,
        name: `${subgraph}#${index}`,
        subgraph,
        graph,
        typeName: definition.name.value,
        requires,
        keys: joins
          .filter((key) => value(key, "graph") === graph && value(key, "resolvable") !== "false")
          .flatMap((key) => value(key, "key") ?? []),
      });
    }
  }
  return [...groups.values()].filter(({ keys }) => keys.length > 0);
}

/** True where an entity leads to others of its type without leaving the subgraph. */
function leadsBack(typeName: string, graph: string, supergraph: Supergraph): boolean {
  return typesFrom(typeName, graph, supergraph).some((type) => leadsTo(type, typeName, graph, supergraph));
}

function leadsTo(from: string, to: string, graph: string, supergraph: Supergraph): boolean {
  const seen = new Set([from]);
  for (const type of seen) {
    if (type === to) return true;
    for (const next of typesFrom(type, graph, supergraph)) seen.add(next);
  }
  return false;
}

function typesFrom(typeName: string, graph: string, { document }: Supergraph): string[] {
  return document.definitions.flatMap((definition): string[] => {
    if (definition.kind === Kind.UNION_TYPE_DEFINITION) {
      return definition.name.value === typeName ? (definition.types ?? []).map(({ name }) => name.value) : [];
    }
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION && definition.kind !== Kind.INTERFACE_TYPE_DEFINITION)
      return [];
    if (definition.interfaces?.some(({ name }) => name.value === typeName)) return [definition.name.value];
    if (definition.name.value !== typeName) return [];
    return (definition.fields ?? [])
      .filter((field) => {
        const joins = joinsOf(field, "join__field");
        return joins.length === 0 || joins.some((join) => value(join, "graph") === graph);
      })
      .map(namedType);
  });
}

function namedType({ type }: FieldDefinitionNode): string {
  return print(type).replace(/[[\]!]/g, "");
}

function findRootTypes({ publicSchema }: Supergraph): ReadonlySet<string> {
  const types = [publicSchema.getQueryType(), publicSchema.getMutationType(), publicSchema.getSubscriptionType()];
  return new Set(types.flatMap((type) => (type ? [type.name] : [])));
}

/** The group's subgraph has what the real one has, but is entered by the group's keys alone. */
function addGroup(definition: DefinitionNode, group: Group, rootTypes: ReadonlySet<string>): DefinitionNode {
  switch (definition.kind) {
    case Kind.ENUM_TYPE_DEFINITION: {
      if (definition.name.value !== "join__Graph") {
        const values = definition.values?.map((node) => ({ ...node, directives: copyJoins(node.directives, group) }));
        return { ...definition, values: values ?? [], directives: copyJoins(definition.directives, group) };
      }
      const graph = definition.values?.find(({ name }) => name.value === group.graph);
      if (!graph) return definition;
      const copy = {
        ...graph,
        name: { ...graph.name, value: group.enumName },
        directives: (graph.directives ?? []).map((directive) => withArgument(directive, "name", stringOf(group.name))),
      };
      return { ...definition, values: [...(definition.values ?? []), copy] };
    }
    case Kind.OBJECT_TYPE_DEFINITION:
    case Kind.INTERFACE_TYPE_DEFINITION:
      if (rootTypes.has(definition.name.value)) return definition;
      return addGroupToType(definition, group);
    case Kind.UNION_TYPE_DEFINITION:
    case Kind.SCALAR_TYPE_DEFINITION:
    case Kind.INPUT_OBJECT_TYPE_DEFINITION:
      return { ...definition, directives: copyJoins(definition.directives, group) };
    default:
      return definition;
  }
}

function addGroupToType(
  definition: ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode,
  group: Group,
): ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode {
  const isEntity = definition.name.value === group.typeName;
  const keys = isEntity
    ? group.keys.map((key) =>
        makeDirective("join__type", [
          makeArgument("graph", enumOf(group.enumName)),
          makeArgument("key", stringOf(`${key} ${group.requires}`)),
        ]),
      )
    : [];
  const directives = copyJoins(definition.directives, group).filter(
    // The entity's own copies have no key, and would let it be entered without what is required.
    (join) => !isEntity || join.name.value !== "join__type" || value(join, "graph") !== group.enumName,
  );
  const graphs = new Set(joinsOf(definition, "join__type").flatMap((join) => value(join, "graph") ?? []));
  const fields = definition.fields?.map((field) =>
    isEntity ? addGroupToEntityField(field, group, [...graphs]) : addGroupToField(field, group),
  );
  return { ...definition, directives: [...directives, ...keys], fields: fields ?? [] };
}

/**
 * Of the entity's own fields the group's subgraph has its keys and what requires them: by any other field the planner
 * could come to a second entity of the type, past what that one requires.
 */
function addGroupToEntityField(
  field: FieldDefinitionNode,
  group: Group,
  graphs: readonly string[],
): FieldDefinitionNode {
  const isKey = namesIn([...group.keys, group.requires].join(" ")).has(field.name.value);
  if (joinsOf(field, "join__field").length === 0 && !isKey) {
    // Without any `@join__field` every subgraph of the type has the field, the group's too.
    const joins = graphs.map((graph) => makeDirective("join__field", [makeArgument("graph", enumOf(graph))]));
    return { ...field, directives: [...(field.directives ?? []), ...joins] };
  }
  const directives = (field.directives ?? []).flatMap((join): ConstDirectiveNode[] => {
    if (join.name.value !== "join__field" || value(join, "graph") !== group.graph) return [join];
    const copy = withArgument(join, "graph", enumOf(group.enumName));
    const requires = value(join, "requires");
    if (requires === group.requires) return [withoutArgument(copy, "requires")];
    return requires === undefined && isKey ? [join, copy] : [join];
  });
  return { ...field, directives };
}

function addGroupToField(field: FieldDefinitionNode, group: Group): FieldDefinitionNode {
  const directives = (field.directives ?? []).flatMap((join): ConstDirectiveNode[] => {
    const isCopied =
      join.name.value === "join__field" && value(join, "graph") === group.graph && !has(join, "requires");
    return isCopied ? [join, withArgument(join, "graph", enumOf(group.enumName))] : [join];
  });
  return { ...field, directives };
}

function copyJoins(directives: readonly ConstDirectiveNode[] | undefined, group: Group): ConstDirectiveNode[] {
  const copied = new Set<string>();
  return (directives ?? []).flatMap((join) => {
    if (!join.name.value.startsWith("join__") || value(join, "graph") !== group.graph) return [join];
    const inGroup = withArgument(join, "graph", enumOf(group.enumName));
    const copy = withoutArgument(withoutArgument(inGroup, "key"), "resolvable");
    // A type with several keys is written several times, once for each.
    const text = print(copy);
    if (copied.has(text)) return [join];
    copied.add(text);
    return [join, copy];
  });
}

function joinsOf(
  node: { readonly directives?: readonly ConstDirectiveNode[] | undefined },
  name: string,
): ConstDirectiveNode[] {
  return (node.directives ?? []).filter((directive) => directive.name.value === name);
}

function has(directive: ConstDirectiveNode, name: string): boolean {
  return directive.arguments?.some((known) => known.name.value === name) === true;
}

/** An argument as text: strings, enum values and booleans. */
function value(directive: ConstDirectiveNode, name: string): string | undefined {
  const node = directive.arguments?.find((known) => known.name.value === name)?.value;
  return node && "value" in node ? String(node.value) : undefined;
}

function makeDirective(name: string, args: ConstDirectiveNode["arguments"] = []): ConstDirectiveNode {
  return { kind: Kind.DIRECTIVE, name: { kind: Kind.NAME, value: name }, arguments: args };
}

type ArgumentValue = NonNullable<ConstDirectiveNode["arguments"]>[number]["value"];

function makeArgument(name: string, node: ArgumentValue): NonNullable<ConstDirectiveNode["arguments"]>[number] {
  return { kind: Kind.ARGUMENT, name: { kind: Kind.NAME, value: name }, value: node };
}

function stringOf(text: string): ArgumentValue {
  return { kind: Kind.STRING, value: text };
}

function enumOf(name: string): ArgumentValue {
  return { kind: Kind.ENUM, value: name };
}

function namesIn(fieldSet: string): ReadonlySet<string> {
  return new Set(fieldSet.match(/[_A-Za-z][_0-9A-Za-z]*/g));
}

function withArgument(directive: ConstDirectiveNode, name: string, node: ArgumentValue): ConstDirectiveNode {
  const others = (directive.arguments ?? []).map((known) =>
    known.name.value === name ? makeArgument(name, node) : known,
  );
  return { ...directive, arguments: others };
}

function withoutArgument(directive: ConstDirectiveNode, name: string): ConstDirectiveNode {
  return { ...directive, arguments: (directive.arguments ?? []).filter((known) => known.name.value !== name) };
}
