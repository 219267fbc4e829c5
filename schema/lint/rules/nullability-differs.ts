import { Kind, print, type FieldDefinitionNode, type TypeNode } from "graphql";
import { rangeOf } from "../../source-text.ts";
import { directiveOf, elementsOf } from "../elements.ts";
import type { LintFinding, LintRule } from "../rule.ts";

/** Composition takes the nullable one, so the promise of the other is nowhere kept. */
export const nullabilityDiffers: LintRule = {
  code: "NULLABILITY_DIFFERS",
  severity: "warning",
  find: (subgraphs) => {
    const byCoordinate = new Map<string, Written[]>();
    for (const { name: subgraph, file, document } of subgraphs) {
      for (const { kind, coordinate, node } of elementsOf(document)) {
        if (kind !== "field" || isExternal(node)) continue;
        byCoordinate.set(coordinate, [...(byCoordinate.get(coordinate) ?? []), { subgraph, file, type: node.type }]);
      }
    }
    return [...byCoordinate].flatMap(([coordinate, written]) => compare(coordinate, written));
  },
};

interface Written {
  readonly subgraph: string;
  readonly file: string;
  readonly type: TypeNode;
}

function isExternal(node: FieldDefinitionNode): boolean {
  return directiveOf(node, "external") !== undefined || directiveOf(node, "federation__external") !== undefined;
}

function compare(coordinate: string, written: readonly Written[]): LintFinding[] {
  const strictest = written.find(({ type }) =>
    written.some((other) => shapeOf(other.type) !== shapeOf(type) && promises(type, other.type)),
  );
  if (!strictest) return [];
  const others = written.filter(({ type }) => shapeOf(type) !== shapeOf(strictest.type));
  const texts = [strictest, ...others].map(({ subgraph, type }) => `\`${print(type)}\` in \`${subgraph}\``);
  return [
    {
      subgraph: strictest.subgraph,
      coordinate,
      message: `\`${coordinate}\` is ${texts.slice(0, -1).join(", ")} and ${texts.at(-1) ?? ""}: it is nullable for clients.`,
      locations: [strictest, ...others].map(({ type, file }) => rangeOf(type, file)),
      fix: "Write the same in all of them.",
    },
  ];
}

/** `[!]!` of `[User!]!` */
function shapeOf(type: TypeNode): string {
  if (type.kind === Kind.NON_NULL_TYPE) return `${shapeOf(type.type)}!`;
  return type.kind === Kind.LIST_TYPE ? `[${shapeOf(type.type)}]` : "";
}

/** True where `type` has a `!` that `other` has not, at some depth. */
function promises(type: TypeNode, other: TypeNode): boolean {
  const isNonNull = type.kind === Kind.NON_NULL_TYPE;
  if (isNonNull && other.kind !== Kind.NON_NULL_TYPE) return true;
  const [inner, otherInner] = [nullable(type), nullable(other)];
  return inner.kind === Kind.LIST_TYPE && otherInner.kind === Kind.LIST_TYPE && promises(inner.type, otherInner.type);
}

function nullable(type: TypeNode): TypeNode {
  return type.kind === Kind.NON_NULL_TYPE ? type.type : type;
}
