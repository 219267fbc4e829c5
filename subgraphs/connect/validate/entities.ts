import { Kind, print, type FieldDefinitionNode, type InputValueDefinitionNode } from "graphql";
import type { Diagnostic } from "../../../schema/diagnostic.ts";
import { didYouMean } from "../../../schema/did-you-mean.ts";
import { isListType, namedType } from "../ast.ts";
import { connectorCoordinate, elementCoordinate, saysEntity } from "../coordinate.ts";
import { errorAt } from "../finding.ts";
import type { ConnectUse } from "../read-directives.ts";
import type { IndexedType, TypeIndex } from "../type-index.ts";
import { nameOf } from "./nodes.ts";
import type { RuleContext } from "./rule.ts";
import { inputFields } from "./shape/graphql-shape.ts";

/**
 * CONNECT_ON_TYPE_MUST_BE_ENTITY, ENTITY_NOT_ON_ROOT_QUERY, ENTITY_TYPE_INVALID, ENTITY_RESOLVER_ARGUMENT_MISMATCH:
 * a connector that answers for references takes their fields for its arguments, and may find nothing.
 */
export function* entities(context: RuleContext): Iterable<Diagnostic> {
  for (const use of context.uses.connects) {
    if (use.element.kind === "type") yield* entityFalse(use, context);
    else if (saysEntity(use) && use.fieldNode) yield* entityField(use, use.fieldNode, context);
  }
}

function* entityFalse(use: ConnectUse, { file, link, subgraph }: RuleContext): Iterable<Diagnostic> {
  if (use.entity?.kind !== Kind.BOOLEAN || use.entity.value) return;
  yield errorAt(file, use.entity, {
    code: "CONNECT_ON_TYPE_MUST_BE_ENTITY",
    message: `\`${use.element.typeName}\`: \`@${link.connectName}\` on a type always resolves it as an entity, so it cannot say \`entity: false\`.`,
    coordinate: connectorCoordinate(subgraph, use),
    fix: "Leave out `entity`.",
  });
}

function* entityField(use: ConnectUse, field: FieldDefinitionNode, context: RuleContext): Iterable<Diagnostic> {
  const { file, roots, subgraph, types } = context;
  const owner = elementCoordinate(use.element);
  const coordinate = connectorCoordinate(subgraph, use);
  const at = use.entity ?? use.directive;
  if (use.element.typeName !== roots.query) {
    yield errorAt(file, at, {
      code: "ENTITY_NOT_ON_ROOT_QUERY",
      message: `\`${owner}\`: \`entity: true\` can be on fields of \`${roots.query}\` only.`,
      coordinate,
    });
    return;
  }
  const entity = types.get(namedType(field.type).name.value);
  const isComposite = entity?.kind === "object" || entity?.kind === "interface" || entity?.kind === "union";
  if (!entity || !isComposite || isListType(field.type) || field.type.kind === Kind.NON_NULL_TYPE) {
    yield errorAt(file, at, {
      code: "ENTITY_TYPE_INVALID",
      message: `\`${owner}\`: a field with \`entity: true\` finds one object or none, so its type cannot be \`${print(field.type)}\`. Use a nullable object type.`,
      coordinate,
    });
    return;
  }
  const args = field.arguments ?? [];
  if (args.length === 0) {
    yield errorAt(file, at, {
      code: "ENTITY_RESOLVER_ARGUMENT_MISMATCH",
      message: `\`${owner}\`: a field with \`entity: true\` needs the key of \`${entity.name}\` as arguments, but has none.`,
      coordinate,
    });
  }
  for (const argument of args) {
    for (const { node, message } of mismatches(argument, entityFields(entity, types), entity.name, types)) {
      yield errorAt(file, nameOf(node), {
        code: "ENTITY_RESOLVER_ARGUMENT_MISMATCH",
        message: `\`${owner}\`: ${message}`,
        coordinate,
      });
    }
  }
}

/** Of a union: the fields that all its types have. */
function entityFields(entity: IndexedType, types: TypeIndex): ReadonlyMap<string, FieldDefinitionNode> {
  if (entity.kind !== "union") return entity.fields;
  const members = entity.possibleTypes.flatMap((name) => types.get(name) ?? []);
  const [first] = members;
  return new Map([...(first?.fields ?? [])].filter(([name]) => members.every(({ fields }) => fields.has(name))));
}

/** An argument stands for the field of its name; the fields of an input object for those of the field's object. */
function* mismatches(
  input: InputValueDefinitionNode,
  fields: ReadonlyMap<string, FieldDefinitionNode>,
  typeName: string,
  types: TypeIndex,
  seen: readonly string[] = [],
): Iterable<{ readonly node: InputValueDefinitionNode; readonly message: string }> {
  const name = input.name.value;
  const field = fields.get(name);
  if (!field) {
    const hint = didYouMean(name, fields.keys());
    yield {
      node: input,
      message: `\`${name}\` is not a field of \`${typeName}\`.${hint === undefined ? "" : ` ${hint}`}`,
    };
    return;
  }
  const inputType = types.get(namedType(input.type).name.value);
  const fieldType = types.get(namedType(field.type).name.value);
  if (inputType?.kind === "input") {
    if (isListType(input.type) !== isListType(field.type) || fieldType?.kind !== "object") {
      yield {
        node: input,
        message: `\`${name}\` is \`${print(input.type)}\`, but \`${typeName}.${name}\` is \`${print(field.type)}\`.`,
      };
    } else if (!seen.includes(inputType.name)) {
      for (const inner of inputFields(inputType)) {
        yield* mismatches(inner, fieldType.fields, fieldType.name, types, [...seen, inputType.name]);
      }
    }
  } else if (
    namedType(input.type).name.value !== namedType(field.type).name.value ||
    isListType(input.type) !== isListType(field.type)
  ) {
    yield {
      node: input,
      message: `\`${name}\` is \`${print(input.type)}\`, but \`${typeName}.${name}\` is \`${print(field.type)}\`.`,
    };
  }
}
