import type { Diagnostic } from "../../../schema/diagnostic.ts";
import type { ConnectModel } from "../connector.ts";
import { isExternal, writtenKeys } from "../federation-names.ts";
import { namedType } from "../ast.ts";
import { errorAt } from "../finding.ts";
import type { KeyTree } from "../../mapping/mapping.ts";
import type { IndexedType, TypeIndex } from "../type-index.ts";
import type { RuleContext } from "./rule.ts";

/** What federation adds by itself. */
const federationFields = ["Query._entities", "Query._service"];

/**
 * CONNECTORS_UNRESOLVED_FIELD: a field of an object has a connector, is yielded by a selection, belongs to a key, or is
 * another subgraph's.
 */
export function* coverage(
  context: RuleContext,
  model: ConnectModel,
  yielded: ReadonlySet<string>,
): Iterable<Diagnostic> {
  const { types, federation, file } = context;
  const resolved = new Set([...yielded, ...federationFields]);
  for (const { element } of model.connectors) {
    if (element.kind === "field") resolved.add(`${element.typeName}.${element.fieldName}`);
  }
  for (const coordinate of keyFields(context, model, yielded)) resolved.add(coordinate);

  for (const type of types.values()) {
    if (type.kind !== "object" || type.name.startsWith("_")) continue;
    for (const [name, field] of type.fields) {
      const coordinate = `${type.name}.${name}`;
      if (resolved.has(coordinate) || isExternal(type, field, federation)) continue;
      yield errorAt(file, field.name, {
        code: "CONNECTORS_UNRESOLVED_FIELD",
        message: `No connector yields \`${coordinate}\`: it has no \`@${context.link.connectName}\` of its own, and no \`selection\` has it.`,
        coordinate,
      });
    }
  }
}

/**
 * Key fields come with the reference. What a field's connector reads is such a key only where no selection yields the
 * object: otherwise it is an object of this subgraph, which is responsible for the field.
 */
function* keyFields(
  { types, federation }: RuleContext,
  { connectors }: ConnectModel,
  yielded: ReadonlySet<string>,
): Iterable<string> {
  for (const type of types.values()) {
    for (const { fields, resolvable } of writtenKeys(type, federation)) {
      if (resolvable) yield* coordinates(fields, type, types);
    }
  }
  for (const { element, resolver, inputs } of connectors) {
    const owner = types.get(element.typeName);
    const field = element.kind === "field" ? owner?.fields.get(element.fieldName) : undefined;
    const entity = resolver === "explicit" && field ? types.get(namedType(field.type).name.value) : owner;
    if (resolver === "implicit" && yielded.has(element.typeName)) continue;
    if (entity && resolver !== "root") yield* coordinates(inputs, entity, types);
  }
}

function* coordinates(tree: KeyTree, type: IndexedType, types: TypeIndex): Iterable<string> {
  for (const name of type.kind === "object" ? [type.name] : type.possibleTypes) {
    const object = types.get(name);
    for (const [fieldName, inner] of tree) {
      const field = object?.fields.get(fieldName);
      if (!field) continue;
      yield `${name}.${fieldName}`;
      const fieldType = types.get(namedType(field.type).name.value);
      if (fieldType && inner.size > 0) yield* coordinates(inner, fieldType, types);
    }
  }
}
