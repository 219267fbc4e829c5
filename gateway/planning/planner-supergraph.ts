/**
 * The supergraph as the planner (0.0.38) is to see it. Where an entity has several keys, it gathers what a field
 * `@requires` in the wrong subgraph, finds no plan, or ends the process. So such a field is put into a subgraph of its
 * own, which exists for the planner alone and is entered by a key that what is required is part of:
 *
 *     s0: type E @key(fields: "id") @key(fields: "code") { id code price @external tax @requires(fields: "price") }
 *
 *     s0:   type E @key(fields: "id") @key(fields: "code") { id code price @external }
 *     s0#0: type E @key(fields: "id price") @key(fields: "code price") { id code price @external tax }
 *
 * A fetch from `s0#0` is one from `s0`: the representation has the key and the required fields either way. It costs a
 * fetch where the planner would have taken other fields of `s0` along, so it is done only where it must be. As a key
 * has no arguments and no fragments, a field that is required with some stands under another name: `_required0` for
 * `price(in: EUR)`.
 */
import {
  Kind,
  print,
  type ConstDirectiveNode,
  type DefinitionNode,
  type FieldDefinitionNode,
  type InterfaceTypeDefinitionNode,
  type ObjectTypeDefinitionNode,
  type TypeNode,
} from "graphql";
import type { Supergraph } from "../../schema/read-supergraph.ts";
import { findRequiredFields, type RequiringFields, type RenamedField } from "./required-fields.ts";
import {
  enumOf,
  has,
  joinsOf,
  makeArgument,
  makeDirective,
  stringOf,
  value,
  withArgument,
  withoutArgument,
} from "./supergraph-directives.ts";

export interface PlannerSupergraph {
  readonly sdl: string;
  /** The subgraphs that exist for the planner alone, by its names. */
  readonly subgraphs: ReadonlyMap<string, RequiringFields>;
  /** The fields that the planner knows by another name. */
  readonly fields: ReadonlyMap<string, RenamedField>;
  /** Coordinates of fields that it must not be asked for. */
  readonly refused: ReadonlySet<string>;
}

/** @param which  `needed`: only for entities with several keys. `all`: for every `@requires`, where that is possible. */
export function makePlannerSupergraph(supergraph: Supergraph, which: "needed" | "all"): PlannerSupergraph {
  const { groups, renamed, refused } = findRequiredFields(supergraph, which);
  const subgraphs = new Map(groups.map((group) => [group.name, group]));
  const fields = new Map(renamed.map((field) => [field.name, field]));
  if (groups.length === 0) return { sdl: supergraph.sdl, subgraphs, fields, refused };

  const rootTypes = findRootTypes(supergraph);
  let definitions = supergraph.document.definitions.map((definition) => addRenamed(definition, renamed));
  for (const group of groups) {
    definitions = definitions.map((definition) => addGroup(definition, group, rootTypes));
  }
  return { sdl: definitions.map((definition) => print(definition)).join("\n\n"), subgraphs, fields, refused };
}

const leafType: TypeNode = { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: "String" } };

function addRenamed(definition: DefinitionNode, renamed: readonly RenamedField[]): DefinitionNode {
  if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION) return definition;
  const added = renamed
    .filter(({ typeName }) => typeName === definition.name.value)
    .map(({ name, definition: field, selectionSet }) => ({
      ...field,
      name: { ...field.name, value: name },
      arguments: [],
      type: selectionSet ? leafType : field.type,
    }));
  return added.length > 0 ? { ...definition, fields: [...(definition.fields ?? []), ...added] } : definition;
}

function findRootTypes({ publicSchema }: Supergraph): ReadonlySet<string> {
  const types = [publicSchema.getQueryType(), publicSchema.getMutationType(), publicSchema.getSubscriptionType()];
  return new Set(types.flatMap((type) => (type ? [type.name] : [])));
}

/** The group's subgraph has what the real one has, but is entered by the group's keys alone. */
function addGroup(definition: DefinitionNode, group: RequiringFields, rootTypes: ReadonlySet<string>): DefinitionNode {
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
  group: RequiringFields,
): ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode {
  const isEntity = definition.name.value === group.typeName;
  const keys = isEntity
    ? group.keys.map((key) =>
        makeDirective("join__type", [
          makeArgument("graph", enumOf(group.enumName)),
          makeArgument("key", stringOf(`${key} ${group.required}`)),
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
  group: RequiringFields,
  graphs: readonly string[],
): FieldDefinitionNode {
  const isKey = namesIn([...group.keys, group.required].join(" ")).has(field.name.value);
  // Without any `@join__field` every subgraph of the type has the field, the group's too.
  const isImplicit = joinsOf(field, "join__field").length === 0;
  const explicit = isImplicit ? graphs.map((graph) => joinField(graph)) : [];
  const directives = [...(field.directives ?? []), ...explicit].flatMap((join): ConstDirectiveNode[] => {
    if (join.name.value !== "join__field" || value(join, "graph") !== group.graph) return [join];
    const requires = value(join, "requires");
    if (requires === group.requires) {
      return [withoutArgument(withArgument(join, "graph", enumOf(group.enumName)), "requires")];
    }
    if (requires !== undefined || !isKey) return [join];
    // Were the keys to be had there, the planner would go there for them, and turn in circles without end.
    return [join, group.leadsBack ? joinField(group.enumName) : joinField(group.enumName, isExternal)];
  });
  return { ...field, directives };
}

const isExternal = makeArgument("external", { kind: Kind.BOOLEAN, value: true });

function joinField(graph: string, ...args: ReturnType<typeof makeArgument>[]): ConstDirectiveNode {
  return makeDirective("join__field", [makeArgument("graph", enumOf(graph)), ...args]);
}

function addGroupToField(field: FieldDefinitionNode, group: RequiringFields): FieldDefinitionNode {
  const directives = (field.directives ?? []).flatMap((join): ConstDirectiveNode[] => {
    const isCopied =
      join.name.value === "join__field" && value(join, "graph") === group.graph && !has(join, "requires");
    return isCopied ? [join, withArgument(join, "graph", enumOf(group.enumName))] : [join];
  });
  return { ...field, directives };
}

function copyJoins(
  directives: readonly ConstDirectiveNode[] | undefined,
  group: RequiringFields,
): ConstDirectiveNode[] {
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

function namesIn(fieldSet: string): ReadonlySet<string> {
  return new Set(fieldSet.match(/[_A-Za-z][_0-9A-Za-z]*/g));
}
