/**
 * Objects of the same keys that a request may give one of. Their keys do not say which it is, a value does:
 *
 *     oneOf: [{ type: "size", parameters: Size }, { type: "path", parameters: Path }]
 *     input RuleInput { type: RuleType! parameters: JSON }
 */
import { findDiscriminator, objectSchema } from "./discriminator.ts";
import { isObject, listAt, objectAt, textAt, type JsonObject } from "./json.ts";
import { pointerTo } from "./pointer.ts";
import { propertyPlaces } from "./property-places.ts";
import type { ImportReport } from "./report.ts";
import type { Node, ObjectNode, Resolver } from "./resolver.ts";
import { shapeOf } from "./type-origin.ts";

// More would take more types away than it is worth.
const mostDiffering = 1;

/** @returns `undefined` where no option has the keys of all, or nothing tells them apart. */
export function mergeOptions(
  node: ObjectNode,
  nodes: readonly Node[],
  { resolver, report }: { readonly resolver: Resolver; readonly report: ImportReport },
): ObjectNode | undefined {
  const found = findDiscriminator(node, nodes, resolver);
  const options = nodes.flatMap((each) => objectSchema(each, resolver) ?? []);
  const [widest] = options.toSorted((one, other) => wiresOf(other).length - wiresOf(one).length);
  if (!found || !widest || options.length < nodes.length) return undefined;
  const { property: told } = found.discriminant;
  const wires = wiresOf(widest);
  if (!options.every((option) => wiresOf(option).every((wire) => wires.includes(wire)))) return undefined;
  if (!wires.includes(told)) return undefined;

  const differing: string[] = [];
  const properties = wires.map((wire): [string, unknown] => {
    if (wire === told) return [wire, { type: "string", enum: found.members.flatMap(({ values }) => values) }];
    const schemas = options.flatMap((option) => {
      const schema = propertiesOf(option)[wire];
      return schema === undefined ? [] : [schema];
    });
    const shapes = new Set(schemas.map(shapeOf));
    const isAlike = shapes.size === 1 && !shapes.has(undefined);
    if (!isAlike) differing.push(wire);
    return [wire, withCommonDescription(isAlike ? schemas[0] : {}, schemas)];
  });
  if (differing.length > mostDiffering) return undefined;
  for (const wire of differing) {
    report.add("simplified", node.pointer, `\`${wire}\` is of another type by \`${told}\`; it is \`JSON\`.`);
  }
  const { oneOf: _oneOf, anyOf: _anyOf, discriminator: _discriminator, ...described } = node.value;
  const value = {
    ...described,
    type: "object",
    properties: Object.fromEntries(properties),
    required: wires.filter((wire) => options.every((option) => listAt(option.value, "required").includes(wire))),
  };
  propertyPlaces.set(value, new Map(wires.map((wire) => [wire, placeOf(widest, wire)])));
  return { value, pointer: node.pointer };
}

function propertiesOf({ value }: ObjectNode): JsonObject {
  return objectAt(value, "properties") ?? {};
}

function wiresOf(option: ObjectNode): readonly string[] {
  return Object.keys(propertiesOf(option));
}

function placeOf({ value, pointer }: ObjectNode, wire: string): string {
  return propertyPlaces.get(value)?.get(wire) ?? pointerTo(pointer, "properties", wire);
}

/** What is said of it in one option need not be so in the others. */
function withCommonDescription(schema: unknown, all: readonly unknown[]): unknown {
  if (!isObject(schema)) return schema;
  const [first, ...others] = all.map((each) => (isObject(each) ? textAt(each, "description") : undefined));
  const { description: _description, ...rest } = schema;
  return first !== undefined && others.every((other) => other === first) ? { ...rest, description: first } : rest;
}
