/** The selection of a connector with its shape, and what its mappings read. */
import { Kind, type TypeNode } from "graphql";
import { inferReads } from "../../mapping/reads.ts";
import type { ConnectUse } from "../read-directives.ts";
import { parsePlace } from "./mappings.ts";
import { connectPlaces, type MappingPlace } from "./places.ts";
import type { RuleContext } from "./rule.ts";
import { inferMapping } from "./shape/infer.ts";
import { responseData, type Shape } from "./shape/shape.ts";
import type { MappingAst } from "../../mapping/ast.ts";

export interface InferredSelection {
  readonly place: MappingPlace;
  readonly ast: MappingAst;
  readonly shape: Shape;
}

/** The shape of a connector's selection, if it parses. */
export function inferSelection(use: ConnectUse, context: RuleContext): InferredSelection | undefined {
  const place = connectPlaces(use, context).find(({ node }) => node === use.selection);
  return place && inferAt(place, context);
}

/** The shape of a mapping that is applied to a response, if it parses. */
export function inferAt(place: MappingPlace, context: RuleContext): InferredSelection | undefined {
  const ast = parsePlace(place, context).parts[0]?.ast;
  if (!ast) return undefined;
  const shape = inferMapping(ast, {
    types: context.types,
    variables: place.variables,
    root: responseData,
    followMethods: context.link.specVersion !== "0.2",
    report: () => {},
  });
  return { place, ast, shape };
}

/** What the selection has to yield. A connector on a type yields that type: one, or with `$batch` a list. */
export function resultType(use: ConnectUse, context: RuleContext): TypeNode | undefined {
  if (use.fieldNode) return use.fieldNode.type;
  const { typeName } = use.element;
  if (Object.values(context.roots).includes(typeName)) return undefined;
  const type: TypeNode = { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: typeName } };
  return readsVariable(use, context, "$batch") ? { kind: Kind.LIST_TYPE, type } : type;
}

/** True where any mapping of the connector reads a variable. */
export function readsVariable(use: ConnectUse, context: RuleContext, name: "$batch" | "$this"): boolean {
  return connectPlaces(use, context).some((place) =>
    parsePlace(place, context).parts.some(({ ast }) => inferReads(ast).has(name)),
  );
}
