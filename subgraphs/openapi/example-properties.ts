/**
 * Properties that a body has in its example and not in its schema: documents forget some, and services take them.
 *
 *     properties: { name: { type: string } }, example: { name: "a", force: true }      input: { name: String, force: Boolean }
 */
import { isObject, objectAt, own, type JsonObject } from "./json.ts";
import { pointerTo } from "./pointer.ts";
import type { ImportReport } from "./report.ts";
import type { Node, Resolver } from "./resolver.ts";

/** The schema with them, also inside of it. A component stays as it is: it is also that of others. */
export function withExampleProperties(
  schema: Node,
  media: Node & { readonly value: JsonObject },
  { resolver, report }: { readonly resolver: Resolver; readonly report: ImportReport },
): Node {
  const { value, pointer } = schema;
  const example = exampleOf(media, resolver) ?? (isObject(value) ? own(value, "example") : undefined);
  return { value: completed(schema, [example], { report, depth: 0 }), pointer };
}

const deepest = 10;

function completed(
  { value, pointer }: Node,
  examples: readonly unknown[],
  { report, depth }: { readonly report: ImportReport; readonly depth: number },
): unknown {
  if (!isObject(value) || depth > deepest || examples.every((each) => each === undefined)) return value;
  const inside = { report, depth: depth + 1 };
  const items = objectAt(value, "items");
  if (items) {
    const given = examples.flatMap((each): readonly unknown[] => (Array.isArray(each) ? each : []));
    const full = completed({ value: items, pointer: pointerTo(pointer, "items") }, given, inside);
    return full === items ? value : { ...value, items: full };
  }
  const properties = objectAt(value, "properties");
  // Without properties it takes any.
  if (!properties || Object.keys(properties).length === 0 || !isOpen(value)) return value;
  const objects = examples.filter(isObject);
  const known = Object.entries(properties).map(([key, schema]): [string, unknown] => {
    const given = objects.map((each) => own(each, key));
    return [key, completed({ value: schema, pointer: pointerTo(pointer, "properties", key) }, given, inside)];
  });
  const forgotten = new Map(
    objects.flatMap((each) => Object.entries(each).filter(([key]) => !Object.hasOwn(properties, key))),
  );
  const isComplete = forgotten.size === 0 && known.every(([key, schema]) => schema === properties[key]);
  if (isComplete) return value;
  const added = [...forgotten].map(([key, each]): [string, unknown] => {
    report.add("fault", pointer, `\`${key}\` is in the example, but not in the schema; it is taken from the example.`);
    return [key, { ...schemaOf(each), description: "In an example of the document, but not in its schema." }];
  });
  return { ...value, properties: Object.fromEntries([...known, ...added]) };
}

/** Whether it may have other properties, and is the whole of what is said. */
function isOpen(schema: JsonObject): boolean {
  const closing = ["$ref", "allOf", "oneOf", "anyOf", "patternProperties"];
  return own(schema, "additionalProperties") !== false && closing.every((key) => own(schema, key) === undefined);
}

function exampleOf({ value, pointer }: Node & { readonly value: JsonObject }, resolver: Resolver): unknown {
  const single = own(value, "example");
  if (single !== undefined) return single;
  const [first] = Object.entries(objectAt(value, "examples") ?? {});
  if (!first) return undefined;
  const [name, example] = first;
  return resolver.object({ value: example, pointer: pointerTo(pointer, "examples", name) })?.value["value"];
}

function schemaOf(value: unknown): JsonObject {
  switch (typeof value) {
    case "string":
    case "boolean":
    case "number":
      return { type: typeof value };
    default:
      return {};
  }
}
