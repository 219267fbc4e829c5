/**
 * Properties that a body has in its example and not in its schema: documents forget some, and services take them.
 *
 *     properties: { name: { type: string } }, example: { name: "a", force: true }      input: { name: String, force: Boolean }
 */
import { isObject, objectAt, own, type JsonObject } from "./json.ts";
import { pointerTo } from "./pointer.ts";
import type { ImportReport } from "./report.ts";
import type { Node, Resolver } from "./resolver.ts";

/** The schema with them. A component stays as it is: it is also that of others. */
export function withExampleProperties(
  schema: Node,
  media: Node & { readonly value: JsonObject },
  { resolver, report }: { readonly resolver: Resolver; readonly report: ImportReport },
): Node {
  const { value, pointer } = schema;
  const properties = isObject(value) ? objectAt(value, "properties") : undefined;
  if (!isObject(value) || !properties || !isOpen(value)) return schema;
  const example = exampleOf(media, resolver) ?? own(value, "example");
  const forgotten = isObject(example) ? Object.entries(example).filter(([key]) => !Object.hasOwn(properties, key)) : [];
  if (forgotten.length === 0) return schema;
  for (const [key] of forgotten) {
    report.add("fault", pointer, `\`${key}\` is in the example, but not in the schema; it is taken from the example.`);
  }
  const added = forgotten.map(([key, each]) => [
    key,
    { ...schemaOf(each), description: "In an example of the document, but not in its schema." },
  ]);
  return { value: { ...value, properties: { ...properties, ...Object.fromEntries(added) } }, pointer };
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
