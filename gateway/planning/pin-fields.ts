/** Changes a supergraph for the planner, so that it takes a field from one subgraph alone. */
import { Kind, print, type DefinitionNode } from "graphql";
import type { Supergraph } from "../../schema/read-supergraph.ts";
import { enumOf, joinsOf, makeArgument, makeDirective, value } from "./supergraph-directives.ts";

export interface Pin {
  readonly typeName: string;
  readonly fieldName: string;
  /** The subgraph's name in `join__Graph`; it resolves the field. */
  readonly graph: string;
}

export function pinFields(supergraph: Supergraph, pins: readonly Pin[]): Supergraph {
  const definitions = supergraph.document.definitions.map((definition) => pinIn(definition, pins));
  const document = { ...supergraph.document, definitions };
  return { ...supergraph, document, sdl: print(document) };
}

function pinIn(definition: DefinitionNode, pins: readonly Pin[]): DefinitionNode {
  if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION) return definition;
  const own = pins.filter(({ typeName }) => typeName === definition.name.value);
  if (own.length === 0) return definition;
  const fields = (definition.fields ?? []).map((field) => {
    const pin = own.find(({ fieldName }) => fieldName === field.name.value);
    if (!pin) return field;
    const joins = joinsOf(field, "join__field");
    const others = (field.directives ?? []).filter((directive) => directive.name.value !== "join__field");
    const kept =
      joins.length > 0
        ? joins.filter((join) => value(join, "graph") === pin.graph || value(join, "external") === "true")
        : [makeDirective("join__field", [makeArgument("graph", enumOf(pin.graph))])];
    return { ...field, directives: [...others, ...kept] };
  });
  return { ...definition, fields };
}
