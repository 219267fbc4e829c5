import type { Diagnostic } from "../../../schema/diagnostic.ts";
import type { Expression, MappingAst, SelectionList, Span } from "../../mapping/ast.ts";
import type { KeyTree } from "../../mapping/mapping.ts";
import { isVariableName } from "../../mapping/variable-names.ts";
import type { ConnectModel, Connector } from "../connector.ts";
import { connectorCoordinate } from "../coordinate.ts";
import { errorAt, errorInString } from "../finding.ts";
import type { ConnectUse } from "../read-directives.ts";
import type { RuleContext } from "./rule.ts";
import { inferSelection } from "./selection.ts";
import { membersOf, type FieldShape, type Shape } from "./shape/shape.ts";

/**
 * CONNECTORS_BATCH_KEY_NOT_IN_SELECTION, CONNECTORS_NON_ROOT_BATCH_KEY: the answers of a batch are told apart by the
 * key fields in them, which therefore have to come from the answer.
 */
export function* batchKeys(context: RuleContext, model: ConnectModel): Iterable<Diagnostic> {
  for (const use of context.uses.connects) {
    const coordinate = connectorCoordinate(context.subgraph, use);
    const connector = model.connectors.find((other) => other.coordinate === coordinate);
    if (connector?.resolver === "typeBatch") yield* checkBatch(use, connector, context);
  }
}

function* checkBatch(use: ConnectUse, connector: Connector, context: RuleContext): Iterable<Diagnostic> {
  const selection = inferSelection(use, context);
  if (!selection || !use.selection) return;
  const { coordinate } = connector;
  const typeName = use.element.typeName;
  for (const path of leaves(connector.inputs)) {
    const field = findField(selection.shape, path);
    if (field === "unknown") continue;
    if (!field) {
      yield errorAt(context.file, use.selection, {
        code: "CONNECTORS_BATCH_KEY_NOT_IN_SELECTION",
        message: `\`${typeName}\`: \`$batch.${path.join(".")}\` is read, but \`selection\` does not have \`${path.join(".")}\`, by which the answers are told apart.`,
        coordinate,
      });
      continue;
    }
    const variable = variableOf(valueAt(selection.ast, field.key));
    if (variable === undefined) continue;
    yield errorInString(context.file, use.selection, field.key, {
      code: "CONNECTORS_NON_ROOT_BATCH_KEY",
      message: `\`${typeName}\`: the key \`${path.join(".")}\` is read from \`${variable}\`, which is the same for all answers of a batch. It has to come from the response.`,
      coordinate,
    });
  }
}

function leaves(tree: KeyTree, before: readonly string[] = []): string[][] {
  return [...tree].flatMap(([name, inner]) =>
    inner.size === 0 ? [[...before, name]] : leaves(inner, [...before, name]),
  );
}

/** The field of the selected objects at a path; nothing where one alternative lacks it. */
function findField(shape: Shape, path: readonly string[]): FieldShape | "unknown" | undefined {
  const [name, ...rest] = path;
  if (name === undefined) return undefined;
  let found: FieldShape | undefined;
  for (const member of membersOf(shape)) {
    if (member.kind === "array" || member.kind === "each") return findField(member.item, path);
    if (member.kind === "null" || member.kind === "missing") continue;
    if (member.kind !== "object") return "unknown";
    const field = member.fields.get(name);
    if (!field) return member.rest ? "unknown" : undefined;
    if (rest.length > 0) return findField(field.shape, rest);
    found = field;
  }
  return found;
}

/** `$context` of `id: $context.id`; a local variable holds something that was read before. */
function variableOf(value: Expression | undefined): string | undefined {
  if (value?.kind !== "path") return undefined;
  if (value.head.kind === "variable" && isVariableName(value.head.name)) return value.head.name;
  return value.head.kind === "expression" ? variableOf(value.head.value) : undefined;
}

/** The value of the entry whose key stands at `key`. */
function valueAt(ast: MappingAst, key: Span): Expression | undefined {
  return ast.body.kind === "value" ? valueIn(ast.body.value, key) : valueInList(ast.body.list, key);
}

function valueInList(list: SelectionList, key: Span): Expression | undefined {
  for (const entry of list.entries) {
    if (entry.kind === "keyed" && entry.key.start === key.start) return entry.value;
    const inner = valueIn(entry.value, key);
    if (inner) return inner;
  }
  return undefined;
}

function valueIn(value: Expression, key: Span): Expression | undefined {
  if (key.start < value.start || key.start >= value.end) return undefined;
  switch (value.kind) {
    case "object":
      return valueInList(value.list, key);
    case "array":
      return firstOf(value.items, key);
    case "chain":
      return firstOf(value.operands, key);
    case "path": {
      const { head, steps, selection } = value;
      const parts = [
        ...(head.kind === "expression" ? [head.value] : []),
        ...steps.flatMap((step) => (step.kind === "method" ? (step.args ?? []) : [])),
      ];
      return firstOf(parts, key) ?? (selection && valueInList(selection, key));
    }
    case "literal":
      return undefined;
    default:
      return value satisfies never;
  }
}

function firstOf(values: readonly Expression[], key: Span): Expression | undefined {
  for (const value of values) {
    const found = valueIn(value, key);
    if (found) return found;
  }
  return undefined;
}
