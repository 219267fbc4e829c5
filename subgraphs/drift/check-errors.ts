/** What `errors` reads of answers that are no success: the words that clients are told. */
import type { StringValueNode } from "graphql";
import type { Mapping } from "../mapping/mapping.ts";
import { isObject, objectAt, own } from "../openapi/json.ts";
import { isJson } from "../openapi/media-type.ts";
import type { Operation } from "../openapi/operation.ts";
import { pointerTo } from "../openapi/pointer.ts";
import type { ConnectorCheck } from "./connector-check.ts";
import { operationName, type Contract } from "./contract.ts";
import { evaluate } from "./evaluate.ts";
import { bodyOf } from "./follow.ts";
import { rawOperation } from "./raw-operation.ts";
import { nameOf, pointers } from "./rule-context.ts";
import { anything, isMissing, uniteViews, type View } from "./schema-view.ts";
import { mostExpressions } from "./scope.ts";
import { bothOf, unknown, type Data, type Pair, type Read } from "./value.ts";

export function checkErrors(check: ConnectorCheck, operations: Pair<Operation>, reached: readonly string[]): void {
  if (operations.before === operations.after) return;
  const { connector, place, places, contracts } = check;
  const source = places.sources.get(connector.source?.name ?? "");
  const views = bothOf(operations, (operation, side) => errorView(operation, contracts[side]));
  const mine = connector.errors;
  const ofSource = connector.source?.errors;
  const message = mine?.message
    ? { mapping: mine.message, node: place.use.errors?.message }
    : { mapping: ofSource?.message, node: source?.errors?.message };
  const all = [
    message,
    { mapping: mine?.extensions, node: place.use.errors?.extensions },
    { mapping: ofSource?.extensions, node: source?.errors?.extensions },
  ];
  for (const { mapping, node } of all) {
    if (!mapping || !node) continue;
    for (const read of readsIn(mapping, node, bodyOf(views), check)) report(read, { check, operations, reached });
  }
}

function readsIn(mapping: Mapping, node: StringValueNode, body: Data, check: ConnectorCheck): readonly Read[] {
  const reads: Read[] = [];
  evaluate(mapping.ast, {
    text: { node, offset: 0 },
    types: check.places.types,
    schemas: bothOf(check.contracts, ({ schemas }) => schemas),
    current: body,
    flowing: body,
    locals: new Map(),
    variables: () => unknown,
    budget: { left: mostExpressions },
    reads,
  });
  return reads;
}

/** Of all answers that are no success, whatever any of them has. */
function errorView(operation: Operation, { context: { resolver, version }, schemas }: Contract): View {
  const responses = objectAt(rawOperation(operation, resolver)?.value ?? {}, "responses") ?? {};
  const views = Object.entries(responses).flatMap(([status, value]) => {
    if (!/^(?:[45]|default$)/.test(status) || operation.answer.status === status) return [];
    const pointer = pointerTo(operation.pointer, "responses", status);
    const response = resolver.object({ value, pointer });
    if (!response) return [];
    if (version === "2.0") {
      const schema = own(response.value, "schema");
      return schema === undefined
        ? []
        : [schemas.read({ value: schema, pointer: pointerTo(response.pointer, "schema") })];
    }
    return Object.entries(objectAt(response.value, "content") ?? {}).flatMap(([type, media]) =>
      isJson(type) && isObject(media)
        ? [
            schemas.read({
              value: own(media, "schema"),
              pointer: pointerTo(response.pointer, "content", type, "schema"),
            }),
          ]
        : [],
    );
  });
  return views.length === 0 ? anything : uniteViews(views, operation.pointer);
}

interface Found {
  readonly check: ConnectorCheck;
  readonly operations: Pair<Operation>;
  readonly reached: readonly string[];
}

function report(read: Read, { check, operations, reached }: Found): void {
  const { before, after } = read.found;
  if (before.presence !== "declared" || !isMissing(after) || read.hasFallback) return;
  const operation = operationName(operations.after);
  check.report.add({
    code: "DRIFT_PROPERTY_REMOVED",
    severity: "warning",
    message: (coordinates) =>
      `\`${operation}\` no longer returns ${nameOf(read.path)} where it fails: errors of ${coordinates} lose what is read from it.${pointers(before.view.pointer, read.owner.shape.after.view.pointer)}`,
    at: check.report.at(read.text, read.span),
    affects: reached,
    subject: `${operation} errors ${read.path}`,
  });
}
