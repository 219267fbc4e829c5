/**
 * What a request may give one of: the objects of a `oneOf`, or the schemas that extend one.
 *
 *     oneOf: [{ $ref: Card }, { $ref: Transfer }]      input PaymentInput @oneOf { card: CardInput transfer: TransferInput }
 */
import { findDiscriminator } from "./discriminator.ts";
import { fieldNames } from "./field-names.ts";
import type { Hierarchy } from "./hierarchy.ts";
import { isObject, textAt } from "./json.ts";
import type { NameOrigin, ObjectField, ObjectType } from "./model.ts";
import { newObject } from "./read-object.ts";
import type { Node, ObjectNode, Resolver } from "./resolver.ts";
import { componentName } from "./type-origin.ts";
import type { TypeReading } from "./type-reading.ts";
import { camelCase, wordsOf } from "./words.ts";

export interface ChoiceOption {
  readonly name: string;
  readonly node: Node;
  /** It is what the others extend. */
  readonly isBase?: true;
}

/** `undefined` where nothing tells them apart, as in an answer, or two have no names of their own. */
export function alternativeOptions(
  node: ObjectNode,
  nodes: readonly Node[],
  resolver: Resolver,
): readonly ChoiceOption[] | undefined {
  const found = findDiscriminator(node, nodes, resolver);
  if (!found) return undefined;
  const options = nodes.map((each) => {
    const value = found.members.find((member) => member.node === each)?.values[0];
    return { name: nameOf(each, resolver) ?? value ?? "", node: each };
  });
  const isSound = options.every(({ name }) => name !== "");
  return isSound && new Set(options.map(({ name }) => fieldName(name))).size === options.length ? options : undefined;
}

/** The base by itself, and those that extend it. */
export function hierarchyOptions({ base, members }: Hierarchy): readonly ChoiceOption[] {
  const options = members.map(({ node, values }) => ({
    name: componentName(node.pointer) ?? values[0] ?? "",
    node: { value: { $ref: node.pointer }, pointer: node.pointer },
  }));
  return [{ name: "other", node: base, isBase: true }, ...options];
}

/**
 * @param created  Called before its options are read, which may lead back to it.
 * @returns `undefined` where there are no two of them.
 */
export function readChoice(
  node: ObjectNode,
  options: readonly ChoiceOption[],
  { origin, created }: { readonly origin: NameOrigin; readonly created: (type: ObjectType) => void },
  reading: TypeReading,
): ObjectType | undefined {
  if (options.length < 2) return undefined;
  const choice: ObjectType = { ...newObject(node, "input", origin), isOneOf: true };
  created(choice);
  const names = fieldNames(
    options.map(({ name }) => fieldName(name)),
    "input",
  );
  choice.fields = options.map(({ name, node: option, isBase }): ObjectField => {
    const wire = fieldName(name);
    const inside: NameOrigin = isBase
      ? { kind: "other", owner: choice }
      : { kind: "inside", owner: choice, words: wordsOf(name) };
    const type = reading.typeOf(option, "input", inside);
    const rest = { required: false, description: undefined, deprecated: false, isFile: false };
    return { wire, name: names.get(wire) ?? wire, type: { ...type, nullable: true }, ...rest };
  });
  return choice;
}

function nameOf(node: Node, resolver: Resolver): string | undefined {
  if (!isObject(node.value)) return undefined;
  const target = resolver.object(node);
  if (textAt(node.value, "$ref") === undefined || !target) return textAt(node.value, "title");
  return componentName(target.pointer);
}

function fieldName(name: string): string {
  return camelCase(wordsOf(name));
}
